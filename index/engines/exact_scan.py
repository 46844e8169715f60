"""Exact search by cosine: a scan of vectors rounded to 8 bits, then the vectors of the nearest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from index.arrays import Column, Matrix, Rows
from index.engines.base import Neighbours
from index.errors import EngineError
from index.files import open_array, save_array
from index.rounded_vectors import RoundedVectors

NAME = "vectors"
VALUES = f"{NAME}-rounded-values.npy"
"""The largest of the files of a scan."""


@dataclass(frozen=True)
class ExactScan:
    """Vectors of passages (texts cut from records), compared with a query one after the other.

    vectors: (n, d) float32, unit norm, maybe mapped from a file; rounded: the same, which tell
    those that may be the nearest.
    """

    vectors: Matrix
    rounded: RoundedVectors

    @staticmethod
    def write(vectors: Matrix, folder: Path) -> None:
        """Write the rounded vectors into a folder; OSError when a file cannot be written."""
        RoundedVectors.of(vectors).write(folder, NAME, save_array)

    @classmethod
    def open(cls, folder: Path, vectors: Matrix) -> ExactScan:
        """Open what `write` wrote, mapped in memory: processes share one copy.

        Args:
            folder: the folder that it was written into.
            vectors: (n, d) float32, those that were given to `write`.

        Returns:
            The scan.

        Raises:
            EngineError: when a file cannot be read, or is of other vectors.
        """
        try:
            rounded = RoundedVectors.open(folder, NAME, open_array)
        except (OSError, ValueError) as error:
            raise EngineError(f"Les vecteurs arrondis de {folder} sont illisibles.") from error
        if rounded.shape != vectors.shape:
            raise EngineError(f"{folder} n'a pas les vecteurs arrondis de ses passages.")
        return cls(vectors, rounded)

    def nearest(self, vector: Column, k: int, among: Rows | None = None) -> Neighbours:
        """Return the vectors nearest to a query, and their exact cosines.

        Args:
            vector: embedding of the query, (d,) float32, unit norm.
            k: most vectors to return.
            among: (m,) int64, those that may be returned, in increasing order; None for all.

        Returns:
            At most k, by decreasing cosine, then increasing row.
        """
        cosines, error = self.rounded.cosines(vector)
        if among is not None:
            cosines = cosines[among]
        rows = _may_be_nearest(cosines, k, error)
        rows = rows if among is None else among[rows]
        exact = np.asarray(self.vectors[rows] @ vector, dtype=np.float32)
        order = np.argsort(-exact, kind="stable")[:k]
        return Neighbours(rows[order], exact[order])


def _may_be_nearest(cosines: Column, k: int, error: float) -> Rows:
    """Return the places of cosines that may be among the k highest, off by `error` at most."""
    if len(cosines) <= k:
        return np.arange(len(cosines))
    least = np.partition(cosines, len(cosines) - k)[len(cosines) - k]
    return np.flatnonzero(cosines >= least - 2 * error)
