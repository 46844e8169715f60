"""What every vector engine does, and in which units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask, Matrix


@dataclass(frozen=True)
class Neighbours:
    """The nearest passages of some queries.

    rows: (q, k) int64; scores: (q, k) float32, cosine in [-1, 1], falling, ties by rising row.
    A missing neighbour is row -1 and score -inf.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


class Engine(Protocol):
    """An index of passages' vectors."""

    def __len__(self) -> int:
        """Number of passages."""
        ...

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        ...

    def search(self, vectors: Matrix, k: int, mask: Mask | None = None) -> Neighbours:
        """The k nearest passages of each query.

        vectors: (q, d) float32, unit norm; mask: (n,) bool, the passages that may be found.
        Raises DimensionMismatch if d differs from the index.
        """
        ...
