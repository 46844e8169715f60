"""Measure of candidates: from which size scoring all records is costly."""

from __future__ import annotations

import numpy as np
import pytest

from index.engines.sparse import word_matrix
from index.engines.sparse_rows import SparseRows
from scripts.measure_candidates import Compared, by_term, costly_from


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


def test_weights_by_passage_should_be_put_back_by_term() -> None:
    words, _ = word_matrix(["réparer un vélo", "un vélo", ""], [0, 1, 2])
    again = by_term(SparseRows.of(words))
    assert np.array_equal(again.matrix.toarray(), words.matrix.toarray())
    assert by_term(words) is words
