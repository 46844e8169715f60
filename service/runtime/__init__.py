"""Running service: the live index, periodic tasks, and the dependencies of routes.

`services` is the table of the objects that all requests share, `request_state` the notes attached
to one request, `live_index` opens the published search index and replaces it without a failed
request, `dependencies` gives parts of this index to routes, `periodic` repeats a task, `heap`
gives memory back to the system. Start with `services`.
"""
