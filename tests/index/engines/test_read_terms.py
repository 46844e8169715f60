"""Weights read once for a query: each phrase sums those of its own terms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csc_array

from index.engines.read_terms import ReadTerms

READ = ReadTerms(
    np.array([3, 7, 9], dtype=np.int32),
    csc_array(np.array([[1, 0, 2], [0, 4, 0]], dtype=np.float32)),
)


@pytest.mark.parametrize(
    ("columns", "sums"), [([9, 3], [3, 0]), ([7], [0, 4]), ([3, 7, 9], [3, 4]), ([], [0, 0])]
)
def test_a_phrase_should_sum_the_weights_of_its_terms(
    columns: list[int], sums: list[float]
) -> None:
    assert READ.sums(np.array(columns, dtype=np.int32)).tolist() == sums
