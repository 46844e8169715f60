"""Store in a SQLite file, for one machine: opened anew for each use, in a millisecond.

The file may be replaced while the service runs. Its `user_version` is the number of its revision,
as it was before alembic recorded it: an older version of OrientESS reads the file when its tables
are the same, and refuses it when they are newer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError

from index.errors import StoreError
from service.storage.sqlite import DAMAGED, PATIENCE_S, SqliteFile, cause_of, code_of
from service.storage.store import Store
from service.storage.tables import REVISION

_BEGIN = "begin"
"""Option of a connection: the statement that begins its transactions."""
_HAS_VERSION = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"


class SqliteStore(Store):
    """One SQLite file, created when it is first used."""

    READING = {_BEGIN: "BEGIN"}
    WRITING = {_BEGIN: "BEGIN IMMEDIATE"}

    def __init__(self, path: Path, patience_s: float = PATIENCE_S, is_lasting: bool = True) -> None:
        """Prepare the use of the file, which is opened when first needed.

        path: of the file, whose folder is created when absent; patience_s: longest wait, in
        seconds, for other connections that write; is_lasting: False for a copy, whose creation is
        not worth a warning.
        """
        self.path = path
        self._file = SqliteFile(path, patience_s, is_lasting)
        engine = create_engine(
            "sqlite://", creator=self._file.open, poolclass=NullPool, hide_parameters=True
        )
        event.listen(engine, "begin", _begin)
        super().__init__(engine, str(path))

    def exists(self) -> bool:
        """Return True if the file is there."""
        return self.path.exists()

    def save(self, path: Path) -> None:
        """Copy the file, others writing meanwhile (SQLite's online backup).

        Args:
            path: of the copy, which must not exist.

        Raises:
            StoreError: when the file cannot be read or is damaged, or the copy be written.
        """
        with self._file.errors_translated(), closing(sqlite3.connect(path)) as copy:
            with self.reading() as live:
                _driver(live).backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # no other file beside the copy
            if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise StoreError(f"{self.path.name} est abîmé : restaurez une sauvegarde.")

    def is_newer(self, saved: Path, created: datetime) -> bool:
        """Return True if the file was written since the backup was begun; its rows are not read."""
        wal = self.path.with_name(f"{self.path.name}-wal")
        written = (path.stat().st_mtime for path in (self.path, wal) if path.exists())
        return any(moment > created.timestamp() for moment in written)

    def set_aside(self, error: StoreError) -> bool:
        """Rename a file that is no longer a database, or that a newer version wrote, `.ecarte`.

        The service must be stopped then.
        """
        code = code_of(error)
        if code not in DAMAGED if code else not self._is_of_newer_version():
            return False
        for suffix in ("", "-wal", "-shm"):
            path = self.path.with_name(f"{self.path.name}{suffix}")
            if path.exists():
                path.replace(path.with_name(f"{path.name}.ecarte"))
        return True

    def _is_of_newer_version(self) -> bool:
        if not self.path.exists():
            return False
        with self._file.errors_translated(), closing(self._file.open()) as connection:
            return _revision(connection) > REVISION

    def _cause(self, error: DBAPIError) -> str:
        return cause_of(error.orig)

    def _error(self, cause: str) -> StoreError:
        return self._file.error(cause)

    def _lock(self, connection: Connection) -> None:
        """Do nothing more: `BEGIN IMMEDIATE` waited for the other writers."""

    def _prepare(self, connection: Connection) -> None:
        with self._file.errors_translated():
            self._file.enable_wal(_driver(connection))

    def _record(self, connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA user_version = {int(REVISION)}")

    def _revision(self, connection: Connection) -> str:
        if self._has_version(connection):
            return super()._revision(connection)
        return f"{connection.exec_driver_sql('PRAGMA user_version').scalar_one():04}"

    def _has_version(self, connection: Connection) -> bool:
        return connection.exec_driver_sql(_HAS_VERSION).first() is not None


@contextmanager
def _unchanged(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a file that nothing writes, without creating anything beside it."""
    address = f"{path.resolve().as_uri()}?immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        yield connection


def revision_of(path: Path) -> str:
    """Return the revision of the tables of a SQLite file that nothing writes meanwhile.

    Args:
        path: of the file.

    Returns:
        Such as "0004"; "0000" when there are no tables.

    Raises:
        Error: an exception of `sqlite3`, when the file is not a database.
    """
    with _unchanged(path) as connection:
        return _revision(connection)


def _revision(connection: sqlite3.Connection) -> str:
    if connection.execute(_HAS_VERSION).fetchone():
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return str(revision)
    return f"{connection.execute('PRAGMA user_version').fetchone()[0]:04}"


def is_sound(path: Path) -> bool:
    """Return True if SQLite finds no damage in a file that nothing writes meanwhile."""
    with _unchanged(path) as connection:
        return bool(connection.execute("PRAGMA quick_check").fetchone() == ("ok",))


def _driver(connection: Connection) -> sqlite3.Connection:
    """Return the connection of `sqlite3` under one of SQLAlchemy."""
    return cast(sqlite3.Connection, connection.connection.driver_connection)


def _begin(connection: Connection) -> None:
    """Begin a transaction: SQLAlchemy leaves it to this connection, which has no implicit one."""
    options: Any = connection.get_execution_options()
    connection.exec_driver_sql(options.get(_BEGIN, "BEGIN"))
