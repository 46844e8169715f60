"""Protocol of the vector engines: shapes, units, order of the results."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask, Matrix

DEFAULT_ENGINE = "faiss"
"""Name, in the registry, of the engine that an index is built for unless another is chosen."""


@dataclass(frozen=True)
class Neighbours:
    """The nearest passages of each query.

    rows: (q, k) int64; scores: (q, k) float32, cosine in [-1, 1], in decreasing order, ties by
    increasing row. Where fewer than k passages match, the row is -1 and the score -inf.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


class Engine(Protocol):
    """A vector index over the passages, built from their vectors and stored in files of its own."""

    @classmethod
    def build(cls, vectors: Matrix) -> Self:
        """Index vectors, (n, d) float32 of unit norm; row i is passage i."""
        ...

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Open the index that `write` stored in a folder, whose files were verified.

        Raises EngineError when it cannot be read.
        """
        ...

    def write(self, folder: Path) -> None:
        """Store the index in files of this folder, named after the engine.

        Raises EngineError when the engine refuses, OSError when the disk does.
        """
        ...

    def __len__(self) -> int:
        """Return the number of passages."""
        ...

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        ...

    def search(self, vectors: Matrix, k: int, mask: Mask | None = None) -> Neighbours:
        """Return the k nearest passages of each query.

        vectors: (q, d) float32, unit norm; mask: (n,) bool, True for the passages that may be
        returned, None for all. Raises DimensionMismatch if d differs from the index.
        """
        ...
