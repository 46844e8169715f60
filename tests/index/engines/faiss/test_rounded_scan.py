"""Scan of rounded vectors: what rounding changes, ties, and files of other vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.arrays import Column, Rows
from index.engines.base import EXACT_FIRST
from index.engines.faiss.rounded_scan import RoundedScan
from index.errors import EngineError
from tests.index.engines.passages import unit

VECTORS = unit(3_000, 4)
ROUNDING = 0.03
"""Most that rounding changes a cosine of these vectors, of few values."""


def opened(folder: Path) -> RoundedScan:
    """A scan of the vectors, written in a folder."""
    RoundedScan.write(VECTORS, folder)
    return RoundedScan.open(folder, VECTORS)


def nearest(vector: Column, k: int, among: Rows) -> list[int]:
    """The ground truth: the rows of the k nearest vectors of some."""
    order = np.argsort(-(VECTORS[among] @ vector), kind="stable")[:k]
    return list(map(int, among[order]))


@pytest.mark.parametrize("k", [1, 100, 2_999, 3_000, 5_000])
def test_rounding_should_hide_few_of_the_nearest(tmp_path: Path, k: int) -> None:
    scan, every = opened(tmp_path), np.arange(len(VECTORS))
    for vector in unit(20, 2):
        found, exact = scan.nearest(vector, k), VECTORS @ vector
        assert len(found.rows) == min(k, len(VECTORS)) == len({*found.rows.tolist()})
        assert found.scores.tolist() == sorted(found.scores.tolist(), reverse=True)
        assert np.allclose(found.scores, exact[found.rows], atol=ROUNDING)
        assert exact[found.rows].min() > exact[nearest(vector, k, every)].min() - 2 * ROUNDING


def test_the_cosines_of_the_first_ones_should_be_exact(tmp_path: Path) -> None:
    scan, vector = opened(tmp_path), unit(1, 2)[0]
    found = scan.nearest(vector, 300)
    errors = np.abs(found.scores - VECTORS[found.rows] @ vector)
    assert np.count_nonzero(errors < 1e-6) >= EXACT_FIRST
    assert found.rows[:100].tolist() == nearest(vector, 100, np.arange(len(VECTORS)))


def test_only_some_vectors_should_be_compared_when_asked(tmp_path: Path) -> None:
    scan, some = opened(tmp_path), np.arange(5, 3_000, 13)
    vector = unit(1, 2)[0]
    found = scan.nearest(vector, 20, some)
    assert set(found.rows.tolist()) <= set(some.tolist())
    assert np.allclose(found.scores, VECTORS[found.rows] @ vector, atol=ROUNDING)
    assert {*nearest(vector, 5, some)} <= set(found.rows.tolist())
    assert scan.nearest(vector, 20, some[:0]).rows.tolist() == []


def test_equal_vectors_should_come_by_row(tmp_path: Path) -> None:
    vectors = np.eye(8, dtype=np.float32)[np.arange(80) % 8]
    RoundedScan.write(vectors, tmp_path)
    found = RoundedScan.open(tmp_path, vectors).nearest(vectors[0], 4)
    assert found.rows.tolist() == [0, 8, 16, 24]


def test_files_of_other_vectors_should_be_refused(tmp_path: Path) -> None:
    RoundedScan.write(VECTORS[1:], tmp_path)
    with pytest.raises(EngineError, match="n'a pas les vecteurs arrondis"):
        RoundedScan.open(tmp_path, VECTORS)


@pytest.mark.parametrize("content", [None, b"rien"])
def test_a_file_that_cannot_be_read_should_raise_an_engine_error(
    tmp_path: Path, content: bytes | None
) -> None:
    RoundedScan.write(VECTORS, tmp_path)
    path = tmp_path / "vectors.faiss"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EngineError, match="illisibles"):
        RoundedScan.open(tmp_path, VECTORS)
