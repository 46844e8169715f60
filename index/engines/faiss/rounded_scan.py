"""Exact search by cosine: a scan of all the vectors, rounded to 8 bits, by FAISS."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.arrays import Column, Matrix, Rows
from index.engines.base import EXACT_FIRST, Neighbours
from index.errors import EngineError
from index.files import open_array, save_array
from index.rounded_vectors import RoundedVectors

NAME = "vectors"
VALUES = f"{NAME}.faiss"
"""The largest of the files of a scan."""


@dataclass(frozen=True)
class RoundedScan:
    """Vectors of passages (texts cut from records), compared with a query one after the other.

    vectors: (n, d) float32, unit norm, maybe mapped from a file; rounded: the same, whose cosines
    are off by .0003 (standard deviation).
    """

    vectors: Matrix
    rounded: RoundedVectors

    @staticmethod
    def write(vectors: Matrix, folder: Path) -> None:
        """Write the rounded vectors into a folder; OSError when a file cannot be written."""
        RoundedVectors.of(vectors).write(folder, NAME, save_array)

    @classmethod
    def open(cls, folder: Path, vectors: Matrix) -> RoundedScan:
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
        """Return the vectors nearest to a query; the first ones have their exact cosines.

        Args:
            vector: embedding of the query, (d,) float32, unit norm.
            k: most vectors to return.
            among: (m,) int64, those that may be returned, in increasing order; None for all.

        Returns:
            At most k, by decreasing cosine, then increasing row.
        """
        rows, cosines = self.rounded.nearest(vector, max(k, EXACT_FIRST), among)
        found = Neighbours.of_rounded(rows, cosines, self.vectors, vector)
        return Neighbours(found.rows[:k], found.scores[:k])
