"""Texts of needs rounded to 8 bits: how far off their cosines are."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.files import open_array, save_array
from index.taxonomy.rounded_texts import LEVELS, RoundedTexts
from tests.index.test_rounded_vectors import unit


@pytest.mark.parametrize("dimension", [2, 3, 16, 384])
@pytest.mark.parametrize("shared", [0.0, 1.0])
def test_no_cosine_should_be_six_deviations_off(dimension: int, shared: float) -> None:
    vectors = unit(2_000, dimension, 1, shared)
    rounded = RoundedTexts.of(vectors)
    norms = np.linalg.norm(vectors - rounded.centre, axis=1)
    for vector in unit(20, dimension, 2, shared):
        apart = vector - rounded.centre
        step = np.abs(apart).max() / LEVELS
        variances = (norms * step) ** 2 + (np.linalg.norm(apart) * rounded.scales) ** 2
        errors = np.abs(rounded.cosines(vector) - vectors @ vector)
        assert (errors <= 6 * np.sqrt(variances / 12) + 1e-6).all()


def test_rounded_texts_should_be_mapped_from_their_files(tmp_path: Path) -> None:
    rounded = RoundedTexts.of(unit(50, 8))
    rounded.write(tmp_path, "essai", save_array)
    opened = RoundedTexts.open(tmp_path, "essai", open_array)
    vector = unit(1, 8, 3)[0]
    assert np.array_equal(opened.cosines(vector), rounded.cosines(vector))
    assert str(tmp_path) in Path("/proc/self/maps").read_text(encoding="utf-8")


@pytest.mark.parametrize("rows", [0, 1])
def test_few_texts_should_be_compared_as_others(rows: int) -> None:
    vectors = unit(rows, 4) if rows else np.zeros((0, 4), dtype=np.float32)
    vector = unit(1, 4, 5)[0]
    assert RoundedTexts.of(vectors).cosines(vector) == pytest.approx(vectors @ vector, abs=0.02)
