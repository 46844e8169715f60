"""Results: the need that a query expresses, and the durations of stages."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from index.search.query import Query
from index.search.results import Stage, Stopwatch
from index.search.searcher import Searcher


@pytest.mark.parametrize(
    ("needs", "above", "expressed"),
    [(("a", "b"), 0.0, "a"), (("a",), -0.001, ""), ((), 1.0, "")],
    ids=["sure", "too near to what no need covers", "no need"],
)
def test_a_need_should_be_expressed_when_the_margin_is_large_enough(
    searcher: Searcher, needs: tuple[str, ...], above: float, expressed: str
) -> None:
    result = searcher.search(Query("ordinateur"))
    assert replace(result, needs=needs, margin=result.margin_from + above).need == expressed


def test_a_stage_should_be_timed_under_its_published_name() -> None:
    clock = Stopwatch()
    with clock.stage(Stage.RANK):
        pass
    assert list(clock.timings) == ["trier"]
    assert clock.timings["trier"] >= 0


def test_the_parts_of_a_stage_should_be_added_up() -> None:
    clock = Stopwatch()
    with clock.stage(Stage.SCORE):
        time.sleep(0.02)
    with clock.stage(Stage.SCORE):
        pass
    assert clock.timings["chercher"] >= 20


def test_a_search_should_time_every_stage_in_order(searcher: Searcher) -> None:
    timings = searcher.search(Query("ordinateur")).timings
    assert list(timings) == [stage.value for stage in Stage]
