"""Indexing: records to a published artefact.

`build` is the whole way, `deduplication` merges and groups records of the same place. Start with
`build`.
"""
