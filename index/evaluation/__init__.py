"""Evaluation: measures of quality, judged data, and the comparison of ways of ranking.

`metrics` computes nDCG and its intervals, `ablation` compares ways of ranking with the search as
served, `beir` reads collections of others; one module for places, spelling, skills and the guided
questionnaire. Start with `metrics`.
"""
