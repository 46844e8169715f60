"""Search: a query to ranked, explained hits.

`searcher` runs the stages in order: `query`, `understanding`, `scoring`, `fusion`, `calibration`,
`facets`, `explanation`; `results` is the answer. Start with `searcher`.
"""
