"""Opinions on results ("useful" or not) and reports of errors in records.

`opinions` and `reports` store them, `submissions` is what both tables share: cleaning, daily
limits and deletion after two years. `api` and the two modules of pages receive them, `beir_export`
turns opinions into judged pairs for the evaluation. Start with `submissions`.
"""
