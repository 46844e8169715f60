"""Opinions on results ("useful" or not) and reports of errors in records.

A record describes an organisation or a programme of the catalogue. `opinions` and `reports` store
opinions and reports in two tables; `submissions` has what both share: cleaning of texts, daily
limits and deletion after two years. `api` and the two modules of pages receive them, `beir_export`
turns opinions into (query, record, relevant or not) triples that evaluate the search. Start with
`submissions`.
"""
