"""The store: one SQLite file for what the service must remember between two starts.

Several threads and several processes may use it at once: connections are short-lived, readers do
not wait for writers (WAL), and writers wait for each other for a few seconds. Opening one takes
about a third of a millisecond, so that nothing has to be shared, closed late or opened again when
the file is replaced.

Nothing here is worth a failed search: every fault is a `StoreError`, to be logged and left.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from index.errors import StoreError
from index.messages import in_french

LOG = logging.getLogger("orientess")

Migration = tuple[str, ...]
"""Statements that take a file from one version of its tables to the next, all or none."""

MIGRATIONS: tuple[Migration, ...] = (
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
    ),
    (
        "CREATE TABLE api_key ("
        " id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
        " scopes TEXT NOT NULL, hosts TEXT NOT NULL, quota INTEGER, logo TEXT NOT NULL,"
        " created TEXT NOT NULL, expires TEXT, revoked TEXT"
        ") WITHOUT ROWID",
    ),
    (
        "CREATE TABLE feedback ("
        " id INTEGER PRIMARY KEY, day TEXT NOT NULL, record TEXT NOT NULL, need TEXT NOT NULL,"
        " useful INTEGER NOT NULL, words TEXT NOT NULL, judgement TEXT NOT NULL"
        ")",
        "CREATE INDEX feedback_by_day ON feedback (day, record)",
    ),
)
"""In order, never changed once served: what is new is a migration more."""

PATIENCE_S = 5.0
"""How long a writer waits for another."""
RETRY_S = 0.01
OWNER_ONLY = 0o600

_FAULTS = {
    sqlite3.SQLITE_FULL: "un disque plein",
    sqlite3.SQLITE_READONLY: "un fichier en lecture seule",
    sqlite3.SQLITE_CANTOPEN: "un fichier qui ne s'ouvre pas",
    sqlite3.SQLITE_NOTADB: "un fichier qui n'est pas une base SQLite",
    sqlite3.SQLITE_CORRUPT: "un fichier abîmé",
    sqlite3.SQLITE_IOERR_SHMSIZE: "un disque plein",
    sqlite3.SQLITE_IOERR: "un disque en défaut",
    sqlite3.SQLITE_BUSY: "un fichier occupé trop longtemps",
    sqlite3.SQLITE_PERM: "un accès refusé",
}
"""Code of SQLite, or its primary one -> what was found, in words."""
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY = 0xFF
"""The low byte of a code of SQLite is its kind, the rest its detail."""


class Store:
    """A SQLite file, made and brought up to date when it is first used."""

    def __init__(
        self,
        path: Path,
        migrations: Sequence[Migration] = MIGRATIONS,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """path: of the file, whose folder may not exist yet; patience_s: wait for other writers."""
        self.path = path
        self._migrations = migrations
        self._patience_s = patience_s

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection to read with.

        Yields:
            The connection, closed at the end.

        Raises:
            StoreError: when the file cannot be opened or read.
        """
        with self._faults_told(), closing(self._open()) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction that no other writer shares.

        Yields:
            The connection: what it wrote is kept at the end, and undone by any exception.

        Raises:
            StoreError: when the file cannot be opened or written.
        """
        with (
            self._faults_told(),
            closing(self._open()) as connection,
            _transaction(connection),
        ):
            yield connection

    @contextmanager
    def _faults_told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0)
            unknown = f"une erreur de SQLite ({error})"
            found = _FAULTS.get(code) or _FAULTS.get(code_of(error), unknown)
            raise self._fault(found) from error

    def _fault(self, found: str) -> StoreError:
        return StoreError(f"{self.path.name} ne peut pas servir : {found}.")

    def _open(self) -> sqlite3.Connection:
        """A connection to a file whose tables are those of today."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                self._make()
        except OSError as error:
            raise self._fault(in_french(error)) from error
        connection = sqlite3.connect(self.path, timeout=self._patience_s, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            if _version(connection) != len(self._migrations):
                self._migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _make(self) -> None:
        """Make the file, empty. One that was lost must not come back empty without a word."""
        is_alone = not any(self.path.parent.iterdir())
        self.path.touch(OWNER_ONLY, exist_ok=False)  # what people wrote is for the operator alone
        if self._migrations is MIGRATIONS and not is_alone:  # other files hold nothing that lasts
            LOG.warning(
                "%s n'existait pas : il est créé, vide (normal au premier démarrage seulement)",
                self.path.name,
            )

    def _migrate(self, connection: sqlite3.Connection) -> None:
        _keep_readers_free(connection, self._patience_s)
        with _transaction(connection):
            version = _version(connection)  # another process may just have done it
            if version > len(self._migrations):
                raise self._fault("un fichier écrit par une version plus récente d'OrientESS")
            for migration in self._migrations[version:]:
                for statement in migration:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(self._migrations)}")


def code_of(error: BaseException) -> int:
    """The kind of fault that SQLite found.

    Args:
        error: of SQLite, or of a store because of it.

    Returns:
        One of its primary codes, 0 when it is no fault of SQLite.
    """
    cause = error.__cause__ if isinstance(error, StoreError) else error
    code: int = getattr(cause, "sqlite_errorcode", 0)
    return code & _PRIMARY


def _version(connection: sqlite3.Connection) -> int:
    """How many migrations a file has had."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _keep_readers_free(connection: sqlite3.Connection, patience_s: float) -> None:
    """Write ahead (WAL). SQLite does not wait by itself for who else is changing this."""
    end = time.monotonic() + patience_s
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if code_of(error) != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(RETRY_S)
        else:
            return


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # some faults have SQLite undo it by itself
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
