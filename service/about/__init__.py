"""Transparency pages: the service, its sources, privacy, accessibility, weight and method.

`pages` renders most of them, `explain_pages` shows how a query is matched by meaning and by words,
`figures` reads the figures that they publish, measured and written by hand in `figures.toml`. Start
with `pages`.
"""
