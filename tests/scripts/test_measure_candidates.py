"""Measure of candidates: from which size scoring all records is costly."""

from __future__ import annotations

import pytest

from index.evaluation.metrics import JudgedNeeds
from scripts.measure_candidates import Compared, costly_from, judged_texts


def measured(*costs: tuple[int, float]) -> list[Compared]:
    """Measures of some sizes, whose searches cost some milliseconds."""
    return [Compared(size, cost, 10.0, 1.0) for size, cost in costs]


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        (((1_000, 10.0), (3_000, 12.0), (7_000, 14.0)), 5_000),
        (((1_000, 10.0), (2_000, 13.0)), 2_000),
        (((1_000, 10.0), (9_000, 12.0)), None),
        (((1_000, 10.0),), None),
    ],
)
def test_scoring_all_should_be_costly_from_a_size(
    costs: tuple[tuple[int, float], ...], expected: int | None
) -> None:
    assert costly_from(measured(*costs)) == expected


def test_a_line_should_say_the_costs_and_what_is_the_same() -> None:
    told = str(Compared(5_000, 12.34, 9.8, 0.994, 0.71234, 0.71)).split()
    assert told == ["5,000", "12.3", "9.8", "99.4", "%", "0.7123", "0.7100"]


def test_needs_should_be_asked_in_each_writing_in_turn() -> None:
    variants = {
        writing: {need: f"{need} {writing}" for need in "abc"} for writing in ("un", "deux")
    }
    needs = JudgedNeeds(variants, {"a": {"r": 3}, "c": {"r": 2}}, dict.fromkeys("abc", True))
    assert judged_texts(needs, 5) == {"a": "a un", "c": "c deux"}
    assert judged_texts(needs, 1) == {"a": "a un"}
