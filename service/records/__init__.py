"""One record in full, and the export of the whole catalogue.

`api` gives a record as JSON, `export_api` all records as files, `pages` renders the page of a
record, `view` prepares the values that this page shows, `linked_data` its JSON-LD. Start with
`view`.
"""
