"""A value made when it is first asked for, once, whatever the number of threads that ask."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Lazy(Generic[Value]):
    """Value made when it is first asked for: of two threads that ask, one makes it, one waits."""

    def __init__(self, make: Callable[[], Value]) -> None:
        """make: makes the value, and is called once; when it raises, it is called again."""
        self._make = make
        self._making = Lock()
        self._made: list[Value] = []

    def get(self) -> Value:
        """Return the value; what `make` raises is raised."""
        if not self._made:
            with self._making:
                if not self._made:
                    self._made.append(self._make())
        return self._made[0]
