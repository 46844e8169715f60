"""Exact scan: what rounding may hide, ties, and files of other vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.arrays import Column, Rows
from index.engines.exact_scan import ExactScan
from index.errors import EngineError
from tests.index.engines.passages import unit

VECTORS = unit(3_000, 4)


def opened(folder: Path) -> ExactScan:
    """A scan of the vectors, written in a folder."""
    ExactScan.write(VECTORS, folder)
    return ExactScan.open(folder, VECTORS)


def nearest(vector: Column, k: int, among: Rows) -> list[int]:
    """The ground truth: the rows of the k nearest vectors of some."""
    order = np.argsort(-(VECTORS[among] @ vector), kind="stable")[:k]
    return list(map(int, among[order]))


@pytest.mark.parametrize("k", [1, 100, 2_999, 3_000, 5_000])
def test_rounding_should_hide_none_of_the_nearest(tmp_path: Path, k: int) -> None:
    scan, every = opened(tmp_path), np.arange(len(VECTORS))
    for vector in unit(20, 2):
        found = scan.nearest(vector, k)
        assert found.rows.tolist() == nearest(vector, k, every)
        assert np.allclose(found.scores, VECTORS[found.rows] @ vector, atol=1e-6)


def test_only_some_vectors_should_be_compared_when_asked(tmp_path: Path) -> None:
    scan, some = opened(tmp_path), np.arange(5, 3_000, 13)
    vector = unit(1, 2)[0]
    assert scan.nearest(vector, 20, some).rows.tolist() == nearest(vector, 20, some)
    assert scan.nearest(vector, 20, some[:0]).rows.tolist() == []


def test_equal_vectors_should_come_by_row(tmp_path: Path) -> None:
    vectors = np.eye(8, dtype=np.float32)[np.arange(80) % 8]
    ExactScan.write(vectors, tmp_path)
    found = ExactScan.open(tmp_path, vectors).nearest(vectors[0], 4)
    assert found.rows.tolist() == [0, 8, 16, 24]


def test_files_of_other_vectors_should_be_refused(tmp_path: Path) -> None:
    ExactScan.write(VECTORS[1:], tmp_path)
    with pytest.raises(EngineError, match="n'a pas les vecteurs arrondis"):
        ExactScan.open(tmp_path, VECTORS)


@pytest.mark.parametrize("content", [None, b"rien"])
def test_a_file_that_cannot_be_read_should_raise_an_engine_error(
    tmp_path: Path, content: bytes | None
) -> None:
    ExactScan.write(VECTORS, tmp_path)
    path = tmp_path / "vectors-rounded-scales.npy"
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(EngineError, match="illisibles"):
        ExactScan.open(tmp_path, VECTORS)
