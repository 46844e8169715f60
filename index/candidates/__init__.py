"""Candidates: the records among which a query is answered, with their columns, filters and groups.

Start with `record_view`: some records of an index, by position, and what ranking reads of them.
`facets` filters and counts them, `collapsing` keeps one of each group of likely duplicates,
`naming` finds those whose name a query is or holds.
"""
