"""Logs, metrics and probes.

`logs` writes one entry a request and nothing typed by a person, `metrics` and `multiprocess` feed
Prometheus, `probes` answers /sante, /pret, /version and /metrics. Start with `logs`.
"""
