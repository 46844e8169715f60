"""Browsing: lists of records without a text, by their codes, their place and their changes.

`query` holds the filters of a request; `selection` selects the records that pass them, in order,
with their place, quality and last change. Start with `selection`.
"""
