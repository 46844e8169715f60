"""API keys, their permissions (scopes), and quotas of requests.

`access` reads the key of a request and counts it, `keys` stores keys, `quotas` limits rates,
`quota_storage` stores the counts, `rights` holds keys and scopes, `networks` tells the network of
an address. Start with `access`.
"""
