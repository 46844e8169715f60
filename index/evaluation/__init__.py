"""Evaluation: metrics, judged sets, and the comparison of channels.

`metrics` computes nDCG and its intervals, `ablation` compares channels with the fusion, `beir`
reads sets of others; one module for places, spelling, skills and the guide. Start with `metrics`.
"""
