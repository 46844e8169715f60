"""Approximate search by cosine, by FAISS: lists of vectors, of which a query reads the nearest."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from index.arrays import Column, Matrix, Rows
from index.engines.base import Neighbours
from index.errors import EngineError
from index.faiss_index import open_index, selector, write_index

FILE = "faiss.index"
LISTS_PER_ROOT = 4
"""Number of lists, for each square root of the number of passages (FAISS's guidelines)."""
LIST_SAMPLE = 40
"""Vectors for each list that its centre is learnt from."""
ADDED_AT_ONCE = 50_000
"""Vectors added at once to an index: those of a file are never all in memory."""
LISTS_READ = 64
"""Lists that a query reads."""


def factory_string(rows: int) -> str:
    """Return the kind of FAISS index for a number of vectors: lists, 8 bits a value."""
    return f"IVF{round(LISTS_PER_ROOT * rows**0.5)},SQ8"


class FaissLists:
    """FAISS index of the passages (texts cut from records), in lists.

    Vectors have unit norm, so that the inner product that FAISS computes is the cosine.
    """

    def __init__(self, index: faiss.Index, vectors: Matrix) -> None:
        """index: by inner product; its row i is row i of vectors, (n, d) float32."""
        self._index, self._vectors = index, vectors

    @staticmethod
    def write(vectors: Matrix, folder: Path, factory: str | None = None) -> None:
        """Build the index of vectors, and write it into a folder as the file `faiss.index`.

        Args:
            vectors: (n, d) float32, unit norm; row i is the vector of passage i.
            folder: an existing folder.
            factory: kind of FAISS index, such as "IVF64,SQ8"; None to choose it by the number of
                rows.

        Raises:
            EngineError: when FAISS cannot serialize the index.
            OSError: when the file cannot be written; a partial file may remain.
        """
        path, index = folder / FILE, _built(vectors, factory or factory_string(len(vectors)))
        try:
            write_index(index, path)
        except RuntimeError as error:
            raise EngineError(f"{path} n'a pas pu être écrit.") from error

    @classmethod
    def open(cls, folder: Path, vectors: Matrix) -> FaissLists:
        """Open the index that `write` stored, mapped in memory: processes share one copy.

        The caller must have verified the SHA-256 of the file: FAISS loads a damaged one without any
        error.

        Args:
            folder: the folder that the index was written into.
            vectors: (n, d) float32, those that were given to `write`.

        Returns:
            The index, ready to search.

        Raises:
            EngineError: when FAISS cannot read the file, or it is of other vectors.
        """
        path = folder / FILE
        try:
            index = open_index(path)
        except ValueError as error:
            raise EngineError(str(error)) from error
        if (index.ntotal, index.d) != vectors.shape:
            raise EngineError(f"{path} n'a pas les vecteurs de ses passages.")
        return cls(index, vectors)

    def nearest(self, vector: Column, k: int, among: Rows | None = None) -> Neighbours:
        """Return the passages nearest to a query; the first ones have their exact cosines.

        Args:
            vector: embedding of the query, (d,) float32, unit norm.
            k: most passages to return.
            among: (m,) int64, those that may be returned, in increasing order; None for all.

        Returns:
            At most k, by decreasing cosine, then increasing row.
        """
        size = len(self._vectors) if among is None else len(among)
        faiss.omp_set_num_threads(1)  # of this thread: others would only wait for one query
        scores, rows = self._index.search(
            np.ascontiguousarray(vector[np.newaxis]),
            max(min(k, size), 1),
            params=self._parameters(among),
        )
        found = rows[0] >= 0
        return Neighbours.of_rounded(rows[0][found], scores[0][found], self._vectors, vector)

    def _parameters(self, among: Rows | None) -> faiss.SearchParametersIVF:
        """Return the search parameters that restrict the results to some passages."""
        rows = None if among is None else selector(among, len(self._vectors))
        return faiss.SearchParametersIVF(sel=rows, nprobe=LISTS_READ)


def _built(vectors: Matrix, factory: str) -> faiss.Index:
    """Build the index of vectors, (n, d) float32, of a kind that FAISS names."""
    index = faiss.index_factory(vectors.shape[1], factory, faiss.METRIC_INNER_PRODUCT)
    size = LIST_SAMPLE * index.nlist
    drawn = np.random.default_rng(0).permutation(len(vectors))[:size]
    index.train(np.ascontiguousarray(vectors[np.sort(drawn)]))
    for start in range(0, len(vectors), ADDED_AT_ONCE):
        index.add(np.ascontiguousarray(vectors[start : start + ADDED_AT_ONCE]))
    return index
