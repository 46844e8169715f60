"""Store of the service, in SQLite or in PostgreSQL, its backup and its restoration.

`tables` describes the tables, `migrations` makes them version by version; `store` opens the store
that the settings choose, of which `sqlite_store` and `postgresql_store` are the two kinds. `sqlite`
opens a SQLite file, `copying` copies the rows of a store into another, `backup` writes one verified
file, `restore` puts it back. Start with `store`.
"""
