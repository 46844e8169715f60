"""The running service: the live index, periodic tasks, and what routes depend on.

`live_index` opens the published index and replaces it without a failed request, `dependencies`
gives it to routes, `periodic` repeats a task. Start with `live_index`.
"""
