"""A SQLite file: made for its owner alone, opened by many, and its errors in French."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from index.errors import StoreError
from service.storage.sqlite import SqliteFile, cause_of, code_of


@pytest.fixture
def file(tmp_path: Path) -> SqliteFile:
    return SqliteFile(tmp_path / "deep" / "s.sqlite3", patience_s=0.05)


def test_the_file_and_its_folder_should_be_made_for_the_operator_alone(file: SqliteFile) -> None:
    file.open().close()
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_what_is_deleted_should_be_overwritten(file: SqliteFile) -> None:
    with closing(file.open()) as connection:
        connection.execute("CREATE TABLE note (text TEXT)")
        connection.execute("INSERT INTO note VALUES ('mot-temoin')")
        assert b"mot-temoin" in file.path.read_bytes()
        connection.execute("DELETE FROM note")
    assert b"mot-temoin" not in file.path.read_bytes()


def test_readers_should_not_wait_for_a_writer_once_the_log_is_enabled(file: SqliteFile) -> None:
    with closing(file.open()) as one, closing(file.open()) as other:
        file.enable_wal(one)
        one.execute("CREATE TABLE note (text TEXT)")
        one.execute("BEGIN IMMEDIATE")
        one.execute("INSERT INTO note VALUES ('un')")
        assert other.execute("SELECT * FROM note").fetchall() == []


def test_the_log_should_not_be_waited_for_without_end(file: SqliteFile) -> None:
    with closing(file.open()) as one, closing(file.open()) as other:
        one.execute("CREATE TABLE note (text TEXT)")
        one.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="occupé"), file.errors_translated():
            file.enable_wal(other)


@pytest.mark.parametrize("is_shared", [True, False])
def test_a_connection_should_serve_several_threads_on_demand(
    file: SqliteFile, is_shared: bool
) -> None:
    with closing(file.open(is_shared)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
        assert connection.isolation_level is None


def test_a_folder_that_cannot_be_made_should_be_told_in_french(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="ne peut pas servir : un"):
        SqliteFile(tmp_path / "file" / "s").open()


@pytest.mark.parametrize(
    ("others", "is_lasting", "told"),
    [((), True, False), (("index",), True, True), (("index",), False, False)],
    ids=["a first start", "beside an index", "a file that holds nothing lasting"],
)
def test_a_file_made_anew_beside_other_data_should_be_told_once(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    others: tuple[str, ...],
    is_lasting: bool,
    told: bool,
) -> None:
    for each in others:
        (tmp_path / each).mkdir()
    for _ in range(2):
        SqliteFile(tmp_path / "s", is_lasting=is_lasting).open().close()
    assert len(caplog.records) == told
    assert not told or "s n'existait pas : il est créé, vide" in caplog.text


def test_an_error_should_be_told_by_its_code(file: SqliteFile) -> None:
    error = sqlite3.OperationalError("…")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR_WRITE
    assert cause_of(error) == "un disque en défaut"
    assert code_of(error) == sqlite3.SQLITE_IOERR
    assert "une erreur de SQLite" in cause_of(sqlite3.Error("autre"))
    with pytest.raises(StoreError) as raised, file.errors_translated():
        raise error
    assert code_of(raised.value) == sqlite3.SQLITE_IOERR
    assert code_of(StoreError("sans cause")) == 0
