"""An exact engine in NumPy that no index of ours uses: adding an engine takes no more than this."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.sparse import csr_array

from index.arrays import Column, Mask, Matrix, Rows
from index.engines.base import (
    EngineQuery,
    EngineServer,
    FetchedPassages,
    Health,
    Neighbours,
    Passages,
    Proposals,
    Restriction,
)
from index.engines.sparse import SparseQuery
from index.errors import DimensionMismatch, EngineError

FILE = "numpy-engine.npy"


class NumpyEngine:
    """Exact search by one matrix product."""

    def __init__(self, vectors: Matrix, passages: Passages) -> None:
        self._vectors, self._passages = vectors, passages

    @classmethod
    def write(cls, vectors: Matrix, folder: Path) -> None:
        np.save(folder / FILE, vectors)

    @classmethod
    def open(
        cls, folder: Path, version: str, passages: Passages, server: EngineServer | None
    ) -> NumpyEngine:
        try:
            return cls(np.load(folder / FILE, allow_pickle=False), passages)
        except ValueError as error:
            raise EngineError(f"{folder / FILE} est illisible.") from error

    def propose(self, query: EngineQuery, k: int, among: Restriction | None = None) -> Proposals:
        allowed = np.zeros(len(self._vectors), dtype=np.bool_)
        allowed[slice(None) if among is None else among.passages] = True
        nearest = Neighbours()
        if query.vector is not None:
            if query.vector.shape[1] != self._vectors.shape[1]:
                raise DimensionMismatch(self._vectors.shape[1], query.vector.shape[1])
            nearest = _first(self._vectors @ query.vector[0], allowed, k, -np.inf)
        every = self._passages.fetch(np.arange(len(self._vectors)))
        words = _sharing(query.words, every.words, allowed, k)
        return Proposals(nearest, words, _sharing(query.letters, every.letters, allowed, k))

    def fetch(self, rows: Rows) -> FetchedPassages:
        return self._passages.fetch(rows)

    def publish(self) -> None:
        pass

    def count(self) -> int:
        return len(self._vectors)

    def health(self, ask: bool = False) -> Health:
        return Health()


def _sharing(query: SparseQuery | None, matrix: csr_array, allowed: Mask, k: int) -> Rows:
    if query is None:
        return Neighbours().rows
    dense = np.zeros(matrix.shape[1], dtype=np.float32)
    dense[query.columns] = query.weights
    return _first(matrix @ dense, allowed, k, 0).rows


def _first(scores: Column, allowed: Mask, k: int, above: float) -> Neighbours:
    scores = np.where(allowed, scores, -np.inf).astype(np.float32)
    rows = np.argsort(-scores, kind="stable")[:k]
    rows = rows[scores[rows] > above]
    return Neighbours(rows, scores[rows])
