"""Keys, scopes and quotas.

`access` reads the key of a request and counts it, `keys` stores keys, `quotas` limits rates,
`quota_storage` stores the counts, `models` holds keys and scopes. Start with `access`.
"""
