"""Migrations of the store, applied in order by alembic: `env` runs those of `versions`."""
