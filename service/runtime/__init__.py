"""Running service: the live index, periodic tasks, and the dependencies of routes.

`services` is the table of what all requests share, `request_state` what one request carries,
`live_index` opens the published index and replaces it without a failed request, `dependencies`
gives its parts to routes, `periodic` repeats a task. Start with `services`.
"""
