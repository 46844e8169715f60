"""Vectors rounded to 8 bits, by FAISS: how far off their cosines are, and which are nearest."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import rounded_vectors
from index.arrays import Matrix
from index.files import open_array, save_array
from index.rounded_vectors import LEVELS, RoundedVectors


def unit(rows: int, dimension: int, seed: int = 0, shared: float = 0.0) -> Matrix:
    """Vectors of unit norm drawn by a seed, near each other when they share a part."""
    drawn = np.random.default_rng(seed).standard_normal((rows, dimension)) + shared
    norms = np.linalg.norm(drawn, axis=1, keepdims=True)
    return np.asarray(drawn / norms, dtype=np.float32)


@pytest.mark.parametrize("dimension", [3, 16, 384])
@pytest.mark.parametrize("shared", [0.0, 1.0])
def test_cosines_should_be_off_by_what_rounding_changes(dimension: int, shared: float) -> None:
    vectors = unit(2_000, dimension, 1, shared)
    rounded = RoundedVectors.of(vectors)
    norms = np.linalg.norm(vectors - rounded.centre, axis=1)
    for vector in unit(20, dimension, 2, shared):
        rows, cosines = rounded.nearest(vector, 2_000)
        apart = np.linalg.norm(vector - rounded.centre)
        deviations = np.sqrt(
            ((apart * rounded.steps[0]) ** 2 + (norms * rounded.steps[1]) ** 2) / 12
        )
        errors = np.abs(cosines - vectors[rows] @ vector)
        assert (errors <= 7 * deviations[rows] + LEVELS * rounded.steps.prod()).mean() > 0.99
        assert errors.mean() < 2 * deviations.mean() + LEVELS * rounded.steps.prod()


def test_the_nearest_should_be_those_of_the_whole_cosine_and_not_of_the_part_compared() -> None:
    vectors = unit(3_000, 384, 1, 0.5)  # the product with the mean orders them as much as the rest
    rounded = RoundedVectors.of(vectors)
    for vector in unit(10, 384, 2, 0.5):
        exact = vectors @ vector
        rows, _ = rounded.nearest(vector, 100)
        assert len({*rows.tolist()} & {*np.argsort(-exact)[:100].tolist()}) >= 85
        assert exact[rows[:10]].min() > np.sort(exact)[-40]


def test_vectors_rounded_by_blocks_should_be_those_rounded_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectors, vector = unit(100, 16), unit(1, 16, 3)[0]
    whole = RoundedVectors.of(vectors)
    monkeypatch.setattr(rounded_vectors, "ROUNDED_AT_ONCE", 7)
    parts = RoundedVectors.of(vectors)
    assert parts.centre == pytest.approx(whole.centre)
    found = dict(zip(*parts.nearest(vector, 100), strict=True))
    for row, cosine in zip(*whole.nearest(vector, 100), strict=True):
        assert found[row] == pytest.approx(cosine, abs=0.02)


def test_rounded_vectors_should_be_mapped_from_their_files(tmp_path: Path) -> None:
    rounded = RoundedVectors.of(unit(50, 8))
    rounded.write(tmp_path, "essai", save_array)
    opened = RoundedVectors.open(tmp_path, "essai", open_array)
    assert opened.shape == (50, 8)
    vector = unit(1, 8, 3)[0]
    (rows, cosines), expected = opened.nearest(vector, 9), rounded.nearest(vector, 9)
    assert np.array_equal(rows, expected[0])
    assert np.array_equal(cosines, expected[1])
    assert str(tmp_path) in Path("/proc/self/maps").read_text(encoding="utf-8")


def test_a_file_that_is_no_index_should_be_told(tmp_path: Path) -> None:
    RoundedVectors.of(unit(5, 8)).write(tmp_path, "essai", save_array)
    (tmp_path / "essai.faiss").write_bytes(b"rien")
    with pytest.raises(ValueError, match="illisible par faiss"):
        RoundedVectors.open(tmp_path, "essai", open_array)


@pytest.mark.parametrize("rows", [0, 1])
def test_few_vectors_should_be_compared_as_others(rows: int) -> None:
    vectors = unit(rows, 4) if rows else np.zeros((0, 4), dtype=np.float32)
    vector = unit(1, 4, 5)[0]
    found, cosines = RoundedVectors.of(vectors).nearest(vector, 3)
    assert found.tolist() == list(range(rows))
    assert cosines == pytest.approx(vectors @ vector, abs=0.02)


def test_only_some_vectors_should_be_compared_when_asked() -> None:
    rounded, vector = RoundedVectors.of(unit(1_000, 8)), unit(1, 8, 5)[0]
    for some in (np.arange(3, 9), np.arange(0, 1_000, 2)):
        rows, _ = rounded.nearest(vector, 5, some)
        assert len(rows) == 5
        assert {*rows.tolist()} <= {*some.tolist()}
    assert rounded.nearest(vector, 5, np.zeros(0, dtype=np.int64))[0].tolist() == []
