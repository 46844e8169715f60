"""Vectors rounded to 8 bits a value, in a flat FAISS index: the nearest to a query, soon found.

FAISS multiplies bytes by bytes (`QT_8bit_direct_signed`), by instructions that it chooses for the
processor. Vectors are rounded less their mean c, which most of an E5 vector is: the cosine of a
query q with a vector v = c + a is c q + a (q - c) + a c. The last term does not depend on the
query: some more bytes hold it, so that FAISS orders vectors by their whole cosine. It is off by
.00025 (standard deviation), a tenth of what rounding the weights of the encoder changes
(docs/decisions/0072-back-into-faiss.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Matrix, Rows
from index.faiss_index import open_index, selector, write_index

LEVELS = 127
"""Largest rounded value, of a vector and of a query."""
CLIPPED = 1e-5
"""Share of the values that may be rounded to the largest one, so that steps are those of most."""
QUERY_ROOM = 1.25
"""Largest value of a query, less the mean, divided by that of the vectors: beyond, it is cut."""
MORE = 16
"""Bytes that hold what does not depend on the query: FAISS computes sixteen at a time."""
ROUNDED_AT_ONCE = 4_096
"""Vectors that are rounded together."""


@dataclass(frozen=True)
class RoundedVectors:
    """The vectors of n texts, less their mean, rounded to 8 bits a value.

    index: flat, of n rows of d + `MORE` bytes, by inner product; centre: (d,) float32, the mean;
    steps: (2,) float32, that of the values of vectors, and that of the values of queries.
    """

    index: faiss.Index
    centre: Column
    steps: Column

    @classmethod
    def of(cls, vectors: Matrix) -> RoundedVectors:
        """Round vectors, (n, d) float32, maybe mapped from a file."""
        size, dimension = vectors.shape
        mean = vectors.mean(axis=0, dtype=np.float64) if size else np.zeros(dimension)
        centre = np.asarray(mean, dtype=np.float32)
        steps = _steps(vectors, centre)
        kind, metric = faiss.ScalarQuantizer.QT_8bit_direct_signed, faiss.METRIC_INNER_PRODUCT
        index = faiss.IndexScalarQuantizer(dimension + MORE, kind, metric)
        for block in _blocks(vectors):
            index.add(_rounded(block - centre, centre, steps))
        return cls(index, centre, steps)

    @classmethod
    def open(cls, folder: Path, name: str, read: Callable[[Path], NDArray[Any]]) -> RoundedVectors:
        """Open the files that `write` made, mapped in memory: processes share one copy.

        Args:
            folder: that of the files, whose digests were verified: FAISS reads a damaged one
                without any error.
            name: start of the names of the files.
            read: opens an array.

        Returns:
            The vectors.

        Raises:
            OSError: when a file cannot be read.
            ValueError: when a file is no index, or no array.
        """
        index = open_index(folder / f"{name}.faiss")
        return cls(index, read(folder / f"{name}-centre.npy"), read(folder / f"{name}-steps.npy"))

    def write(self, folder: Path, name: str, save: Callable[[Path, NDArray[Any]], None]) -> None:
        """Write the index and the arrays as files; OSError when one cannot be written.

        folder: an existing folder; name: start of the names of the files; save: writes an array.
        """
        write_index(self.index, folder / f"{name}.faiss")
        save(folder / f"{name}-centre.npy", self.centre)
        save(folder / f"{name}-steps.npy", self.steps)

    def __len__(self) -> int:
        """Return the number of vectors."""
        return int(self.index.ntotal)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of vectors, and of values in each."""
        return len(self), len(self.centre)

    def nearest(self, vector: Column, k: int, among: Rows | None = None) -> tuple[Rows, Column]:
        """Return the vectors nearest to a query, and their cosines, nearly.

        Args:
            vector: embedding of the query, (d,) float32, unit norm.
            k: most vectors to return, at least one.
            among: (m,) int64, those that may be returned, in increasing order; None for all.

        Returns:
            Their rows, (r,) int64, nearest first, and their cosines, (r,) float32.
        """
        size = len(self) if among is None else len(among)
        if not size:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        faiss.omp_set_num_threads(1)  # of this thread: others would only wait for one query
        params = None
        if among is not None:
            params = faiss.SearchParameters(sel=selector(among, len(self)))
        scores, rows = self.index.search(self._query(vector), min(k, size), params=params)
        cosines = scores[0] * self.steps.prod() + np.float32(vector @ self.centre)
        return rows[0], cosines

    def _query(self, vector: Column) -> Matrix:
        """Return a query as the whole numbers that its values are rounded to: (1, d + MORE)."""
        query = np.full((1, len(vector) + MORE), LEVELS, dtype=np.float32)
        values = query[0, : len(vector)]
        np.rint((vector - self.centre) / self.steps[1], out=values)
        np.clip(values, -LEVELS, LEVELS, out=values)
        return query


def _blocks(vectors: Matrix) -> Iterator[Matrix]:
    """Yield vectors, some at a time."""
    for start in range(0, len(vectors), ROUNDED_AT_ONCE):
        yield np.asarray(vectors[start : start + ROUNDED_AT_ONCE])


def _steps(vectors: Matrix, centre: Column) -> Column:
    """Return the steps by which the values of vectors, and of queries, are rounded: (2,) float32.

    Few values of vectors are larger than the first allows, and few of queries, which may be less
    like the mean, larger than the second does.
    """
    highest, kept = np.float32(1e-6), np.float32(1e-6)
    for block in _blocks(vectors):
        apart = np.abs(block - centre)
        highest = max(highest, apart.max(initial=np.float32(0)))
        kept = max(kept, np.quantile(apart, 1 - CLIPPED).astype(np.float32))
    return np.array([kept, QUERY_ROOM * highest], dtype=np.float32) / np.float32(LEVELS)


def _rounded(apart: Matrix, centre: Column, steps: Column) -> Matrix:
    """Return the whole numbers of some vectors less their mean: (n, d + MORE) float32.

    The last ones, each multiplied by `LEVELS` and by both steps, sum to the product with the mean.
    """
    size, dimension = apart.shape
    codes = np.empty((size, dimension + MORE), dtype=np.float32)
    np.clip(np.rint(apart / steps[0]), -LEVELS, LEVELS, out=codes[:, :dimension])
    units = np.rint(apart @ centre / (LEVELS * steps.prod())).astype(np.int64)
    each, left = np.divmod(units, MORE)
    more = each[:, None] + (np.arange(MORE) < left[:, None])
    np.clip(more, -LEVELS, LEVELS, out=codes[:, dimension:], casting="unsafe")
    return codes
