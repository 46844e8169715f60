"""Where requests are counted: a SQLite file for the processes of one machine, or a Valkey server.

Both are storages of `limits`, whose sliding window this is: the window that is running, and the one
before it for the share of it that is still less than a minute old.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import RLock
from typing import Any

from limits.storage import RedisStorage, SlidingWindowCounterSupport, Storage
from limits.storage.base import TimestampedSlidingWindow

from index.errors import StoreError
from index.files import locked
from index.messages import in_french
from service.storage.sqlite import DAMAGED, Store, code_of

LOG = logging.getLogger("orientess")
PATIENCE_S = 0.5
"""How long a count waits for a server, and the opening of a file for another process."""
COUNT_PATIENCE_S = 0.02
"""How long a count waits for another one in a file: meanwhile the process answers nobody."""
PURGED_AT_ONCE = 1_000
"""Rows erased in one go, for the same reason."""

TABLES = (
    (
        "CREATE TABLE counted ("
        " key TEXT PRIMARY KEY, number INTEGER NOT NULL, expires REAL NOT NULL"
        ") WITHOUT ROWID",
        "CREATE TABLE secret (day TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    ),
    ("PRAGMA secure_delete = ON", "DROP TABLE secret"),  # a secret is no longer kept on a disk
)
_TAKE = """
INSERT INTO counted (key, number, expires)
SELECT :current, :amount, :expires
WHERE CAST(:share * coalesce((SELECT number FROM counted WHERE key = :previous), 0) AS INTEGER)
    + coalesce((SELECT number FROM counted WHERE key = :current), 0) + :amount <= :limit
ON CONFLICT (key) DO UPDATE SET number = number + excluded.number
RETURNING number
"""
"""Judged and counted in one statement, so that no other process comes in between."""
_INCREASE = """
INSERT INTO counted (key, number, expires) VALUES (:key, :amount, :expires)
ON CONFLICT (key) DO UPDATE SET
    number = excluded.number + CASE WHEN expires > :now THEN number ELSE 0 END,
    expires = CASE WHEN expires > :now THEN expires ELSE excluded.expires END
