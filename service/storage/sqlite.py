"""SQLite file: created for its owner alone, opened, and its errors in French.

Several threads and several processes may use it at once: each use opens a connection of its own,
readers do not wait for writers (WAL), and writers wait for each other for a few seconds. Since no
connection is shared, the file may be replaced at any moment.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import StoreError
from index.messages import in_french

LOG = logging.getLogger("orientess")
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


class SqliteFile:
    """One SQLite file, created when it is first opened."""

    def __init__(
        self, path: Path, patience_s: float = PATIENCE_S, is_lasting: bool = False
    ) -> None:
        """Prepare the use of the file, which is opened when first needed.

        path: of the file, whose folder is created when absent; patience_s: longest wait, in
        seconds, for other connections that write; is_lasting: True to log a warning when the file
        is created beside other data, because what it held is then lost.
        """
        self.path = path
        self._patience_s = patience_s
        self._is_lasting = is_lasting

    def open(self, is_shared: bool = False) -> sqlite3.Connection:
        """Open a connection without implicit transactions, creating the file when needed.

        Args:
            is_shared: True when several threads will use the connection, one at a time.

        Returns:
            The connection, to be closed by the caller.

        Raises:
            StoreError: when the file or its folder cannot be created.
            Error: an exception of `sqlite3`, when the file cannot be opened.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                self._create()
        except OSError as error:
            raise self.error(in_french(error)) from error
        connection = sqlite3.connect(
            self.path, self._patience_s, isolation_level=None, check_same_thread=not is_shared
        )
        try:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
        except BaseException:
            connection.close()
            raise
        return connection

    def enable_wal(self, connection: sqlite3.Connection) -> None:
        """Set write-ahead logging, once for all. SQLite does not wait for another process doing so.

        connection: that of this file, outside any transaction.
        """
        end = time.monotonic() + self._patience_s
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
    def errors_translated(self) -> Iterator[None]:
        """Raise the errors of SQLite as StoreError, with their cause in French."""
        try:
            yield
        except sqlite3.Error as error:
            raise self.error(cause_of(error)) from error

    def error(self, cause: str) -> StoreError:
        """Return the error to raise for a cause in French."""
        return StoreError(f"{self.path.name} ne peut pas servir : {cause}.")

    def _create(self) -> None:
        """Create the file, empty, with a warning: a lost one must not come back empty silently."""
        is_alone = not any(self.path.parent.iterdir())
        self.path.touch(
            OWNER_ONLY, exist_ok=False
        )  # reports and opinions are for the operator only
        if self._is_lasting and not is_alone:
            LOG.warning(
                "%s n'existait pas : il est créé, vide (normal au premier démarrage seulement)",
                self.path.name,
            )


def cause_of(error: BaseException | None) -> str:
    """Return the cause of an error of SQLite, in French, to complete a message."""
    code = getattr(error, "sqlite_errorcode", 0)
    unknown = f"une erreur de SQLite ({error})"
    return _CAUSES.get(code) or _CAUSES.get(code & _PRIMARY, unknown)


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
