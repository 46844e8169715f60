"""Occupations: recommendation from the skills of a person, catalogue and pages.

`api` has the routes, `schemas` their bodies, `pages` the page of an occupation. Start with `api`.
"""
