"""An exact engine in NumPy that no index of ours uses: adding an engine takes no more than this."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.arrays import Matrix, Rows
from index.engines.base import Neighbours
from index.errors import DimensionMismatch, EngineError

FILE = "numpy-engine.npy"


class NumpyEngine:
    """Exact search by one matrix product."""

    def __init__(self, vectors: Matrix) -> None:
        self._vectors = vectors

    @classmethod
    def build(cls, vectors: Matrix) -> NumpyEngine:
        return cls(vectors)

    @classmethod
    def read(cls, folder: Path) -> NumpyEngine:
        try:
            return cls(np.load(folder / FILE, allow_pickle=False))
        except ValueError as error:
            raise EngineError(f"{folder / FILE} est illisible.") from error

    def write(self, folder: Path) -> None:
        np.save(folder / FILE, self._vectors)

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def dimension(self) -> int:
        return int(self._vectors.shape[1])

    def search(self, vectors: Matrix, k: int, among: Rows | None = None) -> Neighbours:
        if vectors.shape[1] != self.dimension:
            raise DimensionMismatch(self.dimension, vectors.shape[1])
        allowed = np.zeros(len(self), dtype=np.bool_)
        allowed[slice(None) if among is None else among] = True
        cosines = np.where(allowed, vectors @ self._vectors.T, -np.inf).astype(np.float32)
        rows = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
        scores = np.take_along_axis(cosines, rows, axis=1)
        return Neighbours(np.where(np.isneginf(scores), -1, rows), scores)
