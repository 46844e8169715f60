"""Weights read once for a query: each phrase sums those of its own terms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csc_array

from index.engines.read_terms import ReadTerms, columns_of

PART = csc_array(np.array([[1, 0, 2], [0, 4, 0]], dtype=np.float32))
READ = ReadTerms(PART, np.array([3, 7, 9], dtype=np.int32))


@pytest.mark.parametrize(
    ("columns", "sums"), [([9, 3], [3, 0]), ([7], [0, 4]), ([3, 7, 9], [3, 4]), ([], [0, 0])]
)
def test_a_phrase_should_sum_the_weights_of_its_terms(
    columns: list[int], sums: list[float]
) -> None:
    assert READ.sums(np.array(columns, dtype=np.int32)).tolist() == sums


def test_a_phrase_should_sum_the_weights_of_its_terms_among_all_terms() -> None:
    assert ReadTerms(PART).sums(np.array([2, 0], dtype=np.int32)).tolist() == [3, 0]


@pytest.mark.parametrize("columns", [[2, 0], [1], []])
def test_columns_should_be_those_that_scipy_picks(columns: list[int]) -> None:
    picked = columns_of(PART, np.array(columns, dtype=np.int32))
    assert picked.toarray().tolist() == PART.toarray()[:, columns].tolist()
