"""Work done in another process while this one goes on: a build has two cores, Python uses one."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Generic, TypeVar, cast

T = TypeVar("T")


class Forked(Generic[T]):
    """A value that is computed in a copy of this process (fork), or here where none can be made.

    A process that has other threads is not copied: a lock that one of them holds would stay locked
    in the copy.
    """

    def __init__(self, compute: Callable[[], T]) -> None:
        """Start computing; compute: returns the value, which goes through `pickle`."""
        self._compute, self._process = compute, None
        if "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1:
            context = multiprocessing.get_context("fork")
            self._received, sent = context.Pipe(duplex=False)
            ends = (self._received, sent)
            self._process = context.Process(target=_send, args=(compute, *ends), daemon=True)
            self._process.start()
            sent.close()

    def result(self) -> T:
        """Return the value, once computed.

        What computing it raises is raised here; a process that was stopped, for want of memory for
        example, leaves the work to this one.
        """
        if self._process is None:
            return self._compute()
        try:
            value, error = self._received.recv()
        except EOFError:
            value, error = self._compute(), None
        self._process.join()
        self._process = None
        if error is not None:
            raise error
        self._compute = lambda: cast(T, value)
        return cast(T, value)


def _send(compute: Callable[[], object], received: Connection, sent: Connection) -> None:
    """Send a value, or what computing it raises, with None in the place of the other.

    The other end is closed here, so that sending fails once nobody waits: the build was killed.
    """
    received.close()
    try:
        outcome: tuple[object, Exception | None] = compute(), None
    except Exception as error:  # whatever it is: `result` raises it in the process that waits
        outcome = None, error
    with suppress(BrokenPipeError):
        sent.send(outcome)
