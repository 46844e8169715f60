"""Versions of the tables, one module each.

A module that was released is never changed: another one is added, and `REVISION` of
`service.storage.tables` names it. Its number is also the `user_version` of SQLite files.
"""
