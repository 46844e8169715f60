"""Periodic task, run in its own thread while the service runs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

LOG = logging.getLogger("orientess")


class PeriodicTask:
    """Function called at regular intervals in a thread of its own.

    When a call raises an exception, it is logged, and the following calls are made all the same.
    """

    def __init__(
        self, name: str, every_s: float, act: Callable[[], None], at_once: bool = False
    ) -> None:
        """Prepare the task; no call is made before `start`.

        name: name of the thread, also written in the log; every_s: seconds to wait before each
        call; act: the function to call; at_once: True to make the first call without waiting.
        """
        self._at_once = at_once
        self._name = name
        self._every_s = every_s
        self._act = act
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start the thread, which makes its first call after the interval, or at once.

        A task that was stopped may be started again.
        """
        self._stopping.clear()
        self._thread = Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop the calls, and wait until the current one, if any, has returned."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def once(self) -> None:
        """Call the function now, in the current thread; an exception is logged and not raised."""
        try:
            self._act()
        except Exception:  # the next call must be made, whatever this one met
            LOG.exception("erreur imprévue : %s", self._name)

    def _run(self) -> None:
        if self._at_once:
            self.once()
        while not self._stopping.wait(self._every_s):
            self.once()
