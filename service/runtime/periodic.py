"""Periodic task, run in its own thread while the service runs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

LOG = logging.getLogger("orientess")


class PeriodicTask:
    """Function called periodically; an error is logged, and the next call is made."""

    def __init__(self, name: str, every_s: float, act: Callable[[], None]) -> None:
        """name: of the thread, logged; every_s: seconds before each call; act: the function."""
        self._name = name
        self._every_s = every_s
        self._act = act
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Start calling; a stopped task may start again."""
        self._stopping.clear()
        self._thread = Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Make no more call, and wait for the end of the current one."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()

    def once(self) -> None:
        """Call the function now; an error is logged and not raised."""
        try:
            self._act()
        except Exception:  # the next call must be made, whatever this one met
            LOG.exception("erreur imprévue : %s", self._name)

    def _run(self) -> None:
        while not self._stopping.wait(self._every_s):
            self.once()
