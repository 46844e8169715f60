"""Weights of some passages on the terms of a query, read once and summed by phrase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
        return column_sums(self.part, places, np.ones(len(places), dtype=np.float32))


def column_sums(
    matrix: csc_array, columns: NDArray[np.integer[Any]], weights: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the weighted sum of some columns of a sparse matrix: (rows,) float32.

    Columns are read where they are, which is faster than to slice the matrix. columns: (m,), each
    once; weights: (m,) float32.
    """
    sums = np.zeros(matrix.shape[0], dtype=np.float32)
    rows, values, starts = matrix.indices, matrix.data, matrix.indptr
    for column, weight in zip(columns.tolist(), weights, strict=True):
        own = slice(starts[column], starts[column + 1])
        sums[rows[own]] += values[own] * weight
    return sums
