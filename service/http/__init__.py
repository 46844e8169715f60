"""HTTP common to all features: middleware, problems (RFC 9457), the table of routes.

`problems` maps errors to statuses, `capacity` limits concurrent requests, `fair_queue` gives turns
to clients, `caching`, `cors` and `security` set headers, `routes` finds the template of a path,
`content_type` requires JSON, `responses` documents errors in OpenAPI. Start with `problems`.
"""
