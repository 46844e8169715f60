"""The artefact: one built version of the index, and the versions on disk.

`content` is what a version holds, `manifest` reads and verifies one, `versions` publishes and
rolls back. Build and search meet here alone. Start with `manifest`.
"""
