"""Cosine of a query with the nearest text of each need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Matrix
from index.taxonomy.rounded_texts import RoundedTexts


@dataclass(frozen=True)
class NearestTexts:
    """Texts of needs, need by need, of which the nearest to a query is looked for.

    vectors: (m, d) float32, unit norm, one for each text; starts: (needs,) int64, first text of
    each need, in increasing order, each need having one; rounded: the vectors rounded, None to
    round them when they are first used.
    """

    vectors: Matrix
    starts: NDArray[np.int64]
    rounded: RoundedTexts | None = None

    @cached_property
    def compared(self) -> RoundedTexts:
        """The vectors rounded, which a query is compared with."""
        return RoundedTexts.of(self.vectors) if self.rounded is None else self.rounded

    def cosines(self, vector: Column) -> Column:
        """Return the cosine of a query with the nearest text of each need: (needs,) float32.

        All are compared: what a query shares with each need is told from how far it is from the
        others, and with the 500 nearest texts alone, as FAISS returns them, judged needs lose .006
        of nDCG@10 (docs/decisions/0072-back-into-faiss.md). vector: embedding of the query, (d,)
        float32, unit norm.
        """
        if not len(self.starts):
            return np.zeros(0, dtype=np.float32)
        return np.maximum.reduceat(self.compared.cosines(vector), self.starts)
