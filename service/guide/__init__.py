"""The guided path, as pages.

Start with `pages`.
"""
