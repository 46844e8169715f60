"""The artefact: one built version of the index, and the versions on disk.

`content` is what a version holds and its files, `projection` the plane of the map of records,
`manifest` writes, verifies and reads a version, `versions` publishes and rolls back. The build and
the search meet only here, on disk. Start with `manifest`.
"""
