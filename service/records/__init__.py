"""One record in full, lists of records, the export of the catalogue, and what changed in it.

`api` gives a record or a list as JSON, `export_api` records as files, `export_responses` sends
them, `data_package` describes them, `changes_api` gives the journal of changes and `feed` its Atom
feed; `selection_parameters` says what lists and exports select. `pages` renders the page of a
record, `view` prepares the values that this page shows, `linked_data` its JSON-LD. Start with
`view`.
"""
