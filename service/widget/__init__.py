"""Search embedded in the sites of partners, in a frame or as a web component.

`options` reads the options of a widget from its URL, `pages` renders the widget, `palette` computes
readable colours, `builder_pages` and `embed_code` write the HTML that a partner copies. Start with
`options`.
"""
