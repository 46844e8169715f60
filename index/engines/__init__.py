"""Engines behind one protocol, and the sparse matrices that compare words.

`base` is the protocol, `registry` maps the name of an engine to its class. `faiss` is the engine in
use by default, in the files of an index; `milvus` is a server, with `milvus_server`,
`milvus_collections` and `circuit`. `sparse` and `sparse_rows` hold the weights of words (`bm25`)
and n-grams, which `lexical` scores a query with. To add an engine, start with `registry`.
"""
