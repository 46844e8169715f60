"""The search in other sites: frame, web component, and the page that writes the code to paste.

`options` reads what a site chose, `pages` answers, `builder_pages` and `embed_code` write the
code, `palette` checks colours. Start with `options`.
"""
