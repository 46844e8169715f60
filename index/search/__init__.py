"""Search: a query to ranked, explained hits.

`searcher` runs the stages in order: `query`, `understanding`, `scoring`, `likelihood`, `ranking`,
`arrangement`, `explanation`; `results` is the answer. `retriever` encodes, reads and scores texts
for every suite; `calibration` reads the fitted numbers. Start with `searcher`.
"""
