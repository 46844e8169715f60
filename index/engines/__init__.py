"""Vector engines behind one protocol, and the sparse matrices that compare words.

`base` is the protocol, `registry` maps the name of an engine to its class, `faiss` is the engine in
use, `sparse` holds BM25 and character n-grams. To add an engine, start with `registry`.
"""
