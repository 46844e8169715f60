"""Locations of the records: the page of each place, with its hours and how to reach it.

Start with `pages`.
"""
