"""Matching beside the search: needs with records, texts with needs, and the map of embeddings.

`needs` finds the records that serve a need and the needs that a record serves, `classification`
finds the needs that a text means, `embedding_map` places records on a plane. Start with `needs`.
"""
