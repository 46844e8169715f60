"""Engines that rank passages: vectors behind one protocol, and sparse matrices of words.

`base` is the protocol that an engine of vectors keeps, `faiss` the engine in use, `sparse` BM25
and character n-grams. Start with `base`.
"""
