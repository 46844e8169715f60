"""Measure of candidates: from which size scoring all records is costly."""

from __future__ import annotations

import pytest

from scripts.measure_candidates import Compared, costly_from


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
    assert str(Compared(5_000, 12.34, 9.8, 0.994)).split() == ["5,000", "12.3", "9.8", "99.4", "%"]
