"""Protocol of the vector engines: shapes, units and order of the results."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix, Rows

DEFAULT_ENGINE = "faiss"
"""Name of the vector engine that an index is built for, unless the operator sets another."""


@dataclass(frozen=True)
class Neighbours:
    """The k passages (texts cut from records) nearest to each of q queries.

    rows: (q, k) int64, positions of passages in the index; scores: (q, k) float32, cosine of the
    passage with the query, in [-1, 1]. Both are in decreasing order of cosine, then increasing row.
    Where fewer than k passages may be returned, the last rows are -1 and their scores -inf.
    """

    rows: NDArray[np.int64]
    scores: NDArray[np.float32]


class Engine(Protocol):
    """Vector index over the passages (texts cut from records), stored in files of its own."""

    @classmethod
    def build(cls, vectors: Matrix) -> Self:
        """Build the index of vectors: (n, d) float32, unit norm; row i is that of passage i."""
        ...

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Open the index that `write` stored in a folder; the caller has verified its files.

        Raises EngineError when a file of the index cannot be read.
        """
        ...

    def write(self, folder: Path) -> None:
        """Store the index in files of an existing folder, named after the engine.

        Raises EngineError when the engine cannot serialize its index, OSError when a file cannot be
        written.
        """
        ...

    def __len__(self) -> int:
        """Return the number of passages in the index."""
        ...

    @property
    def dimension(self) -> int:
        """Number of values in a vector."""
        ...

    def search(self, vectors: Matrix, k: int, among: Rows | None = None) -> Neighbours:
        """Return the k passages nearest to each query, by the cosine of their vectors.

        vectors: (q, d) float32, unit norm, one a query; k: number of passages for each query;
        among: (m,) int64, the passages that may be returned, in increasing order, None for all.
        Raises DimensionMismatch when d is not the dimension of the index.
        """
        ...
