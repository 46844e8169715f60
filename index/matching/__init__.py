"""Matching beside the search: needs with records, texts with needs, and the map of embeddings.

`serving` finds the records that serve a need, `needs` the needs that a record serves and the
records like it, `classification` the needs that a text means, `embedding_map` places records on a
plane. Start with `needs`.
"""
