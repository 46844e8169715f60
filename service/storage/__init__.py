"""SQLite store of the service, its backup and its restoration.

`sqlite` opens and migrates the store, `backup` writes one verified file, `restore` puts it back.
Start with `sqlite`.
"""
