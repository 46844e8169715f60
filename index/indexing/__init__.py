"""Build of an index: from records to a published artefact.

`build` runs every step, `deduplication` merges and groups the records of the same place, `encoding`
makes the vectors of texts and `vector_cache` keeps them. Start with `build`.
"""
