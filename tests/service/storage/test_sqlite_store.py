"""The store in a SQLite file: taken over from earlier versions, replaced while it serves."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Inspector, inspect, text

from index.errors import StoreError
from service.storage.copying import digest
from service.storage.sqlite_store import SqliteStore, is_sound, revision_of
from service.storage.tables import METADATA, REVISION

OLD_VERSIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE counter ("
        " month TEXT NOT NULL, theme TEXT NOT NULL, departement TEXT NOT NULL,"
        " answered INTEGER NOT NULL, number INTEGER NOT NULL,"
        " PRIMARY KEY (month, theme, departement, answered)"
        ") WITHOUT ROWID",
        "CREATE TABLE report ("
        " id INTEGER PRIMARY KEY, day TEXT NOT NULL, record TEXT NOT NULL, section TEXT NOT NULL,"
        " reason TEXT NOT NULL, comment TEXT NOT NULL, status TEXT NOT NULL"
        ")",
        "CREATE INDEX report_by_day ON report (day, record)",
        "INSERT INTO counter VALUES ('2026-10', 'aide', '59', 1, 7), ('2026-10', '', '', 0, 2)",
        "INSERT INTO report VALUES (3, '2026-10-31', 'a', 'contact', 'autre', 'Fermé', 'lu')",
    ),
    (
        "CREATE TABLE api_key ("
        " id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
        " scopes TEXT NOT NULL, hosts TEXT NOT NULL, quota INTEGER, logo TEXT NOT NULL,"
        " created TEXT NOT NULL, expires TEXT, revoked TEXT"
        ") WITHOUT ROWID",
        "INSERT INTO api_key VALUES"
        " ('cle', 'empreinte', 'Ville', 'lecture', '', 9, '', '2026-01-15', NULL, '2026-02-01')",
    ),
    (
        "CREATE TABLE feedback ("
        " id INTEGER PRIMARY KEY, day TEXT NOT NULL, record TEXT NOT NULL, need TEXT NOT NULL,"
        " useful INTEGER NOT NULL, words TEXT NOT NULL, judgement TEXT NOT NULL"
        ")",
        "CREATE INDEX feedback_by_day ON feedback (day, record)",
        "INSERT INTO feedback VALUES (512, '2026-10-31', 'a', 'n', 0, 'mots', 'retenu')",
    ),
    (
        "CREATE TABLE proposal ("
        " id INTEGER PRIMARY KEY, day TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL,"
        " changes TEXT NOT NULL, proof TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL"
        ")",
        "CREATE INDEX proposal_by_day ON proposal (day, record)",
        "INSERT INTO proposal VALUES"
        " (8, '2026-10-31', 'nouvelle', '', '{\"nom\": \"Été\"}', 'https://x', 'attente', '')",
    ),
)
"""What each version before alembic added to the file, with a few rows."""


def old_file(path: Path, version: int = len(OLD_VERSIONS)) -> dict[str, list[tuple[object, ...]]]:
    """Write the file of an earlier version; return its rows by table."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        for statements in OLD_VERSIONS[:version]:
            for statement in statements:
                connection.execute(statement)
        connection.commit()
        connection.execute(f"PRAGMA user_version = {version}")
        return rows(connection)


