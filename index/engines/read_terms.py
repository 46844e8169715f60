"""Weights of some passages on the terms of a query, read once and summed by phrase."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array


@dataclass(frozen=True)
class ReadTerms:
    """Weights of passages (texts cut from records) on the terms of a query.

    columns: (q,) int32, these terms, in increasing order; part: (k passages, q) float32, sparse.
    """

    columns: NDArray[np.int32]
    part: csc_array

    def sums(self, columns: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return the sum of the weights of each passage on some of these terms: (k,) float32."""
        places = np.searchsorted(self.columns, columns)
        return np.asarray(self.part[:, places] @ np.ones(len(places), dtype=np.float32))
