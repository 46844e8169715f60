"""Locations of the records: the page and the API of each place, and their list.

`pages` and `view` are the page of a place, `api` and `schemas` the API. Start with `api`.
"""
