"""Other engines, given the same records and queries as ours. Start with `comparison`."""
