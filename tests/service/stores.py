"""What tests ask of stores."""

from __future__ import annotations

from pathlib import Path

from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store


def place_of(store: Store) -> Path | str:
    """Where a store is, for another process or another object to open it."""
    if isinstance(store, SqliteStore):
        return store.path
    return store._engine.url.render_as_string(hide_password=False)
