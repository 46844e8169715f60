"""Opinions on results and reported errors in records.

`opinions` and `reports` store them, `submissions` cleans and caps them, `api` and the pages
receive them, `beir_export` turns opinions into judged pairs. Start with `submissions`.
"""
