"""Transparency pages: the service, its sources, privacy, accessibility, weight and method.

`pages` renders them, `explain_pages` shows how a query is matched by meaning and by words,
`figures` reads the published figures (`figures.toml`). Start with `pages`.
"""
