"""FAISS in this process: exact inner product up to a size, an HNSW graph beyond."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from index.arrays import Mask, Matrix
from index.engines.base import Neighbours
from index.errors import DimensionMismatch, EngineError

FILE = "faiss.index"
EXACT, GRAPH = "Flat", "HNSW32,Flat"
EXACT_MAX_ROWS = 200_000
"""Largest number of passages searched exactly: at 1.5 kB a passage, about 10 ms a query."""
GRAPH_EF_SEARCH = 128
GRAPH_EF_CONSTRUCTION = 100


def factory_string(rows: int) -> str:
    """Return the FAISS factory string of the index for this number of passages."""
    return EXACT if rows <= EXACT_MAX_ROWS else GRAPH


class FaissEngine:
    """A FAISS index; vectors have unit norm, so that the inner product is the cosine."""

    def __init__(self, index: faiss.Index) -> None:
        """index: as made by `build` or opened by `read`."""
        self._index = index

    @classmethod
    def build(cls, vectors: Matrix, factory: str | None = None) -> FaissEngine:
        """Index vectors.

        Args:
            vectors: (n, d) float32, unit norm.
            factory: FAISS factory string; None for that of `factory_string`.

        Returns:
            The engine, ready to search.
        """
        index = faiss.index_factory(
            vectors.shape[1], factory or factory_string(len(vectors)), faiss.METRIC_INNER_PRODUCT
        )
        if hasattr(index, "hnsw"):
            index.hnsw.efConstruction = GRAPH_EF_CONSTRUCTION
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def read(cls, folder: Path) -> FaissEngine:
        """Open an index whose digest was verified: FAISS itself loads flipped bytes silently.

        The file is mapped in memory, so that serving processes share one copy.

        Args:
            folder: where `write` stored it.

        Returns:
            The engine, ready to search.

        Raises:
            EngineError: when FAISS refuses the file.
        """
        path = folder / FILE
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except RuntimeError as error:
            raise EngineError(f"{path} est illisible par faiss.") from error

    def write(self, folder: Path) -> None:
        """Write the index into a folder.

        Args:
            folder: an existing folder.

        Raises:
            EngineError: when FAISS cannot serialize the index.
            OSError: when the disk refuses; a partial file may remain.
        """
        path = folder / FILE
        try:
            serialized = faiss.serialize_index(self._index)
        except RuntimeError as error:
            raise EngineError(f"{path} n'a pas pu être écrit.") from error
        with path.open("wb") as stream:  # FAISS itself does not see that closing a file failed
            stream.write(serialized.data)

    def __len__(self) -> int:
        """Return the number of passages."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Return the length of a vector."""
        return int(self._index.d)

    def search(self, vectors: Matrix, k: int, mask: Mask | None = None) -> Neighbours:
        """Return the k nearest passages of each query, ties by increasing row.

        Args:
            vectors: (q, d) float32, unit norm.
            k: number of passages for each query.
            mask: (n,) bool, True for the passages that may be returned; None for all.

        Returns:
            Rows (q, k) int64 and scores (q, k) float32, the cosine, best first.

        Raises:
            DimensionMismatch: if d differs from the index.
        """
        if vectors.shape[1] != self.dimension:
            raise DimensionMismatch(self.dimension, vectors.shape[1])
        scores, rows = self._index.search(
            np.ascontiguousarray(vectors), k, params=self._parameters(mask)
        )
        scores[rows < 0] = -np.inf
        order = np.lexsort((rows, -scores), axis=1)
        return Neighbours(
            np.take_along_axis(rows, order, axis=1), np.take_along_axis(scores, order, axis=1)
        )

    def _parameters(self, mask: Mask | None) -> faiss.SearchParameters | None:
        """Return the search parameters that restrict the results to a mask."""
        selector = None
        if mask is not None:
            selector = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        if hasattr(self._index, "hnsw"):
            return faiss.SearchParametersHNSW(sel=selector, efSearch=GRAPH_EF_SEARCH)
        return None if selector is None else faiss.SearchParameters(sel=selector)
