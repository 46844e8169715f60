"""Vector engine by FAISS: exact inner product for small indexes, inverted lists for larger ones."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from index.arrays import Matrix, Rows
from index.engines.base import Neighbours
from index.errors import DimensionMismatch, EngineError

FILE = "faiss.index"
EXACT = "Flat"
EXACT_MAX_ROWS = 30_000
"""Largest number of passages (texts cut from records) that are searched exactly: a query reads 1.5
kB for each. Beyond, they are put in lists, of which a query reads the nearest ones, with 8 bits a
value."""
LISTS_PER_ROOT = 4
"""Number of lists, for each square root of the number of passages (FAISS's guidelines)."""
LIST_SAMPLE = 40
"""Vectors for each list that its centre is learnt from."""
ADDED_AT_ONCE = 50_000
"""Vectors added at once to an index: those of a file are never all in memory."""
WRITTEN_BYTES = 1 << 20
"""Bytes of an index that are written at once."""
LISTS_READ = 64
"""Lists that a query reads."""


def factory_string(rows: int) -> str:
    """Return the kind of FAISS index for a number of vectors, as a FAISS factory string.

    "Flat" (exact search) for at most `EXACT_MAX_ROWS` vectors, "IVF…,SQ8" (lists, 8 bits a value)
    for more.
    """
    return EXACT if rows <= EXACT_MAX_ROWS else f"IVF{round(LISTS_PER_ROOT * rows**0.5)},SQ8"


class FaissEngine:
    """Vector engine over a FAISS index of the passages (texts cut from records).

    Vectors have unit norm, so that the inner product that FAISS computes is the cosine.
    """

    def __init__(self, index: faiss.Index) -> None:
        """index: a FAISS index by inner product; its row i is the vector of passage i."""
        self._index = index

    @classmethod
    def build(cls, vectors: Matrix, factory: str | None = None) -> FaissEngine:
        """Build the index of vectors.

        Args:
            vectors: (n, d) float32, unit norm; row i is the vector of passage i.
            factory: kind of FAISS index, such as "Flat"; None to choose it by the number of rows.

        Returns:
            The engine, ready to search.
        """
        index = faiss.index_factory(
            vectors.shape[1], factory or factory_string(len(vectors)), faiss.METRIC_INNER_PRODUCT
        )
        if not index.is_trained:
            size = LIST_SAMPLE * index.nlist
            drawn = np.random.default_rng(0).permutation(len(vectors))[:size]
            index.train(np.ascontiguousarray(vectors[np.sort(drawn)]))
        for start in range(0, len(vectors), ADDED_AT_ONCE):
            index.add(np.ascontiguousarray(vectors[start : start + ADDED_AT_ONCE]))
        return cls(index)

    @classmethod
    def read(cls, folder: Path) -> FaissEngine:
        """Open the index that `write` stored, mapped in memory: processes share one copy.

        The caller must have verified the SHA-256 of the file: FAISS loads a damaged one without any
        error.

        Args:
            folder: the folder that the index was written into.

        Returns:
            The engine, ready to search.

        Raises:
            EngineError: when FAISS cannot read the file.
        """
        path = folder / FILE
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except RuntimeError as error:
            raise EngineError(f"{path} est illisible par faiss.") from error

    def write(self, folder: Path) -> None:
        """Write the index into a folder, as the file `faiss.index`.

        Args:
            folder: an existing folder.

        Raises:
            EngineError: when FAISS cannot serialize the index.
            OSError: when the file cannot be written; a partial file may remain.
        """
        path = folder / FILE
        with path.open("wb") as stream:  # FAISS itself does not see that closing a file failed
            try:
                faiss.write_index(
                    self._index, faiss.PyCallbackIOWriter(stream.write, WRITTEN_BYTES)
                )
            except RuntimeError as error:
                raise EngineError(f"{path} n'a pas pu être écrit.") from error

    def __len__(self) -> int:
        """Return the number of passages in the index."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Number of values in a vector."""
        return int(self._index.d)

    def search(self, vectors: Matrix, k: int, among: Rows | None = None) -> Neighbours:
        """Return the k passages nearest to each query, ties by increasing row.

        Args:
            vectors: (q, d) float32, unit norm, one a query.
            k: number of passages for each query.
            among: (m,) int64, the passages that may be returned, in increasing order; None for all.

        Returns:
            Positions of passages (q, k) int64, and their cosines (q, k) float32, best first. Where
            fewer than k passages may be returned, the position is -1 and the cosine -inf.

        Raises:
            DimensionMismatch: when d is not the dimension of the index.
        """
        if vectors.shape[1] != self.dimension:
            raise DimensionMismatch(self.dimension, vectors.shape[1])
        scores, rows = self._index.search(
            np.ascontiguousarray(vectors), k, params=self._parameters(among)
        )
        scores[rows < 0] = -np.inf
        order = np.lexsort((rows, -scores), axis=1)
        return Neighbours(
            np.take_along_axis(rows, order, axis=1), np.take_along_axis(scores, order, axis=1)
        )

    def _parameters(self, among: Rows | None) -> faiss.SearchParameters | None:
        """Return the search parameters that restrict the results to some passages."""
        selector = None
        if among is not None:
            bits = np.zeros(len(self), dtype=np.bool_)
            bits[among] = True
            selector = faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
        if hasattr(self._index, "nlist"):
            return faiss.SearchParametersIVF(sel=selector, nprobe=LISTS_READ)
        return None if selector is None else faiss.SearchParameters(sel=selector)
