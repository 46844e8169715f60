"""Skills and occupations: API and pages.

Start with `api`.
"""
