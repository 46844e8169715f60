"""Fixtures of the tests of the service."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from io import StringIO

import pytest

from service.observability import logs


@pytest.fixture
def _as_it_was(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Logging and hooks, put back as they were."""
    root, own, access = (logging.getLogger(name) for name in (None, "orientess", "uvicorn.access"))
    served = logging.getLogger("uvicorn")  # a server of another test may have given it its own way
    monkeypatch.setattr(served, "propagate", True)
    monkeypatch.setattr(served, "handlers", [])
    levels, handlers, disabled = (root.level, own.level), list(root.handlers), access.disabled
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    yield
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(levels[0])
    own.setLevel(levels[1])
    access.disabled = disabled


@pytest.fixture
def journalled(_as_it_was: None) -> Callable[[], str]:
    """What the journal wrote since, every level of every library being heard."""
    stream = StringIO()
    logs.configure(True, logging.DEBUG, stream)
    logging.getLogger().setLevel(logging.DEBUG)
    return stream.getvalue
