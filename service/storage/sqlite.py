"""Store: one SQLite file for the keys, counters, reports and opinions of the service.

Several threads and several processes may use it at once: each use opens a connection of its own,
readers do not wait for writers (WAL), and writers wait for each other for a few seconds. Opening a
connection takes about a third of a millisecond; since none is shared, the file may be replaced at
any moment.

All errors of this module are `StoreError`. None may make a search fail: callers log and ignore
them.
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
"""SQL statements that take the tables of a file to the next version, in one transaction."""

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
    (
        "CREATE TABLE proposal ("
        " id INTEGER PRIMARY KEY, day TEXT NOT NULL, kind TEXT NOT NULL, record TEXT NOT NULL,"
        " changes TEXT NOT NULL, proof TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL"
        ")",
        "CREATE INDEX proposal_by_day ON proposal (day, record)",
    ),
)
"""Migrations of the file of the service, in the order they are applied.

A migration is never changed once released: another one is added.
"""

PATIENCE_S = 5.0
"""Longest wait, in seconds, of a writer for another writer."""
RETRY_S = 0.01
OWNER_ONLY = 0o600

_CAUSES = {
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
"""Error code of SQLite, extended or primary -> its cause, in French."""
DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})
_PRIMARY = 0xFF
"""Mask of the primary error code of SQLite: its low byte."""


class Store:
    """One SQLite file, that several threads and processes may use at once.

    It is created, and its tables are brought up to date, when it is first used.
    """

    def __init__(
        self,
        path: Path,
        migrations: Sequence[Migration] = MIGRATIONS,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Prepare the use of the file, which is opened when first needed.

        path: of the file, whose folder is created when absent; migrations: SQL statements that
        bring its tables from one version to the next; patience_s: longest wait, in seconds, for
        other connections that write.
        """
        self.path = path
        self._migrations = migrations
        self._patience_s = patience_s

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Open a connection to read the file, as a context manager.

        Yields:
            The connection, closed at the end of the block.

        Raises:
            StoreError: when the file cannot be opened, or a statement of the block fails.
        """
        with self._errors_translated(), closing(self._open()) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Open a connection in a transaction that writes, as a context manager; one at a time.

        Yields:
            The connection. The transaction is committed at the end of the block, and rolled back
            by any exception.

        Raises:
            StoreError: when the file cannot be opened, another writer takes longer than
                `patience_s`, or a statement of the block fails.
        """
        with (
            self._errors_translated(),
            closing(self._open()) as connection,
            _transaction(connection),
        ):
            yield connection

    @contextmanager
    def _errors_translated(self) -> Iterator[None]:
        """Raise the errors of SQLite as StoreError, with their cause in French."""
        try:
            yield
        except sqlite3.Error as error:
            code = getattr(error, "sqlite_errorcode", 0)
            unknown = f"une erreur de SQLite ({error})"
            cause = _CAUSES.get(code) or _CAUSES.get(code_of(error), unknown)
            raise self._error(cause) from error

    def _error(self, cause: str) -> StoreError:
        """Return the error to raise for a cause in French."""
        return StoreError(f"{self.path.name} ne peut pas servir : {cause}.")

    def _open(self) -> sqlite3.Connection:
        """Open a connection, creating and migrating the file when needed."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                self._create()
        except OSError as error:
            raise self._error(in_french(error)) from error
        connection = sqlite3.connect(self.path, timeout=self._patience_s, isolation_level=None)
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            if _version(connection) != len(self._migrations):
                self._migrate(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _create(self) -> None:
        """Create the file, empty, with a warning: a lost one must not come back empty silently."""
        is_alone = not any(self.path.parent.iterdir())
        self.path.touch(
            OWNER_ONLY, exist_ok=False
        )  # reports and opinions are for the operator only
        if self._migrations is MIGRATIONS and not is_alone:  # other stores hold nothing lasting
            LOG.warning(
                "%s n'existait pas : il est créé, vide (normal au premier démarrage seulement)",
                self.path.name,
            )

    def _migrate(self, connection: sqlite3.Connection) -> None:
        """Apply the migrations that the file has not had."""
        _enable_wal(connection, self._patience_s)
        with _transaction(connection):
            version = _version(connection)  # another process may just have done it
            if version > len(self._migrations):
                raise self._error("un fichier écrit par une version plus récente d'OrientESS")
            for migration in self._migrations[version:]:
                for statement in migration:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(self._migrations)}")


def code_of(error: BaseException) -> int:
    """Return the primary error code of SQLite that an exception carries, such as SQLITE_FULL.

    Args:
        error: an exception of `sqlite3`, or a StoreError raised from one.

    Returns:
        The code; 0 when SQLite did not cause the error.
    """
    cause = error.__cause__ if isinstance(error, StoreError) else error
    code: int = getattr(cause, "sqlite_errorcode", 0)
    return code & _PRIMARY


def _version(connection: sqlite3.Connection) -> int:
    """Return the number of migrations that a file has had."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _enable_wal(connection: sqlite3.Connection, patience_s: float) -> None:
    """Set write-ahead logging. SQLite does not wait by itself for another process doing so."""
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
    """Run statements in an immediate transaction."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:  # SQLite rolls back some errors by itself
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
