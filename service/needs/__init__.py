"""Needs of the thesaurus: matching with records in both ways, classification of texts, themes.

`api` has the routes, `schemas` their bodies, `pages` the page of a theme. Start with `api`.
"""
