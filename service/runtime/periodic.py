"""PeriodicTask: what is done again and again, in a thread of its own, while the service runs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

LOG = logging.getLogger("orientess")


class PeriodicTask:
    """Does something from time to time. What fails in one round is logged, and the next is made."""

    def __init__(self, name: str, every_s: float, act: Callable[[], None]) -> None:
        """name: of the thread, said in the log; every_s: before each round, the first too."""
        self._name = name
        self._every_s = every_s
        self._act = act
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin; what was stopped may begin again."""
        self._stopping.clear()
        self._thread = Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Make no other round, and wait for the end of the one under way."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def once(self) -> None:
        """Make one round now; a fault goes no further than the log."""
        try:
            self._act()
        except Exception:  # the next round must be made, whatever this one met
            LOG.exception("erreur imprévue : %s", self._name)

    def _run(self) -> None:
        while not self._stopping.wait(self._every_s):
            self.once()
