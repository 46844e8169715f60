"""The artefact: one built version of the search index, and the versions on disk.

`content` is what a version holds and its files, `projection` the plane of the map of records,
`journal` what changed since the versions before, `suggestion_index` what is suggested while typing,
`manifest` writes, verifies and reads a version, `versions` publishes and rolls back. Building and
searching share nothing but these files. Start with `manifest`.
"""
