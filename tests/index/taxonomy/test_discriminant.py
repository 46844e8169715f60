"""The discriminant: all the texts of a need say how likely it is, not the nearest one."""

import numpy as np
import pytest
from numpy.typing import NDArray

from index.taxonomy import discriminant as module
from index.taxonomy.discriminant import LEAST, Discriminant

ROWS = np.repeat([0, 1], 20)


def texts_of_two_needs() -> NDArray[np.float32]:
    """Vectors of twenty texts of each of two needs, and noise on two other dimensions."""
    rng = np.random.default_rng(3)
    vectors = rng.normal(0, 0.3, (40, 4)).astype(np.float32)
    vectors[:20, 0] += 1
    vectors[20:, 1] += 1
    return vectors


def query(*values: float) -> NDArray[np.float32]:
    """Vector of a query."""
    return np.array([values], dtype=np.float32)


def test_a_query_should_be_likeliest_of_the_need_whose_texts_it_resembles() -> None:
    discriminant = Discriminant.fit(texts_of_two_needs(), ROWS, 2)
    assert discriminant.log_likelihoods(query(1, 0, 0, 0)).argmax() == 0
    assert discriminant.log_likelihoods(query(0, 1, 0, 0)).argmax() == 1


def test_one_stray_text_should_not_decide_alone() -> None:
    vectors = texts_of_two_needs()
    vectors[39] = (1, 0, 0, 0)  # a text of the second need, written as those of the first
    discriminant = Discriminant.fit(vectors, ROWS, 2)
    assert (vectors[ROWS == 1] @ query(1, 0, 0, 0)[0]).max() == pytest.approx(1)
    assert discriminant.log_likelihoods(query(1, 0, 0, 0)).argmax() == 0


def test_the_logarithm_of_a_likelihood_should_stay_above_its_floor() -> None:
    logs = Discriminant.fit(texts_of_two_needs(), ROWS, 2).log_likelihoods(query(90, 0, 0, 0))
    assert logs.tolist() == pytest.approx([0, LEAST], abs=1e-4)


def test_a_need_with_one_text_should_be_fitted_too() -> None:
    vectors = np.eye(2, dtype=np.float32)
    logs = Discriminant.fit(vectors, np.array([0, 1]), 2).log_likelihoods(query(1, 0))
    assert np.isfinite(logs).all()
    assert logs.argmax() == 0


def test_a_text_that_is_worth_more_should_move_the_mean_of_its_class() -> None:
    vectors = np.array([[1, 0], [0, 1], [-1, -1]], dtype=np.float32)
    rows = np.array([0, 0, 1])
    equal = Discriminant.fit(vectors, rows, 2).values(np.array([1, 0], dtype=np.float32))
    worth = np.array([5, 1, 1], dtype=np.float32)
    moved = Discriminant.fit(vectors, rows, 2, worth=worth)
    assert np.ptp(moved.values(np.array([1, 0], dtype=np.float32))) > np.ptp(equal)


def test_texts_looked_at_by_parts_should_give_the_same_discriminant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = Discriminant.fit(texts_of_two_needs(), ROWS, 2)
    monkeypatch.setattr(module, "AT_ONCE", 7)
    parts = Discriminant.fit(texts_of_two_needs(), ROWS, 2)
    assert parts.weights == pytest.approx(whole.weights, abs=1e-6)
    assert parts.biases == pytest.approx(whole.biases, abs=1e-6)
