"""Publication: an index sent from the machine that builds it to those that serve it.

`place` is the shared folder or the object store between them, `pointer` says which version is
published there and what is refused of it, `publisher` sends a version, `fetcher` brings it to a
replica. Start with `fetcher`.
"""
