"""Import of locations: lists of places open to the public, as their producers publish them.

`lists` names the lists, `entries` reads a row (`hours`, `contacts`, `people`, `points`, `offers`,
`kinds` its parts), `similarity` says when two rows are one place, by the distances of
`index.indexing.comparison`, `merging` makes one location of them, `pipeline` does it all and counts
what was left out. Start with `pipeline`.
"""
