"""Autocomplete of needs and places, for sites that reuse the API and for browsers' search bars.

`api` has the routes, `schemas` their bodies, `opensearch` the description that browsers read. Start
with `api`.
"""
