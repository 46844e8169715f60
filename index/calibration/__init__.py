"""Confidence fitted at build, for the catalogue at hand, without judgements.

Start with `calibrator`: `questions` are made from records, `requests` are what it cannot serve,
`samples` scores both, `fit` turns them into rules and thresholds.
"""
