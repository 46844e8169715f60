"""Storages of request counts: a SQLite file for the processes of one machine, or a Valkey server.

Both are storages of the library `limits`, for its sliding window: the count of the last minute is
estimated as the count of the current window, plus that of the previous window weighted by the share
of it that is less than a minute old.
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
from service.storage.sqlite import DAMAGED, SqliteFile, code_of

LOG = logging.getLogger("orientess")
PATIENCE_S = 0.5
"""Longest wait for a server, or for another process that opens the file, in seconds."""
COUNT_PATIENCE_S = 0.02
"""Longest wait for another count in the file, in seconds: meanwhile no request is answered."""
PURGED_AT_ONCE = 1_000
"""Most rows deleted at once: no request is answered while the process deletes them."""
OF_DAY, DAY_S, WINDOWS_S = "jour:", 86_400, 120
"""Start of the names of what is counted by day; seconds in which such a count expires at most, and
those in which a count of requests does: two windows.
"""

_TABLE = (
    "CREATE TABLE IF NOT EXISTS counted ("
    " key TEXT PRIMARY KEY, number INTEGER NOT NULL, expires REAL NOT NULL"
    ") WITHOUT ROWID"
)
"""Made at each opening: counts are worth a minute, and need no versions."""
_DROP_OLD_TABLE = "DROP TABLE IF EXISTS secret"  # older versions stored one on the disk
_TAKE = """
INSERT INTO counted (key, number, expires)
SELECT :current, :amount, :expires
WHERE CAST(:share * coalesce((SELECT number FROM counted WHERE key = :previous), 0) AS INTEGER)
    + coalesce((SELECT number FROM counted WHERE key = :current), 0) + :amount <= :limit
ON CONFLICT (key) DO UPDATE SET number = number + excluded.number
RETURNING number
"""
"""Check of the limit and count in one statement, atomic between processes."""
_INCREASE = """
INSERT INTO counted (key, number, expires) VALUES (:key, :amount, :expires)
ON CONFLICT (key) DO UPDATE SET
    number = excluded.number + CASE WHEN expires > :now THEN number ELSE 0 END,
    expires = CASE WHEN expires > :now THEN expires ELSE excluded.expires END
