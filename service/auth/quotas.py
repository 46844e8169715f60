"""Quotas: number of requests that a client may make in a minute, over all processes.

The minute slides (counter of two windows of the library `limits`): no client gets twice its quota
at the change of a minute. A client is a key, or a digest of an address: HMAC-SHA-256 of the
address and the day, with a secret that is on no disk, so that a stored digest identifies nobody.

Counting in a file is faster than switching to a thread, so it is done in the event loop; a server
is queried from a thread. A client that was just refused is refused from memory until its quota
allows a request.

Counting never makes a search fail: when the storage fails, requests are allowed, one warning is
logged, and counting is tried again a few seconds later.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import ceil, floor
from pathlib import Path
from typing import NamedTuple

from anyio import CapacityLimiter, to_thread
from limits import RateLimitItemPerMinute
from limits.errors import ConfigurationError
from limits.strategies import SlidingWindowCounterRateLimiter

from index.errors import StoreError
from service.auth.quota_storage import DAY_S, OF_DAY, PATIENCE_S, ServerStorage, SqliteStorage
from service.storage.sqlite import code_of

LOG = logging.getLogger("orientess")
MINUTE_S = 60
PAUSE_S = 5.0
"""Seconds after an error of the storage of counts during which requests are not counted."""
PURGE_S = 30.0
"""Seconds between two deletions of the counts of requests that are too old to matter."""
SERVER_AT_ONCE = 8
REFUSED_MAX = 10_000
"""Most clients over their quota that a process remembers, to refuse them without a count."""
SECRET_BYTES = 32
CLOCK_STEP_S = 0.001
"""Seconds by which a time that a server returns may be too early: it is rounded down."""
DIGEST_CHARS = 32
ADDRESS_PREFIX = "ip:"
"""Start of the name under which a client without key is counted; a digest follows."""
_SCHEMES = {"valkey": "valkey", "valkeys": "valkeys", "redis": "valkey", "rediss": "valkeys"}
"""Scheme of a URL -> scheme of the installed client: both servers have the same protocol."""


@dataclass(frozen=True)
class Allowance:
    """Decision of the quota of a client about a request, and what is left of this quota.

    allowed: False to refuse the request; limit: the quota in requests a minute, 0 when requests are
    not counted; remaining: requests left now; reset_s: seconds before one more is left or, for a
    refused request, before it would be allowed.
    """

    allowed: bool
    limit: int = 0
    remaining: int = 0
    reset_s: int = 0


UNCOUNTED = Allowance(allowed=True)


class _Refusal(NamedTuple):
    """Refused request: quota, cost, requests that remained, end of the refusal."""

    limit: int
    cost: int
    remaining: int
    until: float


class Quotas:
    """Counter of the requests of each client in the last minute, which refuses those over quota.

    Counts are shared by the processes of the service, in a SQLite file or in a Valkey or Redis
    server. When this storage fails, requests are allowed and not counted for a few seconds. Threads
    must not call it: only the event loop may.
    """

    def __init__(
        self,
        url: str,
        path: Path,
        clock: Callable[[], float] = time.time,
        secret: str = "",
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:  # nosec B107
        """Choose the storage of counts; it is opened when first used.

        Args:
            url: address of a server, valkey:// or redis://, valkeys:// or rediss:// over TLS; "" to
                count in a file.
            path: path of that file, which may not exist yet; not used with a server.
            clock: returns seconds since 1970; a server counts with its own clock.
            secret: key of the digests of addresses, the same in all processes that share counts; ""
                to draw a random one, when a single process counts.
            elapsed: returns the seconds of a clock that only goes forward, for what a process
                remembers: nobody waits longer because the other one is set back.

        Raises:
            StoreError: when `url` is neither "" nor the address of a server.
        """
        self._file = None if url else SqliteStorage(path, clock)
        self._storage = self._file or _server(url)
        self._limiter = SlidingWindowCounterRateLimiter(self._storage)
        self._at_once = CapacityLimiter(SERVER_AT_ONCE)
        self._clock, self._elapsed = clock, elapsed
        self._secret = secret.encode() or secrets.token_bytes(SECRET_BYTES)
        self._refused: dict[str, _Refusal] = {}
        self._purging: tuple[asyncio.AbstractEventLoop, asyncio.TimerHandle] | None = None
        self._failing = False
        self._retry_at = 0.0

    def start(self) -> None:
        """Delete the expired counts that a killed service left in the file.

        To call from the event loop; nothing is done when counts are in a server.
        """
        if self._file is not None:
            self._purge(self._file)

    async def take(self, identity: str, per_minute: int, cost: int = 1) -> Allowance:
        """Count a request of a client, unless it would exceed its quota for the last minute.

        Args:
            identity: name of the client: `cle:` and the identifier of its API key, or the text that
                the method `identity` returns for its address.
            per_minute: its quota, in requests a minute; 0 for no limit.
            cost: number of requests that this one counts for, at most the quota.

        Returns:
            Whether the request is allowed, and what is left of the quota. A refused request is not
            counted.
        """
        if not per_minute or self._is_paused():
            return UNCOUNTED
        cost = min(cost, per_minute)
        if (refused := self.refusal(identity, per_minute, cost)) is not None:
            return refused
        if self._file is not None:
            taken = self._take(identity, per_minute, cost)
            self._purge_later(self._file, PURGE_S)
        else:
            taken = await to_thread.run_sync(
                self._take, identity, per_minute, cost, limiter=self._at_once
            )
        if not taken.allowed:
            self._remember(identity, cost, taken)
        return taken

    async def take_of_day(self, identity: str, a_day: int) -> bool:
        """Count an action of a client in the current day, unless it made too many already.

        The count is deleted when the day ends (UTC).

        Args:
            identity: name of what is counted and of the client, as the method `identity` names it.
            a_day: largest number of these actions in a day.

        Returns:
            Whether the action is allowed; True also when the storage of counts fails.
        """
        if self._is_paused():
            return True
        if self._file is None:
            number = await to_thread.run_sync(self._count_of_day, identity, limiter=self._at_once)
        else:
            number = self._count_of_day(identity)
            self._purge_later(self._file, PURGE_S)
        return number <= a_day

    def _count_of_day(self, identity: str) -> int:
        try:
            number = self._storage.incr(f"{OF_DAY}{identity}", self.day_left_s())
        except self._storage.base_exceptions as error:
            self._fail(error)
            return 0
        self._recover()
        return number

    def day_left_s(self) -> int:
        """Return the seconds until the day ends (UTC)."""
        return DAY_S - int(self._clock()) % DAY_S

    def refusal(self, identity: str, per_minute: int, cost: int = 1) -> Allowance | None:
        """Return the remembered refusal of a client that was refused a moment ago.

        It reads only what the process remembers of its last refusals; nothing is counted.

        Args:
            identity: name of the client, as given to `take`.
            per_minute: its quota, in requests a minute.
            cost: number of requests that this one counts for.

        Returns:
            The refusal; None when none applies any more: the caller must then call `take`.
        """
        last = self._refused.get(identity)
        if last is None or last.limit != per_minute or last.cost > cost:
            return None
        left_s = last.until - self._elapsed()
        if left_s <= 0:
            del self._refused[identity]
            return None
        return Allowance(False, per_minute, last.remaining, ceil(left_s))

    def identity(self, address: str) -> str:
        """Return the name under which the requests from a network address are counted.

        The address cannot be computed from it without the secret of this counter.

        Args:
            address: IP address or network, as text: "192.0.2.7", "2001:db8::/64".

        Returns:
            `ip:` and a digest of the address and the day, another one each day (UTC).
        """
        day = datetime.fromtimestamp(self._clock(), UTC).date().isoformat()
        digest = hmac.new(self._secret, f"{day} {address}".encode(), hashlib.sha256).hexdigest()
        return f"{ADDRESS_PREFIX}{digest[:DIGEST_CHARS]}"

    def is_suspended(self) -> bool:
        """Return True while requests are not counted, because the storage of counts fails."""
        return self._failing

    def close(self) -> None:
        """Close the storage when the service stops; counts in a file are deleted."""
        if self._purging is not None:
            self._purging[1].cancel()
        self._purging = None
        self._refused.clear()
        self._storage.close()

    def _remember(self, identity: str, cost: int, refused: Allowance) -> None:
        self._refused.pop(identity, None)
        while len(self._refused) >= REFUSED_MAX:
            del self._refused[next(iter(self._refused))]  # the oldest
        until = self._elapsed() + refused.reset_s - CLOCK_STEP_S
        self._refused[identity] = _Refusal(refused.limit, cost, refused.remaining, until)

    def _purge_later(self, file: SqliteStorage, delay_s: float) -> None:
        """Schedule the purge of expired counts, even if no more request comes."""
        loop = asyncio.get_running_loop()
        if self._purging is None or self._purging[0] is not loop:
            self._purging = (loop, loop.call_later(delay_s, self._purge, file))

    def _purge(self, file: SqliteStorage) -> None:
        self._purging = None
        try:
            more, left = file.purge()
        except file.base_exceptions as error:
            self._fail(error)
            more, left = False, True
        if left:
            self._purge_later(file, 0.0 if more else PURGE_S)

    def _take(self, identity: str, per_minute: int, cost: int) -> Allowance:
        item = RateLimitItemPerMinute(per_minute, namespace="requests")
        try:
            allowed = self._limiter.hit(item, identity, cost=cost)
            window = self._storage.get_sliding_window(item.key_for(identity), MINUTE_S)
        except self._storage.base_exceptions as error:
            self._fail(error)
            return UNCOUNTED
        self._recover()
        left = _left(window, per_minute)
        if allowed:
            return Allowance(True, per_minute, left, _wait_s(window, per_minute, left + 1))
        return Allowance(False, per_minute, left, max(1, _wait_s(window, per_minute, cost)))

    def _is_paused(self) -> bool:
        return self._elapsed() < self._retry_at

    def _fail(self, error: Exception) -> None:
        """Suspend counting, unless the file is busy: many requests must not lift their quotas."""
        if code_of(error) != sqlite3.SQLITE_BUSY:
            self._retry_at = self._elapsed() + PAUSE_S
        if not self._failing:
            LOG.warning("quotas suspendus : %s", error)
        self._failing = True

    def _recover(self) -> None:
        if self._failing:
            LOG.info("quotas de nouveau comptés")
        self._failing = False


def _server(url: str) -> ServerStorage:
    scheme, _, rest = url.partition("://")
    try:
        return ServerStorage(
            f"{_SCHEMES[scheme]}://{rest}",
            key_prefix="orientess",
            socket_timeout=PATIENCE_S,
            socket_connect_timeout=PATIENCE_S,
        )
    except (KeyError, ValueError, ConfigurationError):  # their messages may hold the password
        raise StoreError(
            "ORIENTESS_QUOTAS_URL n'est pas l'adresse d'un serveur : valkey://hôte:port."
        ) from None


_Window = tuple[int, float, int, float]
"""Count of the previous window and its remaining seconds; the same of the current one."""


def _left(window: _Window, limit: int) -> int:
    """Return the requests left of a limit, counted as `limits` does."""
    before, before_s, number, _ = window
    return max(0, limit - floor(before * before_s / MINUTE_S) - number)


def _wait_s(window: _Window, limit: int, units: int) -> int:
    """Return the seconds before some units are left without other requests, 0 when they are.

    The previous window counts for the share of it that is less than a minute old, which decreases
    linearly. When the current window alone exceeds the limit, it must first become the previous.
    """
    units = min(units, limit)
    if _left(window, limit) >= units:
        return 0
    before, before_s, number, number_s = window
    room = limit - units + 1 - number
    if room > 0:
        wait_s = before_s - room * MINUTE_S / before
    else:
        wait_s = number_s - (limit - units + 1) * MINUTE_S / number
    return floor(wait_s + CLOCK_STEP_S) + 1
