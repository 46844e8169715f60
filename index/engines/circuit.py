"""Circuit breaker: calls to a server within a time limit, and none while it does not answer.

After an error, calls are refused at once; every `RETRY_S` seconds one is let through, and when it
is answered all are again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import Lock
from time import monotonic
from typing import TypeVar

from index.engines.base import Health
from index.errors import EngineUnavailable

RETRY_S = 2.0
"""Seconds between two calls let through to a server that does not answer."""
CALLS_AT_ONCE = 16
"""Most calls made at once by a process; the others wait for their turn, within their limit."""
LATE = "il ne répond pas dans le temps permis"

Answer = TypeVar("Answer")


class Circuit:
    """Makes calls in threads of its own, and waits no longer than a limit; safe between threads.

    The client of a server may wait for longer than it was told, when it connects again.
    """

    def __init__(self, limit_s: float, retry_s: float = RETRY_S) -> None:
        """limit_s: longest wait for an answer; retry_s: seconds between tries after an error."""
        self._limit_s, self._retry_s = limit_s, retry_s
        self._pool = ThreadPoolExecutor(CALLS_AT_ONCE, "moteur")
        self._lock = Lock()
        self._reason, self._not_before = "", 0.0

    @property
    def health(self) -> Health:
        """Whether the last call was answered, or none was made."""
        return Health(self._reason)

    @property
    def is_due(self) -> bool:
        """Whether a call would be made now."""
        return not self._reason or monotonic() >= self._not_before

    def call(self, calls: Sequence[Callable[[], Answer]]) -> list[Answer]:
        """Make calls at once, and return their answers in the same order.

        Args:
            calls: functions without arguments.

        Returns:
            What each returned.

        Raises:
            EngineUnavailable: when one raises it (any other error is raised as it is), when they
                are not all answered within the limit, or when an earlier call was not a moment ago.
        """
        self._enter()
        futures = [self._pool.submit(each) for each in calls]
        done, late = wait(futures, self._limit_s)
        for future in late:
            future.cancel()
        reason = LATE if late else _reason_of(done)
        self._leave(reason)
        if reason:
            raise EngineUnavailable(reason)
        return [future.result() for future in futures]

    def _enter(self) -> None:
        """Refuse a call while the server does not answer, but one from time to time."""
        with self._lock:
            if not self._reason:
                return
            if monotonic() < self._not_before:
                raise EngineUnavailable(self._reason)
            self._not_before = monotonic() + self._retry_s

    def _leave(self, reason: str) -> None:
        """Note why the server did not answer; reason: "" when it did."""
        with self._lock:
            self._reason, self._not_before = reason, monotonic() + self._retry_s


def _reason_of(done: set[Future[Answer]]) -> str:
    """Return why a call failed, "" when none did."""
    errors = [error for future in done if (error := future.exception()) is not None]
    told = [error.reason for error in errors if isinstance(error, EngineUnavailable)]
    if errors and not told:
        raise errors[0]
    return told[0] if told else ""