RETURNING number
"""
_PURGE = """
DELETE FROM counted WHERE key IN (
    SELECT key FROM counted WHERE expires <= :now
        OR expires > :now + CASE WHEN key GLOB :of_day THEN :day_s ELSE :windows_s END
    LIMIT :most
) RETURNING 1
"""
"""A count that expires later than any is made to was made before the clock was set back."""
_TRUNCATE_WAL = "PRAGMA wal_checkpoint(TRUNCATE)"
"""Rows deleted from the file may remain in its write-ahead log."""

_Values = Mapping[str, object] | Sequence[object]


class SqliteStorage(Storage, SlidingWindowCounterSupport, TimestampedSlidingWindow):
    """Counts of the requests of each client in a SQLite file, shared by processes of one machine.

    The library `limits` calls its methods. A window is a period of fixed length, named by a key,
    for which one count is stored. Each process has one connection, opened at first use and again
    after an error. Expired counts are deleted and overwritten; a damaged file is deleted and
    recreated empty.
    """

    STORAGE_SCHEME = None

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        """path: SQLite file, which may not exist yet; clock: returns seconds since 1970."""
        super().__init__()
        self._file = SqliteFile(path, PATIENCE_S)
        self._clock = clock
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None

    @property
    def base_exceptions(self) -> tuple[type[Exception], ...]:
        """Classes of the exceptions that the methods raise when the file cannot be used."""
        return (sqlite3.Error, StoreError)

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Add `amount` to the count of a window, and return the new count.

        key: name of the window; expiry: length in seconds of the window that begins now, when there
        is none of this name or it is over.
        """
        now = self._clock()
        values = {"key": key, "amount": amount, "expires": now + expiry, "now": now}
        number: int = self._run(_INCREASE, values)[0][0]
        return number

    def get(self, key: str) -> int:
        """Return the count of the window named `key`, 0 when it is over or does not exist."""
        return self._window(key)[0]

    def get_expiry(self, key: str) -> float:
        """Return the time (seconds since 1970) when the window `key` ends; now without one."""
        return self._window(key)[1]

    def check(self) -> bool:
        """Return True when the file can be opened and read."""
        try:
            self._run("SELECT 1")
        except self.base_exceptions:
            return False
        return True

    def reset(self) -> int:
        """Delete the counts of all windows, and return how many were deleted."""
        return len(self._run("DELETE FROM counted RETURNING key"))

    def clear(self, key: str) -> None:
        """Delete the count of the window named `key`; do nothing when there is none."""
        self._run("DELETE FROM counted WHERE key = ?", (key,))

    def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Add `amount` to the count of a client, unless it would exceed `limit`.

        Return True when it was added. The count is that of the last `expiry` seconds, estimated
        from the current window of this length and from the previous one, weighted by the share of
        it that is recent enough. key: the client.
        """
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
        """Return the counts of a client in the previous and in the current window.

        They are (previous count, seconds until it expires, current count, seconds until it
        expires). key: the client; expiry: length of a window, in seconds.
        """
        now = self._clock()
        previous, current = self.sliding_window_keys(key, expiry, now)
        rows = self._run("SELECT key, number FROM counted WHERE key IN (?, ?)", (previous, current))
        numbers = dict(rows)
        left = expiry - now % expiry
        return numbers.get(previous, 0), left, numbers.get(current, 0), left + expiry

    def clear_sliding_window(self, key: str, expiry: int) -> None:
        """Delete the counts of the client `key` in the previous and current windows.

        expiry: length of a window, in seconds.
        """
        for window in self.sliding_window_keys(key, expiry, self._clock()):
            self.clear(window)

    def purge(self) -> tuple[bool, bool]:
        """Delete the counts of windows that are over, at most `PURGED_AT_ONCE` of them.

        Returns:
            (more, left): more is True if other expired counts may remain, left is True if any
            count remains, expired or not.
        """
        longest = {"of_day": f"{OF_DAY}*", "day_s": DAY_S, "windows_s": WINDOWS_S}
        values = {"now": self._clock(), "most": PURGED_AT_ONCE, **longest}
        erased = len(self._run(_PURGE, values))
        if erased:
            self._run(_TRUNCATE_WAL)
        left = bool(self._run("SELECT EXISTS (SELECT 1 FROM counted)")[0][0])
        return erased == PURGED_AT_ONCE, left

    def close(self) -> None:
        """Delete every count and close the file; a later count opens it again.

        An error of the file is logged and not raised.
        """
        with self._lock:
            try:
                if self._file.path.exists():
                    self._run("DELETE FROM counted")
                    self._run(_TRUNCATE_WAL)
            except self.base_exceptions as error:
                LOG.warning("quotas non effacés : %s", error)
            self._drop()

    def _window(self, key: str) -> tuple[int, float]:
        """Return the count and the end of a fixed window: 0 and now when there is none."""
        now = self._clock()
        rows = self._run("SELECT number, expires FROM counted WHERE key = ?", (key,))
        return next(((number, end) for number, end in rows if end > now), (0, now))

    def _run(self, statement: str, values: _Values = ()) -> list[Any]:
        """Return the rows of a statement, run as its own transaction; recreate a damaged file."""
        with self._lock:
            try:
                return self._execute(statement, values)
            except self.base_exceptions as error:
                if code_of(error) not in DAMAGED:
                    raise
            try:
                with locked(self._file.path.parent):
                    return self._run_on_new_file(statement, values)
            except OSError as error:
                name = self._file.path.name
                raise StoreError(f"{name} ne s'efface pas : {in_french(error)}.") from error

    def _run_on_new_file(self, statement: str, values: _Values) -> list[Any]:
        """Run a statement on a recreated file, unless another process has just recreated it."""
        try:
            return self._execute(statement, values)
        except self.base_exceptions as error:
            if code_of(error) not in DAMAGED:
                raise
        path = self._file.path
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
        """Open a connection that several threads may use, one at a time."""
        with self._file.errors_translated():
            connection = self._file.open(is_shared=True)
            try:
                self._file.enable_wal(connection)
                connection.execute(_TABLE)
                connection.execute(_DROP_OLD_TABLE)
                # no count waits for the disk: a file damaged by a power cut is recreated
                connection.execute("PRAGMA synchronous = OFF")
                connection.execute(f"PRAGMA busy_timeout = {round(COUNT_PATIENCE_S * 1000)}")
            except BaseException:
                connection.close()
                raise
            return connection

    def _drop(self) -> None:
        """Close the connection, if there is one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


class ServerStorage(RedisStorage):
    """Counts of the requests of each client in a Valkey or Redis server, for several machines."""

    def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """Add `amount` to the count of a client, unless it would exceed `limit`.

        Return True when it was added. Windows that last longer than any is made to are of before
        the clock of the server was set back: they are deleted, and the count begins again. key: the
        client; expiry: length of a window, in seconds.
        """
        if super().acquire_sliding_window_entry(key, limit, expiry, amount):
            return True
        _, previous_s, _, current_s = self.get_sliding_window(key, expiry)
        if previous_s <= expiry and current_s <= 2 * expiry:
            return False
        self.clear_sliding_window(key, expiry)
        return super().acquire_sliding_window_entry(key, limit, expiry, amount)

    def close(self) -> None:
        """Close the connections to the server; a later count opens others."""
        self.storage.close()
