"""The search feature: parameters, API, batch, formats and pages of results.

`parameters` and `dependencies` read a search, `api` and `batch_api` answer programs, `pages`
people; `schemas` is the JSON, `view` what templates show. Start with `api`.
"""
