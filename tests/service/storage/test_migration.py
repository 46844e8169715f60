"""Upgrades by alembic: from nothing, or from tables that it did not make."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import inspect

from service.storage.migration import upgrade
from service.storage.postgresql_store import PostgresqlStore
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store
from service.storage.tables import METADATA, NO_TABLES, REVISION
from tests import postgresql


@pytest.fixture(params=["sqlite", "postgresql"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> list[Store]:
    """Several users of one store that has no tables."""
    if request.param == "sqlite":
        return [SqliteStore(tmp_path / "s.sqlite3") for _ in range(4)]
    server: postgresql.Server = request.getfixturevalue("server")
    address = server.database()
    return [PostgresqlStore(address) for _ in range(4)]


def test_tables_should_be_made_once_when_several_start_together(stores: list[Store]) -> None:
    outcomes: list[tuple[str, str]] = []
    threads = [threading.Thread(target=lambda s=s: outcomes.append(s.migrate())) for s in stores]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert {after for _, after in outcomes} == {REVISION}
    assert len(outcomes) == len(stores)
    with stores[0].reading() as connection:
        assert set(inspect(connection).get_table_names()) == {*METADATA.tables, "alembic_version"}
    for store in stores:
        store.dispose()


def test_tables_should_be_upgraded_from_any_version(stores: list[Store]) -> None:
    store = stores[0]
    with store._engine.begin() as connection:
        upgrade(connection, NO_TABLES, "0002")
        assert store._revision(connection) == "0002"
    assert store.migrate() == ("0002", REVISION)
    for each in stores:
        each.dispose()
