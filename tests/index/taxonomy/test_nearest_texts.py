"""The nearest text of each need."""

from __future__ import annotations

import numpy as np
import pytest

from index.arrays import Matrix
from index.taxonomy.nearest_texts import NearestTexts
from index.taxonomy.rounded_texts import RoundedTexts
from tests.index.engines.passages import unit


def test_the_cosine_of_each_need_should_be_that_of_its_nearest_text() -> None:
    vectors = unit(1_000, 6)
    starts = np.array([0, 1, 40, 400, 999])
    texts = NearestTexts(vectors, starts)
    for vector in unit(20, 7):
        expected = [part.max() for part in np.split(vectors @ vector, starts[1:])]
        assert texts.cosines(vector).tolist() == pytest.approx(expected, abs=0.03)


def test_vectors_rounded_by_the_build_should_be_used() -> None:
    vectors = unit(10, 6)
    rounded = RoundedTexts.of(vectors)
    assert NearestTexts(vectors, np.array([0]), rounded).compared is rounded


def test_texts_alike_should_give_the_same_cosine_to_their_needs() -> None:
    vector: Matrix = unit(1, 6)
    texts = NearestTexts(np.repeat(vector, 4, axis=0), np.array([0, 2]))
    assert texts.cosines(vector[0]).tolist() == pytest.approx([1, 1], abs=0.03)