def rows(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """The rows of the tables that are not alembic's."""
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return {
        name: connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall()  # noqa: S608
        for (name,) in names
        if name != "alembic_version"
    }


@pytest.mark.parametrize("version", range(1, len(OLD_VERSIONS) + 1))
def test_the_file_of_an_earlier_version_should_be_taken_over_without_loss(
    file_store: SqliteStore, version: int
) -> None:
    before = old_file(file_store.path, version)
    assert file_store.migrate() == (f"{version:04}", REVISION)
    with closing(sqlite3.connect(file_store.path)) as connection:
        after = rows(connection)
        recorded = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    assert recorded == [(REVISION,)]
    assert {name: after[name] for name in before} == before
    assert set(after) == set(METADATA.tables)
    assert revision_of(file_store.path) == REVISION


def tables_of(found: Inspector, table: str) -> object:
    """The columns, key and indexes of a table."""
    columns = [(each["name"], str(each["type"])) for each in found.get_columns(table)]
    indexes = [(each["name"], each["column_names"]) for each in found.get_indexes(table)]
    return columns, found.get_pk_constraint(table)["constrained_columns"], indexes


def test_a_file_taken_over_should_have_the_tables_of_a_new_one(
    file_store: SqliteStore, tmp_path: Path
) -> None:
    old_file(file_store.path)
    described = []
    for store in (file_store, SqliteStore(tmp_path / "neuf.sqlite3")):
        with store.reading() as connection:
            described.append([tables_of(inspect(connection), name) for name in METADATA.tables])
    assert described[0] == described[1]


def test_a_file_taken_over_should_still_serve_the_version_before(file_store: SqliteStore) -> None:
    old_file(file_store.path)
    file_store.migrate()
    with closing(sqlite3.connect(file_store.path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(OLD_VERSIONS),)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_file_of_a_version_that_alembic_did_not_make_should_be_refused_when_newer(
    file_store: SqliteStore,
) -> None:
    old_file(file_store.path)
    with closing(sqlite3.connect(file_store.path)) as connection:
        connection.execute(f"PRAGMA user_version = {int(REVISION) + 1}")
    with pytest.raises(StoreError, match="version plus récente"):
        file_store.migrate()


def test_a_migration_that_fails_should_leave_the_file_as_it_was(
    file_store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = old_file(file_store.path, 2)
    monkeypatch.setattr(SqliteStore, "_record", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        file_store.migrate()
    assert revision_of(file_store.path) == "0002"
    with closing(sqlite3.connect(file_store.path)) as connection:
        assert rows(connection) == before


def test_a_file_whose_log_cannot_be_enabled_should_be_told(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s", patience_s=0.05)
    with closing(sqlite3.connect(tmp_path / "s", isolation_level=None)) as other:
        other.execute("CREATE TABLE note (text TEXT)")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="occupé"):
            store.migrate()
    assert store.migrate()[1] == REVISION


def test_a_writer_should_give_up_when_another_is_too_long(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "s", patience_s=0.05)
    with store.writing(), pytest.raises(StoreError, match="occupé"), store.writing():
        pass


def folder_in_its_place(path: Path) -> None:
    path.mkdir()


def no_database(path: Path) -> None:
    path.write_text("Ceci n'est pas une base. " * 100, encoding="utf-8")


def damaged(path: Path) -> None:
    SqliteStore(path).migrate()
    content = bytearray(path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (folder_in_its_place, "ne s'ouvre pas"),
        (no_database, "pas une base"),
        (damaged, "abîmé"),
    ],
)
def test_a_file_that_cannot_serve_should_be_told_in_french(
    tmp_path: Path, spoil: Callable[[Path], None], told: str
) -> None:
    spoil(tmp_path / "s.sqlite3")
    with pytest.raises(StoreError, match=rf"^s\.sqlite3 ne peut pas servir : .*{told}"):
        SqliteStore(tmp_path / "s.sqlite3").migrate()


def write_too_much(store: SqliteStore) -> None:
    """Write more than the disk holds."""
    rows = [{"month": "x" * 1000, "theme": str(number)} for number in range(100)]
    with store.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
        connection.execute(text("INSERT INTO counter VALUES (:month, :theme, '', 1, 1)"), rows)


def test_a_full_disk_should_be_told_and_leave_what_was_there(file_store: SqliteStore) -> None:
    with file_store.reading() as connection:
        before = digest(connection)
    with pytest.raises(StoreError, match="disque plein"):
        write_too_much(file_store)
    with file_store.reading() as connection:
        assert digest(connection) == before


def test_a_file_that_was_removed_should_be_made_again_and_told(
    file_store: SqliteStore, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index").mkdir()
    for _ in range(2):
        file_store.migrate()
        file_store.path.unlink()
    assert [record.message.partition(" :")[0] for record in caplog.records] == [
        "orientess.sqlite3 n'existait pas"
    ] * 2


def test_a_copy_should_be_sound_and_alone(file_store: SqliteStore, tmp_path: Path) -> None:
    old_file(file_store.path)
    file_store.save(tmp_path / "copie")
    assert is_sound(tmp_path / "copie")
    with file_store.reading() as one, SqliteStore(tmp_path / "copie").reading() as other:
        assert digest(one) == digest(other)
    assert [path.name for path in tmp_path.glob("copie*")] == ["copie"]


def test_a_file_damaged_where_nothing_was_read_should_not_be_copied(
    file_store: SqliteStore, tmp_path: Path
) -> None:
    old_file(file_store.path)
    file_store.migrate()
    with closing(sqlite3.connect(file_store.path)) as connection:
        find = "SELECT rootpage FROM sqlite_master WHERE name = 'report_by_day'"
        (page,) = connection.execute(find).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file_store.path.open("r+b") as stream:
        stream.seek((page - 1) * size)
        stream.write(b"\xff" * size)
    with pytest.raises(StoreError, match="abîmé : restaurez une sauvegarde"):
        file_store.save(tmp_path / "copie")


def test_a_file_written_since_should_be_newer(file_store: SqliteStore, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    assert not file_store.is_newer(tmp_path, now)
    file_store.migrate()
    assert file_store.is_newer(tmp_path, now - timedelta(hours=1))
    assert not file_store.is_newer(tmp_path, now + timedelta(hours=1))


def test_only_a_file_that_no_version_reads_should_be_set_aside(file_store: SqliteStore) -> None:
    assert not file_store.set_aside(StoreError("sans cause"))
    file_store.migrate()
    assert not file_store.set_aside(StoreError("sans cause"))
    no_database(file_store.path)
    with pytest.raises(StoreError) as refused:
        file_store.migrate()
    assert file_store.set_aside(refused.value)
    assert not file_store.exists()
    assert file_store.path.with_name("orientess.sqlite3.ecarte").exists()
