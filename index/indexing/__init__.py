"""Build of an index: from records to a published artefact.

`build` runs every step. `record_lines` and `passage_files` keep records and texts in files,
`comparison` and `deduplication` merge and group the records of the same place, `encoding` makes the
vectors of texts and `vector_cache` keeps them, `term_counts` and `sparse_files` make the weights of
many records. Start with `build`.
"""
