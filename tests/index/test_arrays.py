"""Softmax of short arrays: the values of SciPy's."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import special

from index.arrays import log_softmax, softmax

SCORES = np.random.default_rng(0).normal(0, 30, 200).astype(np.float32)


@pytest.mark.parametrize("scores", [SCORES, SCORES[:1], SCORES + 1e4])
def test_shares_should_be_those_of_scipy(scores: np.ndarray) -> None:
    assert softmax(scores) == pytest.approx(special.softmax(scores), abs=1e-6)
    assert log_softmax(scores) == pytest.approx(special.log_softmax(scores), abs=1e-3)
    assert softmax(scores).dtype == log_softmax(scores).dtype == np.float32


def test_each_row_of_scores_should_have_its_shares() -> None:
    np.testing.assert_allclose(np.exp(log_softmax(np.full((1, 4), 90, np.float32))), 0.25)
    rows = np.array([[0, 1], [3, 3]], np.float32)
    assert softmax(rows) == pytest.approx(special.softmax(rows, axis=1))
    assert log_softmax(rows) == pytest.approx(special.log_softmax(rows, axis=1))
