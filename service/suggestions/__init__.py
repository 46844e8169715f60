"""Suggestions while typing: needs, places, and the search bar of browsers (OpenSearch).

Start with `api`.
"""
