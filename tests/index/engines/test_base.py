"""Contract of every engine: values and order compared with those of exact search."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.arrays import Mask, Matrix
from index.engines.registry import ENGINES, build_engine, open_engine
from index.errors import DimensionMismatch
from tests.index.engines.numpy_engine import NumpyEngine

ROWS, DIMENSION, K = 500, 32, 10


def unit(rows: int, seed: int) -> Matrix:
    """Random vectors of unit norm."""
    vectors = np.random.default_rng(seed).normal(size=(rows, DIMENSION)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


VECTORS, QUERIES = unit(ROWS, 1), unit(20, 2)


def exact(vectors: Matrix, queries: Matrix, mask: Mask) -> tuple[list[list[int]], Matrix]:
    """The ground truth: rows and cosines of the K nearest passages that the mask allows."""
    cosines = np.where(mask, queries @ vectors.T, -np.inf)
    rows = np.argsort(-cosines, axis=1, kind="stable")[:, :K]
    return rows.tolist(), np.take_along_axis(cosines, rows, axis=1)


@pytest.fixture(params=[*ENGINES, "numpy"])
def name(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name of each registered engine, and of one that only the test registers."""
    monkeypatch.setitem(ENGINES, "numpy", NumpyEngine)
    registered: str = request.param
    return registered


MASKS = {
    "everything": np.ones(ROWS, dtype=np.bool_),
    "one in seven": np.arange(ROWS) % 7 == 3,
    "the last one": np.arange(ROWS) == ROWS - 1,
    "nothing": np.zeros(ROWS, dtype=np.bool_),
}


@pytest.mark.parametrize("mask", MASKS.values(), ids=MASKS)
def test_should_give_the_values_and_the_order_of_exact_search(name: str, mask: Mask) -> None:
    neighbours = build_engine(name, VECTORS).search(QUERIES, K, np.flatnonzero(mask))
    rows, cosines = exact(VECTORS, QUERIES, mask)
    real = np.isfinite(cosines)
    assert np.array_equal(neighbours.rows[real], np.array(rows)[real])
    assert np.allclose(neighbours.scores[real], cosines[real], atol=1e-5)
    assert np.all(neighbours.rows[~real] == -1)
    assert np.all(np.isneginf(neighbours.scores[~real]))


def test_without_a_restriction_every_passage_should_be_found(name: str) -> None:
    neighbours = build_engine(name, VECTORS).search(QUERIES, ROWS)
    assert np.array_equal(np.sort(neighbours.rows, axis=1), np.tile(np.arange(ROWS), (20, 1)))


def test_scores_should_be_cosines_with_a_passage_nearest_to_itself(
    name: str,
) -> None:
    neighbours = build_engine(name, VECTORS).search(VECTORS, 1)
    assert neighbours.rows[:, 0].tolist() == list(range(ROWS))
    assert np.allclose(neighbours.scores, 1, atol=1e-5)


def test_equal_scores_should_be_ordered_by_row(name: str) -> None:
    twins = np.repeat(unit(1, 3), 5, axis=0)
    assert build_engine(name, twins).search(twins[:1], 5).rows[0].tolist() == [0, 1, 2, 3, 4]


def test_vectors_of_another_dimension_should_be_refused(name: str) -> None:
    with pytest.raises(DimensionMismatch, match=r"dimension 16.*dimension 32"):
        build_engine(name, VECTORS).search(QUERIES[:, :16], K)


def test_an_engine_should_say_its_size(name: str) -> None:
    engine = build_engine(name, VECTORS)
    assert (len(engine), engine.dimension) == (ROWS, DIMENSION)


def test_an_engine_should_read_back_what_it_wrote(name: str, tmp_path: Path) -> None:
    build_engine(name, VECTORS).write(tmp_path)
    opened = open_engine(name, tmp_path)
    expected = build_engine(name, VECTORS).search(QUERIES, K)
    assert (len(opened), opened.dimension) == (ROWS, DIMENSION)
    assert np.array_equal(opened.search(QUERIES, K).rows, expected.rows)


def test_a_disk_that_refuses_should_be_an_error_of_the_disk(name: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        build_engine(name, VECTORS).write(tmp_path / "absent")
