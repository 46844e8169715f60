"""Widget: the search of OrientESS embedded in the site of a partner.

A partner is an organisation that copies a piece of HTML, written by `builder_pages` and
`embed_code`, into the pages of its own site: an `<iframe>` or a web component. `options` reads the
options of the widget from its URL, `pages` renders it, `palette` computes readable colours. Start
with `options`.
"""
