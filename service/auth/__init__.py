"""Keys, scopes and quotas.

`access` reads the key of a request and counts it, `keys` stores keys, `quotas` limits rates,
`quota_storage` keeps the counts, `models` are the values. Start with `access`.
"""
