"""The store: made when first used, the same in SQLite and in PostgreSQL, never worth a crash."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select

from index.errors import StoreError
from service.settings import Settings
from service.storage.postgresql_store import PostgresqlStore
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store, open_store, store_at
from service.storage.tables import COUNTER, REPORT, REVISION
from tests.conftest import ROOT
from tests.service.stores import place_of

IMPORTED = """
import sys
from pathlib import Path
from service.settings import Settings
from service.storage.store import open_store
store = open_store(Settings(var=Path(sys.argv[1])))
store.migrate()
"""


def write(connection: Connection, *themes: str | None) -> None:
    """Write counters of some themes."""
    rows = [
        {"month": "2026-11", "theme": theme, "departement": "", "answered": True, "number": 1}
        for theme in themes
    ]
    connection.execute(insert(COUNTER), rows)


def write_in(store: Store, *themes: str | None) -> None:
    """Write counters, one after the other, in one transaction."""
    with store.writing() as connection:
        for theme in themes:
            write(connection, theme)


def write_and_fail(store: Store) -> None:
    """Write a counter, then fail in the same transaction."""
    with store.writing() as connection:
        write(connection, "deux")
        raise KeyError


def themes(store: Store) -> list[str]:
    with store.reading() as connection:
        return list(connection.scalars(select(COUNTER.c.theme).order_by(COUNTER.c.theme)))


def test_what_is_written_should_be_read(store: Store) -> None:
    with store.writing() as connection:
        write(connection, "un", "deux")
    assert themes(store) == ["deux", "un"]


def test_texts_should_sort_by_code_point_in_every_store(store: Store) -> None:
    written = ["", "Z", "a", "a--b", "a-b", "ab", "é", "😀"]
    with store.writing() as connection:
        write(connection, *reversed(written))
    assert themes(store) == sorted(written, key=lambda text: text.encode())


def test_an_exception_should_undo_what_was_being_written(store: Store) -> None:
    with pytest.raises(StoreError):
        write_in(store, "un", None)
    with pytest.raises(KeyError):
        write_and_fail(store)
    assert themes(store) == []


def test_readers_should_see_one_moment_and_not_wait_for_a_writer(store: Store) -> None:
    with store.writing() as connection:
        write(connection, "un")
    with store.reading() as reader:
        assert reader.scalar(select(COUNTER.c.theme)) == "un"
        with store.writing() as writer:
            write(writer, "deux")
        assert reader.scalars(select(COUNTER.c.theme)).all() == ["un"]
    assert themes(store) == ["deux", "un"]


def test_threads_that_write_at_once_should_lose_nothing(store: Store) -> None:
    def add() -> None:
        for _ in range(15):
            with store.writing() as connection:
                last = connection.scalar(select(REPORT.c.id).order_by(REPORT.c.id.desc()).limit(1))
                empty = dict.fromkeys(("day", "record", "section", "reason", "comment"), "")
                row = {**empty, "id": (last or 0) + 1, "status": ""}
                connection.execute(insert(REPORT), row)

    threads = [threading.Thread(target=add) for _ in range(6)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    with store.reading() as connection:
        assert connection.scalars(select(REPORT.c.id)).all() == list(range(1, 91))


def test_the_tables_should_be_made_once(store: Store) -> None:
    store.migrate()
    assert store.migrate() == (REVISION, REVISION)


def test_the_tables_of_a_newer_version_should_be_refused(store: Store) -> None:
    with store.writing() as connection:
        write(connection, "un")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    other = store_at(place_of(store))
    for use in (other.migrate, lambda: themes(other)):
        with pytest.raises(StoreError, match="version plus récente d'OrientESS"):
            use()
    other.dispose()


def test_an_error_should_say_nothing_of_what_was_written(store: Store) -> None:
    with pytest.raises(StoreError) as refused, store.writing() as connection:
        write(connection, "secret", "secret")
    assert "secret" not in str(refused.value)
    assert "INSERT" not in str(refused.value)


def test_the_settings_should_choose_the_store(tmp_path: Path) -> None:
    alone = open_store(Settings(var=tmp_path))
    assert isinstance(alone, SqliteStore)
    assert alone.place == str(tmp_path / "orientess.sqlite3")
    address = "postgresql+psycopg://nom:motdepasse@base.exemple:5432/orientess?sslmode=require"
    shared = open_store(Settings(var=tmp_path, store=address))
    assert isinstance(shared, PostgresqlStore)
    assert shared.place == "postgresql+psycopg://nom@base.exemple:5432/orientess"
    assert isinstance(store_at(address), PostgresqlStore)


@pytest.mark.parametrize(("turn", "absent"), [(1, {"psycopg"}), (2, {"psycopg", "alembic"})])
def test_only_what_the_store_needs_should_be_imported(
    tmp_path: Path, turn: int, absent: set[str]
) -> None:
    for _ in range(turn):
        told = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", f"{IMPORTED}print(*sys.modules)", str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    assert absent.isdisjoint(told.stdout.split())
    assert "sqlalchemy" in told.stdout.split()


def test_a_client_that_is_not_installed_should_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"installez « orientess\[postgresql\] »"):
        store_at("postgresql+psycopg://base.exemple/orientess")
