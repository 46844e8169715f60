"""Where requests are counted: a SQLite file for the processes of one machine, or a Valkey server.

Both are storages of `limits`, whose sliding window this is: the window that is running, and the one
before it for the share of it that is still less than a minute old.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import RLock
from typing import Any

from limits.storage import RedisStorage, SlidingWindowCounterSupport, Storage
from limits.storage.base import TimestampedSlidingWindow

from index.errors import StoreError
from service.store import Store

PATIENCE_S = 0.5
"""How long a count waits for another, or for the server."""
PURGE_S = 30.0
SECRET_BYTES = 32
SECRET_LIFE_S = 2 * 86_400

TABLES = (
    (
        "CREATE TABLE counted ("
        " key TEXT PRIMARY KEY, number INTEGER NOT NULL, expires REAL NOT NULL"
        ") WITHOUT ROWID",
        "CREATE TABLE secret (day TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
    ),
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


_Values = Mapping[str, object] | Sequence[object]


class SqliteStorage(Storage, SlidingWindowCounterSupport, TimestampedSlidingWindow):
    """Counts in a SQLite file of its own, shared by the processes of one machine.

    One connection a process, opened when first used and again after a fault: opening one for each
    count would take longer than counting. Rows that count no more are removed, and overwritten.
    """

    STORAGE_SCHEME = None

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """path: may not exist yet; clock: seconds, the same for every process."""
        super().__init__()
        self._store = Store(path, TABLES, PATIENCE_S)
        self._clock = clock
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
        self._purged = 0.0

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
            "expires": now + 2 * expiry,
        }
        self._purge(now)
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

    def secret(self, day: str) -> bytes:
        """The secret of a day, the same for every process; those of other days are removed."""
        self._run("DELETE FROM secret WHERE day <> ?", (day,))
        drawn = secrets.token_bytes(SECRET_BYTES)
        self._run("INSERT INTO secret VALUES (?, ?) ON CONFLICT DO NOTHING", (day, drawn))
        self._run("PRAGMA wal_checkpoint(TRUNCATE)")  # nothing of the old one in the journal
        rows = self._run("SELECT value FROM secret WHERE day = ?", (day,))
        # at midnight, another process may already have removed the one of a day that is over
        return bytes(rows[0][0]) if rows else drawn

    def close(self) -> None:
        """Close the file; counting opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None

    def _window(self, key: str) -> tuple[int, float]:
        """The number of a fixed window and when it is over: 0 and now when there is none."""
        now = self._clock()
        rows = self._run("SELECT number, expires FROM counted WHERE key = ?", (key,))
        return next(((number, end) for number, end in rows if end > now), (0, now))

    def _purge(self, now: float) -> None:
        if now - self._purged > PURGE_S:
            self._purged = now
            self._run("DELETE FROM counted WHERE expires < ?", (now,))

    def _run(self, statement: str, values: _Values = ()) -> list[Any]:
        """The rows of a statement, which is a transaction by itself."""
        with self._lock:
            if self._connection is None:
                self._connection = self._open()
            try:
                return self._connection.execute(statement, values).fetchall()
            except sqlite3.Error:
                self.close()
                raise

    def _open(self) -> sqlite3.Connection:
        """A connection that several threads may use, one at a time."""
        with self._store.reading():  # makes the file and its tables
            connection = sqlite3.connect(
                self._store.path, PATIENCE_S, isolation_level=None, check_same_thread=False
            )
        # no count waits for the disk, and a power cut loses some without damaging the file
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        return connection


class ServerStorage(RedisStorage):
    """Counts in a Valkey or Redis server, shared by several machines."""

    def secret(self, day: str) -> bytes:
        """The secret of a day, the same for every process of every machine."""
        server: Any = self.get_connection()
        name = self.prefixed_key(f"secret/{day}")
        drawn = secrets.token_bytes(SECRET_BYTES)
        server.set(name, drawn, ex=SECRET_LIFE_S, nx=True)
        return bytes(server.get(name) or drawn)  # a server short of memory may have dropped it

    def close(self) -> None:
        """Close the connections; counting opens others."""
        self.storage.close()
