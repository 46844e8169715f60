"""Engines behind one protocol, and the sparse matrices that compare words.

`base` is the protocol, `registry` maps the name of an engine to its class, and each engine has a
folder: `faiss`, in use by default, in the files of an index; `milvus`, a server, called through
`circuit`. `sparse` and `sparse_rows` hold the weights of words (`bm25`) and of n-grams,
which `lexical` scores a query with. To add an engine, start with `registry`.
"""
