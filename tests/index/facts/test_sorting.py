"""Skills, conditions and states told apart, with weights and by words alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.errors import CalibrationError
from index.facts.sorting import (
    BUCKETS,
    CONDITION,
    OTHER,
    SKILL,
    STATE,
    WORDS_ALONE,
    Sorted,
    Sorter,
    features,
)
from index.records.code_lists import CONDITIONS
from tests.conftest import ROOT

WEIGHTS = ROOT / "data" / "soi" / "poids.npz"


def test_words_alone_should_tell_states_when_vectors_are_of_another_encoder() -> None:
    vectors = np.ones((2, 3), dtype=np.float32)
    found = WORDS_ALONE.sort(["RSA", "souder"], vectors)
    assert found == [Sorted(STATE), Sorted(SKILL)]
    assert WORDS_ALONE.sort_asides(["RSA"], vectors[:1]) == [Sorted(STATE)]
    assert WORDS_ALONE.sort([], vectors[:0]) == []


def test_weights_should_decide_and_give_the_code_of_a_condition() -> None:
    kinds = np.zeros((1 + 2 + BUCKETS, 3), dtype=np.float32)
    kinds[1, 1], kinds[2, 2] = 10, 10
    codes = np.zeros((1 + 2 + BUCKETS, 2), dtype=np.float32)
    codes[0] = 0, 1
    sorter = Sorter(np.zeros(2, dtype=np.float32), kinds, ("calme", "dehors"), codes, "")
    vectors = np.eye(2, dtype=np.float32)
    clauses = ["au grand air", "souder"]
    assert sorter.sort(clauses, vectors) == [Sorted(CONDITION, "dehors"), Sorted(SKILL)]
    assert sorter.sort_asides(clauses, vectors) == [Sorted(CONDITION, "dehors"), Sorted(OTHER)]
    assert sorter.sort(["je suis au RSA"], vectors[1:]) == [Sorted(SKILL)]
    assert sorter.sort_asides(["RSA"], vectors[1:]) == [Sorted(STATE)]


def test_letters_should_weigh_the_same_whatever_their_number() -> None:
    looked = features(["souder", "SOUDER !"], np.zeros((2, 1), np.float32), np.zeros(1, np.float32))
    assert np.allclose(np.linalg.norm(looked, axis=1), 1)
    assert np.array_equal(looked[0], looked[1])


def test_the_weights_that_are_shipped_should_be_of_the_list_of_conditions() -> None:
    sorter = Sorter.read(WEIGHTS)
    assert sorter.codes == tuple(CONDITIONS.labels)
    assert sorter.kinds.shape == (1 + len(sorter.middle) + BUCKETS, 3)
    assert sorter.date >= "2026-12-01"


def test_weights_that_cannot_be_read_should_say_which(tmp_path: Path) -> None:
    with pytest.raises(CalibrationError, match=r"poids\.npz"):
        Sorter.read(tmp_path / "poids.npz")
