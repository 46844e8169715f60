"""Autocomplete of needs and places, for partners and for the search bar of browsers.

`api` has the routes, `schemas` their bodies, `opensearch` the description that browsers read. Start
with `api`.
"""
