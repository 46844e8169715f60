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

    part: (k passages, q) float32, sparse; columns: (q,) int32, the terms that its columns are, in
    increasing order; None when they are all the terms of the index.
    """

    part: csc_array
    columns: NDArray[np.int32] | None = None

    def sums(self, columns: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return the sum of the weights of each passage on some of these terms: (k,) float32."""
        part, sums = self.part, np.zeros(self.part.shape[0], dtype=np.float32)
        places = columns if self.columns is None else np.searchsorted(self.columns, columns)
        for place in places.tolist():
            own = slice(part.indptr[place], part.indptr[place + 1])
            sums[part.indices[own]] += part.data[own]
        return sums


def columns_of(matrix: csc_array, columns: NDArray[np.integer[Any]]) -> csc_array:
    """Return some columns of a sparse matrix, (rows, m) float32; columns: (m,), in any order.

    They are copied one after the other, three times as fast as SciPy picks them one by one.
    """
    starts, ends = matrix.indptr[columns], matrix.indptr[columns + 1]
    spans = [slice(start, end) for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]
    if not spans:
        return csc_array((matrix.shape[0], 0), dtype=np.float32)
    values = np.concatenate([matrix.data[span] for span in spans])
    rows = np.concatenate([matrix.indices[span] for span in spans])
    counts = np.zeros(len(spans) + 1, dtype=rows.dtype)
    np.cumsum(ends - starts, out=counts[1:])
    return csc_array((values, rows, counts), shape=(matrix.shape[0], len(spans)))
