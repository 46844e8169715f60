"""Heap of the C library: fewer arenas, and memory given back to the system once it is free.

Opening an index and comparing occupations make large arrays that are thrown away; the C library
keeps their memory for later. Libraries other than that of GNU have neither call: nothing is done.
"""

from __future__ import annotations

import ctypes
import gc
from collections.abc import Callable
from typing import Any

ARENA_MAX = -8
"""Number of the option of `mallopt` that bounds the number of arenas."""
ARENAS = 2
"""Arenas of a process: each thread would have its own, with its own free memory."""


def bound_arenas() -> None:
    """Let the threads of this process share a few arenas, those made from now on."""
    option = _function("mallopt")
    if option is not None:
        option(ARENA_MAX, ARENAS)


def settle() -> None:
    """Throw garbage away, that of an index replaced among it, and give its memory back.

    Everything in memory is looked at, which stops the process for a quarter of a second. What is
    left is again out of the searches for garbage, if it was (`service.server`): what had been left
    out and is no longer used would otherwise never be thrown away.
    """
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
        gc.freeze()
    give_back()


def give_back() -> None:
    """Give back to the system the memory that is free."""
    trim = _function("malloc_trim")
    if trim is not None:
        trim(0)


def _function(name: str) -> Callable[..., Any] | None:
    """Return a function of the C library; None when it has none of this name."""
    found: Callable[..., Any] | None = getattr(ctypes.CDLL(None), name, None)
    return found
