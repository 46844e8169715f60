"""HTTP common to all features: middleware, problems (RFC 9457), the table of routes.

`problems` decides every status, `capacity` bounds the work, `caching`, `cors` and `security` set
headers, `routes` says what a path is. Start with `problems`.
"""
