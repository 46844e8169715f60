"""Transparency pages: the service, its sources, privacy, accessibility, weight and method.

`pages` renders most of them, `explain_pages` shows how a query is matched by meaning and by words.
The figures that they publish are read by `service.presentation.figures`. Start with `pages`.
"""
