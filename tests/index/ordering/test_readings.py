"""Readings of a query: needs near its text, and those that the first records declare."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from index.ordering.learned_order import Ordered
from index.ordering.readings import MOST, readings_of
from index.taxonomy.need_vectors import Nearness, ServedNeeds

NEEDS = ("a--un", "a--deux", "b--un", "b--deux", "c--un")


def read(standing: list[float], served: list[list[int]], scores: list[float]) -> tuple[str, ...]:
    """The readings of a query with these standings, records and scores."""
    counts = np.array([len(each) for each in served])
    view: Any = SimpleNamespace(
        served=ServedNeeds(counts, np.array([need for each in served for need in each], np.int64))
    )
    fusion: Any = None
    none = np.zeros(5, dtype=np.float32)
    near = Nearness(none, 0.0, none, np.array(standing, dtype=np.float32))
    return readings_of(NEEDS, near, view, Ordered(np.array(scores, dtype=np.float32), fusion))


def test_the_nearest_needs_should_be_read_four_at_most() -> None:
    found = read([0, 1, 2, 3, 4], [[], []], [0.5, 0.4])
    assert found == ("c--un", "b--deux", "b--un", "a--deux")
    assert len(found) == MOST


def test_what_the_first_record_declares_should_be_read_first() -> None:
    assert read([0, 1, 2, 2, 2], [[0], [1]], [0.9, 0.1])[0] == "a--un"