RETURNING number
"""
_PURGE = (
    "DELETE FROM counted WHERE key IN (SELECT key FROM counted WHERE expires <= ? LIMIT ?)"
    " RETURNING 1"
)
_EMPTY_JOURNAL = "PRAGMA wal_checkpoint(TRUNCATE)"
"""What is erased in the file may still stand in its journal."""

_Values = Mapping[str, object] | Sequence[object]


class SqliteStorage(Storage, SlidingWindowCounterSupport, TimestampedSlidingWindow):
    """Counts in a SQLite file of its own, shared by the processes of one machine.

    One connection a process, opened when first used and again after a fault: opening one for each
    count would take longer than counting. Rows that count no more are removed, and overwritten. A
    damaged file is made again: it holds nothing worth more than a few minutes.
    """

    STORAGE_SCHEME = None

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """path: may not exist yet; clock: seconds, the same for every process."""
        super().__init__()
        self._store = Store(path, TABLES, PATIENCE_S)
        self._clock = clock
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """What a file that cannot serve raises."""
        return (sqlite3.Error, StoreError)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count in a fixed window of `expiry` seconds; returns the number so far."""
        now = self._clock()
        values = {"key": key, "amount": amount, "expires": now + expiry, "now": now}
        number: int = self._run(_INCREASE, values)[0][0]
        return number

    def get(self, key: str) -> int:
        """The number of a window, 0 when it is over."""
        return self._window(key)[0]

    def get_expiry(self, key: str) -> float:
        """When a window is over, in seconds of the clock."""
        return self._window(key)[1]

    def check(self) -> bool:
        """Whether the file serves."""
        try:
            self._run("SELECT 1")
        except self.base_exceptions:
            return False
        return True

    def reset(self) -> int:
        """Forget every count; returns how many."""
        return len(self._run("DELETE FROM counted RETURNING key"))

    def clear(self, key: str) -> None:
        """Forget a count."""
        self._run("DELETE FROM counted WHERE key = ?", (key,))

    def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Count, unless the limit would be passed; returns whether it was counted."""
        now = self._clock()
        previous, current = self.sliding_window_keys(key, expiry, now)
        values = {
            "previous": previous,
            "current": current,
            "share": 1 - now % expiry / expiry,
            "amount": amount,
            "limit": limit,
            "expires": (now // expiry + 2) * expiry,
        }
        return bool(self._run(_TAKE, values))

    def get_sliding_window(self, key: str, expiry: int) -> tuple[int, float, int, float]:
        """Numbers of the window before and of this one, each with the seconds it counts for."""
        now = self._clock()
        previous, current = self.sliding_window_keys(key, expiry, now)
        rows = self._run("SELECT key, number FROM counted WHERE key IN (?, ?)", (previous, current))
        numbers = dict(rows)
        left = expiry - now % expiry
        return numbers.get(previous, 0), left, numbers.get(current, 0), left + expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        """Forget the two windows of a key."""
        for each in self.sliding_window_keys(key, expiry, self._clock()):
            self.clear(each)

    def purge(self) -> tuple[bool, bool]:
        """Erase what counts no more, some of it when it is much.

        Returns:
            Whether some of it is left, and whether anything is.
        """
        erased = len(self._run(_PURGE, (self._clock(), PURGED_AT_ONCE)))
        if erased:
            self._run(_EMPTY_JOURNAL)
        left = bool(self._run("SELECT EXISTS (SELECT 1 FROM counted)")[0][0])
        return erased == PURGED_AT_ONCE, left

    def close(self) -> None:
        """Erase every count and close the file; counting opens it again."""
        with self._lock:
            try:
                if self._store.path.exists():
                    self._run("DELETE FROM counted")
                    self._run(_EMPTY_JOURNAL)
            except self.base_exceptions as error:
                LOG.warning("quotas non effacés : %s", error)
            self._drop()

    def _window(self, key: str) -> tuple[int, float]:
        """The number of a fixed window and when it is over: 0 and now when there is none."""
        now = self._clock()
        rows = self._run("SELECT number, expires FROM counted WHERE key = ?", (key,))
        return next(((number, end) for number, end in rows if end > now), (0, now))

    def _run(self, statement: str, values: _Values = ()) -> list[Any]:
        """The rows of a statement, which is a transaction by itself."""
        with self._lock:
            try:
                return self._execute(statement, values)
            except self.base_exceptions as error:
                if code_of(error) not in DAMAGED:
                    raise
            try:
                with locked(self._store.path.parent):
                    return self._mended(statement, values)
            except OSError as error:
                name = self._store.path.name
                raise StoreError(f"{name} ne s'efface pas : {in_french(error)}.") from error

    def _mended(self, statement: str, values: _Values) -> list[Any]:
        """The same, over a file made again unless another process has just done so."""
        try:
            return self._execute(statement, values)
        except self.base_exceptions as error:
            if code_of(error) not in DAMAGED:
                raise
        path = self._store.path
        LOG.warning("%s est abîmé : il est effacé et refait, les comptes repartent de zéro", path)
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        return self._execute(statement, values)

    def _execute(self, statement: str, values: _Values) -> list[Any]:
        if self._connection is None:
            self._connection = self._open()
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            if code_of(error) != sqlite3.SQLITE_BUSY:
                self._drop()
            raise

    def _open(self) -> sqlite3.Connection:
        """A connection that several threads may use, one at a time."""
        with self._store.reading():  # makes the file and its tables
            connection = sqlite3.connect(
                self._store.path, COUNT_PATIENCE_S, isolation_level=None, check_same_thread=False
            )
        # no count waits for the disk: if a power cut damages the file, it is made again
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("PRAGMA secure_delete = ON")
        return connection

    def _drop(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


class ServerStorage(RedisStorage):
    """Counts in a Valkey or Redis server, shared by several machines."""

    def close(self) -> None:
        """Close the connections; counting opens others."""
        self.storage.close()
