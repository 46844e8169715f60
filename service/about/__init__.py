"""Pages that say what the service is, how it works, what it keeps and weighs.

`pages` and `explain_pages` answer, `figures` reads the published measures. Start with `pages`.
"""
