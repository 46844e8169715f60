"""Matching beside the search: needs to records and back, texts to needs, the map of embeddings.

`needs` matches records and needs both ways, `classification` tells the needs of a text,
`embedding_map` places records on a plane. Start with `needs`.
"""
