"""Logs, metrics and probes.

`logs` writes one line a request without a word of it, `metrics` and `multiprocess` feed
Prometheus, `probes` answers /sante, /pret, /version and /metrics. Start with `logs`.
"""
