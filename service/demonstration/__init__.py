"""A made-up day in the store of a service, so that its statistics and pages can be seen.

`mark` tells a store of demonstration from a real one, `day` fills it, `visits` sends searches to
the running service, so that its measures have values. Every page of a service over
such a store says so. Start with `day`.
"""
