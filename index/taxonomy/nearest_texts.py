"""Cosine of a query with the nearest text of each need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Matrix, Rows
from index.rounded_vectors import RoundedVectors

COMPARED = 500
"""Texts nearest to a query whose cosines are those of their needs."""


@dataclass(frozen=True)
class NearestTexts:
    """Texts of needs, need by need, of which the nearest to a query is looked for.

    vectors: (m, d) float32, unit norm, one for each text; starts: (needs,) int64, first text of
    each need, in increasing order, each need having one; rounded: the vectors rounded, None to
    round them when they are first used.
    """

    vectors: Matrix
    starts: NDArray[np.int64]
    rounded: RoundedVectors | None = None

    @cached_property
    def scanned(self) -> RoundedVectors:
        """The vectors rounded, which the query is compared with."""
        return RoundedVectors.of(self.vectors) if self.rounded is None else self.rounded

    @cached_property
    def _owners(self) -> Rows:
        """Position of the need of each text: (m,) int64."""
        sizes = np.diff([*self.starts, len(self.vectors)])
        return np.repeat(np.arange(len(self.starts)), sizes)

    def cosines(self, vector: Column) -> Column:
        """Return the cosine of a query with the nearest text of each need: (needs,) float32.

        Where none of its texts is among the `COMPARED` (500) nearest to the query, that of its
        first text. vector: embedding of the query, (d,) float32, unit norm.
        """
        if not len(self.starts):
            return np.zeros(0, dtype=np.float32)
        best = self._first @ vector
        rows, cosines = self.scanned.nearest(vector, COMPARED)
        np.maximum.at(best, self._owners[rows], cosines)
        return np.asarray(best, dtype=np.float32)

    @cached_property
    def _first(self) -> Matrix:
        """Vectors of the first text of each need: (needs, d) float32."""
        return np.ascontiguousarray(self.vectors[self.starts])
