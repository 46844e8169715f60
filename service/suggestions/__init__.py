"""Autocomplete of needs and places, for sites that reuse the API and for browsers' search bars.

`api` has the routes, `schemas` the bodies of their responses, `opensearch` the description that
browsers read. Start with `api`.
"""
