"""Evaluation: measures of quality, judged data, and the comparison of methods of ranking.

`metrics` computes nDCG and its intervals, `ablation` compares methods of ranking with the search as
served, `beir` reads collections that others published; the other modules each evaluate one feature:
places, skills, the guided path, local searches. Start with `metrics`.
"""
