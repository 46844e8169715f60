"""Browsing: lists of records without a text, by their codes, their place and their changes.

`query` is what is asked for, `selection` the records that pass, in order, with their place, quality
and last change. Start with `selection`.
"""
