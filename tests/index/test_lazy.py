"""Values made when they are first asked for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from index.lazy import Lazy


def test_a_value_is_made_once_for_all_the_threads_that_ask() -> None:
    made: list[int] = []
    ready = Event()

    def make() -> int:
        ready.wait(5)
        made.append(1)
        return 7

    lazy = Lazy(make)
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(lazy.get) for _ in range(4)]
        ready.set()
        assert [each.result() for each in asked] == [7] * 4
    assert made == [1]


def test_nothing_is_made_before_it_is_asked_for() -> None:
    made: list[int] = []
    Lazy(lambda: made.append(1))
    assert made == []


def test_a_value_that_could_not_be_made_is_made_at_the_next_call() -> None:
    tries: list[int] = []

    def make() -> int:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("absent")
        return len(tries)

    lazy = Lazy(make)
    with pytest.raises(OSError, match="absent"):
        lazy.get()
    assert lazy.get() == 2
