"""Quotas: how many requests somebody may make in a minute, whichever process answers.

The window slides (`limits`' counter of two windows): nobody gets twice a quota around the turn of a
minute. Who calls is a key, or a digest of an address: HMAC-SHA-256 with a secret of the day, which
is drawn by the storage and removed the day after, so that old digests are nobody's.

Counting is never worth a failed search: when the storage fails, requests are let through, it is
logged once, and counting is tried again a few seconds later.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from math import floor
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from limits import RateLimitItemPerMinute
from limits.errors import ConfigurationError
from limits.strategies import SlidingWindowCounterRateLimiter

from index.errors import StoreError
from service.counting import PATIENCE_S, SECRET_BYTES, ServerStorage, SqliteStorage

LOG = logging.getLogger("orientess")
MINUTE_S = 60
PAUSE_S = 5.0
"""After a fault, before the storage is tried again: no request waits for what is broken."""
SERVER_AT_ONCE = 8
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


class Quotas:
    """Counts of the last minute."""

    def __init__(self, url: str, path: Path, clock: Callable[[], float] = time.time) -> None:
        """Choose the storage; it is opened when first used.

        Args:
            url: valkey:// or redis://, rediss:// over TLS; "" for a file.
            path: of that file, which may not exist yet.
            clock: seconds since 1970, for tests to choose; a server has its own.

        Raises:
            StoreError: when the address is none of a server.
        """
        self._storage = _server(url) if url else SqliteStorage(path, clock)
        self._limiter = SlidingWindowCounterRateLimiter(self._storage)
        self._at_once = CapacityLimiter(SERVER_AT_ONCE if url else 1)  # a file has one writer
        self._clock = clock
        self._secret = ("", b"")
        self._own_secret = secrets.token_bytes(SECRET_BYTES)
        self._failing = False
        self._again = 0.0

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
        return await to_thread.run_sync(
            self._take, identity, per_minute, min(cost, per_minute), limiter=self._at_once
        )

    async def identity(self, address: str) -> str:
        """Whom an address is, for `take`, without a way back to it once the day is over.

        Args:
            address: IP address or network, as text.

        Returns:
            `ip:` and a digest, the same in every process until midnight, UTC.
        """
        day = datetime.fromtimestamp(self._clock(), UTC).date().isoformat()
        if self._secret[0] != day and not self._is_paused():
            await to_thread.run_sync(self._learn, day, limiter=self._at_once)
        secret = self._secret[1] if self._secret[0] == day else self._own_secret
        digest = hmac.new(secret, address.encode(), hashlib.sha256).hexdigest()
        return f"ip:{digest[:DIGEST_CHARS]}"

    def close(self) -> None:
        """Close what is open, when the service stops."""
        self._storage.close()

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

    def _learn(self, day: str) -> None:
        try:
            self._secret = (day, self._storage.secret(day))
        except self._storage.base_exceptions as error:
            self._fail(error)

    def _is_paused(self) -> bool:
        return time.monotonic() < self._again

    def _fail(self, error: Exception) -> None:
        """Count nothing for a while, but for a busy file: a crowd must not lift its own quotas."""
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
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
