"""The store: made when first used, safe between processes, and never worth a crash."""

from __future__ import annotations

import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import StoreError
from service.storage.sqlite import MIGRATIONS, Migration, Store

FIRST = ("CREATE TABLE note (text TEXT NOT NULL)",)
SECOND = ("ALTER TABLE note ADD COLUMN colour TEXT NOT NULL DEFAULT 'bleu'",)


def write_notes(store: Store, *texts: str | None, pages: int = 1000) -> None:
    """Write some notes at once, on a disk of so many pages."""
    with store.writing() as connection:
        connection.execute(f"PRAGMA max_page_count = {pages}")
        connection.executemany("INSERT INTO note (text) VALUES (?)", [(text,) for text in texts])


def write_note(store: Store, text: str) -> None:
    write_notes(store, text)


def notes(store: Store) -> list[str]:
    with store.reading() as connection:
        return [row[0] for row in connection.execute("SELECT text FROM note ORDER BY rowid")]


def test_the_file_and_its_folder_should_be_made_for_the_operator_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "store.sqlite3"
    write_note(Store(path, (FIRST,)), "un")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_written_should_be_read_by_another_store(tmp_path: Path) -> None:
    write_note(Store(tmp_path / "s", (FIRST,)), "un")
    assert notes(Store(tmp_path / "s", (FIRST,))) == ["un"]


def test_a_new_migration_should_keep_what_is_there(tmp_path: Path) -> None:
    write_note(Store(tmp_path / "s", (FIRST,)), "un")
    store = Store(tmp_path / "s", (FIRST, SECOND))
    with store.reading() as connection:
        assert connection.execute("SELECT * FROM note").fetchall() == [("un", "bleu")]


def test_a_migration_that_fails_should_leave_the_file_as_it_was(tmp_path: Path) -> None:
    write_note(Store(tmp_path / "s", (FIRST,)), "un")
    with pytest.raises(StoreError):
        notes(Store(tmp_path / "s", (FIRST, (*SECOND, "CREATE TABLE note (again TEXT)"))))
    assert notes(Store(tmp_path / "s", (FIRST,))) == ["un"]


def test_the_file_of_a_newer_version_should_be_refused(tmp_path: Path) -> None:
    write_note(Store(tmp_path / "s", (FIRST, SECOND)), "un")
    with pytest.raises(StoreError, match="version plus récente"):
        notes(Store(tmp_path / "s", (FIRST,)))


def test_an_exception_should_undo_what_was_being_written(tmp_path: Path) -> None:
    store = Store(tmp_path / "s", (FIRST,))
    with pytest.raises(StoreError):
        write_notes(store, "un", None)
    assert notes(store) == []


def test_readers_should_not_wait_for_a_writer(tmp_path: Path) -> None:
    store = Store(tmp_path / "s", (FIRST,), patience_s=0)
    write_note(store, "un")
    with store.writing() as connection:
        connection.execute("INSERT INTO note VALUES ('deux')")
        assert notes(store) == ["un"]
    assert notes(store) == ["un", "deux"]


def test_a_writer_should_give_up_when_another_is_too_long(tmp_path: Path) -> None:
    store = Store(tmp_path / "s", (FIRST,), patience_s=0.05)
    write_note(store, "un")
    with store.writing(), pytest.raises(StoreError, match="occupé"):
        write_note(store, "deux")


def test_threads_that_write_at_once_should_lose_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "s", (FIRST,))

    def write() -> None:
        for _ in range(25):
            write_note(store, "un")

    threads = [threading.Thread(target=write) for _ in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert notes(store) == ["un"] * 200


def folder_in_its_place(path: Path) -> None:
    path.mkdir()


def no_database(path: Path) -> None:
    path.write_text("Ceci n'est pas une base. " * 100, encoding="utf-8")


def damaged(path: Path) -> None:
    store = Store(path, (FIRST,))
    for _ in range(20):
        write_note(store, "un" * 1000)
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
        notes(Store(tmp_path / "s.sqlite3", (FIRST,)))


def test_a_folder_that_cannot_be_made_should_be_told_in_french(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="ne peut pas servir : un"):
        notes(Store(tmp_path / "file" / "s", (FIRST,)))


def test_a_full_disk_should_be_told_and_leave_what_was_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "s", (FIRST,))
    write_note(store, "un")
    with pytest.raises(StoreError, match="disque plein"):
        write_notes(store, *["x" * 1000] * 100, pages=4)
    assert notes(store) == ["un"]


def test_a_file_that_was_removed_should_be_made_again(tmp_path: Path) -> None:
    store = Store(tmp_path / "s", (FIRST,))
    write_note(store, "un")
    (tmp_path / "s").unlink()
    assert notes(store) == []


@pytest.mark.parametrize(
    ("others", "migrations", "told"),
    [((), MIGRATIONS, False), (("index",), MIGRATIONS, True), (("index",), (FIRST,), False)],
    ids=["a first start", "beside an index", "a file that holds nothing lasting"],
)
def test_a_store_made_anew_beside_other_data_should_be_told_once(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    others: tuple[str, ...],
    migrations: tuple[Migration, ...],
    told: bool,
) -> None:
    for each in others:
        (tmp_path / each).mkdir()
    for _ in range(2):
        with Store(tmp_path / "s", migrations).reading():
            pass
    assert len(caplog.records) == told
    assert not told or "s n'existait pas : il est créé, vide" in caplog.text


def test_a_store_removed_while_it_serves_should_be_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "index").mkdir()
    store = Store(tmp_path / "s")
    for _ in range(2):
        with store.reading():
            pass
        (tmp_path / "s").unlink()
    assert len(caplog.records) == 2


def test_the_tables_of_the_service_should_be_made(tmp_path: Path) -> None:
    with Store(tmp_path / "s").reading() as connection:
        assert isinstance(connection, sqlite3.Connection)
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert {"counter", "report"} <= {row[0] for row in names}
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
