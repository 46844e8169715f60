"""The catalogue: files of records on disk, their quality, and what is missing.

`store` reads and adds records, `quality` scores one, `audit` reports on all. Start with `store`.
"""
