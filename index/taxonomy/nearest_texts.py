"""Cosine of a query with the nearest text of each need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Matrix


@dataclass(frozen=True)
class NearestTexts:
    """Texts of needs, need by need, of which the nearest to a query is looked for.

    vectors: (m, d) float32, unit norm, one for each text; starts: (needs,) int64, first text of
    each need, in increasing order, each need having one.
    """

    vectors: Matrix
    starts: NDArray[np.int64]

    def cosines(self, vector: Column) -> Column:
        """Return the cosine of a query with the nearest text of each need: (needs,) float32.

        All are compared: what a query shares with each need is told from how far it is from the
        others, and with the 500 nearest texts alone, as FAISS returns them, judged needs lose .006
        of nDCG@10 (docs/decisions/0072-back-into-faiss.md). vector: embedding of the query, (d,)
        float32, unit norm.
        """
        if not len(self.starts):
            return np.zeros(0, dtype=np.float32)
        return np.maximum.reduceat(self.vectors @ vector, self.starts)
