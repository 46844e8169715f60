"""Store of keys, counters, reports, opinions and proposals: the one that the settings choose.

It is a SQLite file for one machine, or a PostgreSQL database for several. The queries are the same:
they are written with the tables of `tables`, in a transaction that `reading` or `writing` opens.
One writer at a time, whichever the store: what a query counts, such as a daily limit, cannot change
before the end of its transaction.

All errors of a store are `StoreError`. None may make a search fail: callers log and ignore them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Any, ClassVar

from sqlalchemy import Connection, Engine, column, select, table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from index.errors import StoreError
from service.settings import Settings
from service.storage.sqlite import PATIENCE_S
from service.storage.tables import NO_TABLES, REVISION

_VERSION = table("alembic_version", column("version_num"))
_MIGRATING = Lock()
"""Held while tables are upgraded: alembic works for one connection at a time in a process."""


class Store(ABC):
    """Database of the service, that several threads and processes may use at once.

    Its tables are made, or brought up to date, when it is first used. READING, WRITING: options of
    SQLAlchemy for connections that read, all their queries at one moment, and that write.
    """

    READING: ClassVar[Mapping[str, Any]]
    WRITING: ClassVar[Mapping[str, Any]]

    def __init__(self, engine: Engine, place: str) -> None:
        """engine: what opens its connections; place: what names it, without any password."""
        self._engine = engine
        self.place = place

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that reads, as a context manager; what it sees does not change.

        Yields:
            The connection, closed at the end of the block.

        Raises:
            StoreError: when the store cannot be opened, or a statement of the block fails.
        """
        with self._errors_translated(), self._connect() as connection:
            self._ensure_tables(connection)
            with connection.execution_options(**self.READING).begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes, as a context manager; one at a time, of all processes.

        Yields:
            The connection. The transaction is committed at the end of the block, and rolled back
            by any exception.

        Raises:
            StoreError: when the store cannot be opened, another writer takes too long, or a
                statement of the block fails.
        """
        with self._errors_translated(), self._connect() as connection:
            self._ensure_tables(connection)
            with connection.execution_options(**self.WRITING).begin():
                self._lock(connection)
                yield connection

    def migrate(self) -> tuple[str, str]:
        """Make the tables, or bring them up to date: all of it or nothing.

        Returns:
            The revisions of the tables before and after, such as ("0000", "0004").

        Raises:
            StoreError: when the store cannot be written, or when a newer version wrote it.
        """
        with self._errors_translated(), self._connect() as connection:
            before = self._revision(connection)
            self._ensure_tables(connection)
            return before, REVISION

    @abstractmethod
    def exists(self) -> bool:
        """Return True unless the store is a file that is not there."""

    @abstractmethod
    def save(self, path: Path) -> None:
        """Write what the store holds at one moment into a new SQLite file.

        Args:
            path: of the file, which must not exist.

        Raises:
            StoreError: when the store cannot be read or is damaged, or the file be written.
        """

    @abstractmethod
    def is_newer(self, saved: Path, created: datetime) -> bool:
        """Return True if the store may hold what a backup does not.

        saved: SQLite file of the backup; created: moment when it was begun.
        """

    def set_aside(self, error: StoreError) -> bool:
        """Rename what no version can read any more, so that an empty store takes its place.

        Args:
            error: that the store raised.

        Returns:
            True when it was renamed; False when the error has another cause.
        """
        return False

    def dispose(self) -> None:
        """Close the connections that wait for their next use; later ones open others."""
        self._engine.dispose()

    def _connect(self) -> Connection:
        """Open a connection, or take one that waits for its next use."""
        return self._engine.connect()

    @abstractmethod
    def _cause(self, error: DBAPIError) -> str:
        """Return the cause of an error of the database, in French."""

    @abstractmethod
    def _error(self, cause: str) -> StoreError:
        """Return the error to raise for a cause in French."""

    @abstractmethod
    def _lock(self, connection: Connection) -> None:
        """Wait for other writers, at the start of a transaction that writes."""

    @abstractmethod
    def _prepare(self, connection: Connection) -> None:
        """Prepare a connection to upgrade the tables, outside any transaction."""

    @abstractmethod
    def _record(self, connection: Connection) -> None:
        """Record the revision of upgraded tables in other ways than alembic's."""

    def _revision(self, connection: Connection) -> str:
        """Return the revision of the tables that alembic made, "0000" when there are none."""
        if not self._has_version(connection):
            return NO_TABLES
        return connection.scalar(select(_VERSION.c.version_num)) or NO_TABLES

    @abstractmethod
    def _has_version(self, connection: Connection) -> bool:
        """Return True if alembic made the tables."""

    def _ensure_tables(self, connection: Connection) -> None:
        """Bring the tables up to date before they are used."""
        is_current = self._has_version(connection) and self._revision(connection) == REVISION
        connection.rollback()
        if not is_current:
            self._upgrade(connection)

    def _upgrade(self, connection: Connection) -> None:
        """Upgrade the tables, unless another process has just done it."""
        with _MIGRATING:
            self._prepare(connection)
            connection.rollback()
            with connection.execution_options(**self.WRITING).begin():
                self._lock(connection)
                revision, is_recorded = self._revision(connection), self._has_version(connection)
                if revision > REVISION:
                    raise self._error("des tables écrites par une version plus récente d'OrientESS")
                # not needed once tables are up to date
                from service.storage.migration import upgrade

                upgrade(connection, NO_TABLES if is_recorded else revision, REVISION)
                self._record(connection)

    @contextmanager
    def _errors_translated(self) -> Iterator[None]:
        """Raise the errors of the database as StoreError, without statements nor values."""
        try:
            yield
        except DBAPIError as error:
            raise self._error(self._cause(error)) from error.orig
        except PoolTimeout as error:
            raise self._error("trop de demandes à la fois") from error


def open_store(settings: Settings, patience_s: float = PATIENCE_S) -> Store:
    """Return the store that the settings choose; no connection is opened yet.

    Args:
        settings: address of the PostgreSQL database, or else folder of the SQLite file.
        patience_s: longest wait, in seconds, for another writer.

    Returns:
        The store.

    Raises:
        StoreError: when the client of PostgreSQL is not installed.
    """
    return store_at(settings.store or settings.store_file, patience_s)


def store_at(place: str | Path, patience_s: float = PATIENCE_S) -> Store:
    """Return the store at a place, importing only what this kind of store needs.

    Args:
        place: `postgresql+psycopg://…`, or the path of a SQLite file.
        patience_s: longest wait, in seconds, for another writer.

    Returns:
        The store; no connection is opened yet.

    Raises:
        StoreError: when the client of PostgreSQL is not installed.
    """
    if isinstance(place, Path):
        from service.storage.sqlite_store import SqliteStore

        return SqliteStore(place, patience_s)
    from service.storage.postgresql_store import PostgresqlStore

    return PostgresqlStore(place, patience_s)
