"""Quotas: how many requests somebody may make in a minute, whichever process answers.

The window slides (`limits`' counter of two windows): nobody gets twice a quota around the turn of a
minute. Who calls is a key, or a digest of an address: HMAC-SHA-256 of it and of the day, with a
secret that is on no disk, so that digests found on one are nobody's.

Counting in a file takes less time than going to a thread and back, so it is done at once; a server
is asked from a thread. Who was just refused is refused again from memory, until it is worth asking.

Counting is never worth a failed search: when the storage fails, requests are let through, it is
logged once, and counting is tried again a few seconds later.
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
from service.auth.quota_storage import PATIENCE_S, ServerStorage, SqliteStorage
from service.storage.sqlite import code_of

LOG = logging.getLogger("orientess")
MINUTE_S = 60
PAUSE_S = 5.0
"""After a fault, before the storage is tried again: no request waits for what is broken."""
PURGE_S = 30.0
"""Between two looks at what counts no more."""
SERVER_AT_ONCE = 8
REFUSED_MAX = 10_000
"""Who is over a quota, that a process remembers."""
SECRET_BYTES = 32
CLOCK_STEP_S = 0.001
"""What a server tells of time is rounded down to this."""
DIGEST_CHARS = 32
_SCHEMES = {"valkey": "valkey", "valkeys": "valkeys", "redis": "valkey", "rediss": "valkeys"}
"""Scheme of an address -> that of the client installed: both servers speak the same protocol."""


@dataclass(frozen=True)
class Allowance:
    """What a quota leaves.

    limit: requests a minute, 0 when they are not counted; remaining: of them, now; reset_s: before
    more is left or, when it is refused, before the request would be allowed.
    """

    allowed: bool
    limit: int = 0
    remaining: int = 0
    reset_s: int = 0


UNCOUNTED = Allowance(allowed=True)


class _Refusal(NamedTuple):
    """What was refused: of which quota and at which cost, what was left, until when."""

    limit: int
    cost: int
    remaining: int
    until: float


class Quotas:
    """Counts of the last minute; used from one event loop."""

    def __init__(
        self, url: str, path: Path, clock: Callable[[], float] = time.time, secret: str = ""
    ) -> None:  # nosec B107
        """Choose the storage; it is opened when first used.

        Args:
            url: valkey:// or redis://, rediss:// over TLS; "" for a file.
            path: of that file, which may not exist yet.
            clock: seconds since 1970, for tests to choose; a server has its own.
            secret: the same for all who count together; "": drawn, for a process that is alone.

        Raises:
            StoreError: when the address is none of a server.
        """
        self._file = None if url else SqliteStorage(path, clock)
        self._storage = self._file or _server(url)
        self._limiter = SlidingWindowCounterRateLimiter(self._storage)
        self._at_once = CapacityLimiter(SERVER_AT_ONCE)
        self._clock = clock
        self._secret = secret.encode() or secrets.token_bytes(SECRET_BYTES)
        self._refused: dict[str, _Refusal] = {}
        self._purging: tuple[asyncio.AbstractEventLoop, asyncio.TimerHandle] | None = None
        self._failing = False
        self._again = 0.0

    def start(self) -> None:
        """Erase what a service that was killed left; called from the event loop."""
        if self._file is not None:
            self._purge(self._file)

    async def take(self, identity: str, per_minute: int, cost: int = 1) -> Allowance:
        """Count a request.

        Args:
            identity: of who calls.
            per_minute: their quota; 0 for none.
            cost: what the request counts for; one that costs more than a minute takes a minute.

        Returns:
            Whether it is allowed, and what is left. A refused request is not counted.
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

    def refusal(self, identity: str, per_minute: int, cost: int = 1) -> Allowance | None:
        """Whether a request is known to be over a quota, without counting it.

        Args:
            identity: of who calls.
            per_minute: their quota.
            cost: what the request counts for.

        Returns:
            The refusal; None when only `take` can tell.
        """
        known = self._refused.get(identity)
        if known is None or known.limit != per_minute or known.cost > cost:
            return None
        left_s = known.until - self._clock()
        if not 0 < left_s <= 2 * MINUTE_S:  # over, or the clock was set back
            del self._refused[identity]
            return None
        return Allowance(False, per_minute, known.remaining, ceil(left_s))

    def identity(self, address: str) -> str:
        """Whom an address is, for `take`, without a way back to it for who lacks the secret.

        Args:
            address: IP address or network, as text.

        Returns:
            `ip:` and a digest, until midnight, UTC.
        """
        day = datetime.fromtimestamp(self._clock(), UTC).date().isoformat()
        digest = hmac.new(self._secret, f"{day} {address}".encode(), hashlib.sha256).hexdigest()
        return f"ip:{digest[:DIGEST_CHARS]}"

    def close(self) -> None:
        """Forget every count of a file and close what is open, when the service stops."""
        if self._purging is not None:
            self._purging[1].cancel()
        self._purging = None
        self._refused.clear()
        self._storage.close()

    def _remember(self, identity: str, cost: int, refused: Allowance) -> None:
        self._refused.pop(identity, None)
        while len(self._refused) >= REFUSED_MAX:
            del self._refused[next(iter(self._refused))]  # the oldest
        until = self._clock() + refused.reset_s - CLOCK_STEP_S
        self._refused[identity] = _Refusal(refused.limit, cost, refused.remaining, until)

    def _purge_later(self, file: SqliteStorage, delay_s: float) -> None:
        """Have what will count no more be erased, even if nobody calls any more."""
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
        return time.monotonic() < self._again

    def _fail(self, error: Exception) -> None:
        """Count nothing for a while, but for a busy file: a crowd must not lift its own quotas."""
        if code_of(error) != sqlite3.SQLITE_BUSY:
            self._again = time.monotonic() + PAUSE_S
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
    except (KeyError, ValueError, ConfigurationError):  # none of them tells the password
        raise StoreError(
            "ORIENTESS_QUOTAS_URL n'est pas l'adresse d'un serveur : valkey://hôte:port."
        ) from None


_Window = tuple[int, float, int, float]
"""Number of the window before, seconds it still counts for; the same of this one."""


def _left(window: _Window, limit: int) -> int:
    """What is left of a limit, as `limits` counts."""
    before, before_s, number, _ = window
    return max(0, limit - floor(before * before_s / MINUTE_S) - number)


def _wait_s(window: _Window, limit: int, units: int) -> int:
    """Seconds before some units are left, if nothing else is asked for: 0 when they are.

    The window before counts for the share of it that is less than a minute old: so many of its
    requests leave it each second. When this window alone is too full, it is to become that one.
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
