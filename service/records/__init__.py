"""One record: API, export of the catalogue, page.

`api` and `export_api` answer programs, `pages` people, `view` is what the page shows,
`linked_data` its JSON-LD. Start with `view`.
"""
