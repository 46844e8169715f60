"""Heap: what is free is given back, with the C library that can."""

from __future__ import annotations

import ctypes
import gc
from types import SimpleNamespace

import pytest

from service.runtime import heap


def test_the_c_library_should_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, tuple[int, ...]]] = []
    library = SimpleNamespace(
        mallopt=lambda *options: told.append(("mallopt", options)),
        malloc_trim=lambda *kept: told.append(("malloc_trim", kept)),
    )
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: library)
    heap.bound_arenas()
    heap.give_back()
    assert told == [("mallopt", (heap.ARENA_MAX, heap.ARENAS)), ("malloc_trim", (0,))]


def test_another_c_library_should_be_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: SimpleNamespace())
    heap.bound_arenas()
    heap.give_back()
    assert heap._function("malloc_trim") is None


@pytest.mark.parametrize("frozen", [True, False])
def test_what_was_left_out_of_the_searches_for_garbage_should_be_again(frozen: bool) -> None:
    try:
        if frozen:
            gc.freeze()
        heap.settle()
        assert bool(gc.get_freeze_count()) is frozen
    finally:
        gc.unfreeze()
