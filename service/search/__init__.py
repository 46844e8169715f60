"""The search feature: parameters, API, batch, formats and pages of results.

`parameters` and `dependencies` read a search, `api` and `batch_api` answer programs, `pages`
people; `filters` is the table of filters that all of them offer, `schemas` the JSON, `view` the
values of templates. Start with `api`.
"""
