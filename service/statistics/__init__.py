"""Anonymous counts of searches by theme and département, and their publication.

A theme is a group of needs (entries of the thesaurus). `counters` counts and stores,
`disclosure_control` selects the numbers that may be published without identifying anybody, `pages`
shows them. Start with `counters`. Response times and loads of the service are elsewhere, in
`service.observability.metrics`.
"""
