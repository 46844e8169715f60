"""FAISS in this process: exact inner product while it is fast, a graph beyond."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from index.arrays import Mask, Matrix
from index.engines.base import Neighbours
from index.errors import DimensionMismatch, EngineError

EXACT, GRAPH = "Flat", "HNSW32,Flat"
EXACT_MAX_ROWS = 200_000
"""Up to here the exact search is used: it reads 1.5 kB a passage, so about 10 ms at this size."""
GRAPH_EF_SEARCH = 128
GRAPH_EF_CONSTRUCTION = 100


def factory_string(rows: int) -> str:
    """The FAISS index for this many passages; it is written in the manifest."""
    return EXACT if rows <= EXACT_MAX_ROWS else GRAPH


class EmbeddedEngine:
    """A FAISS index; vectors are of unit norm, so that inner product is cosine."""

    def __init__(self, index: faiss.Index) -> None:
        """index: as made by `build` or read by `read`."""
        self._index = index

    @classmethod
    def build(cls, vectors: Matrix, factory: str | None = None) -> EmbeddedEngine:
        """Index vectors (n, d) float32 of unit norm."""
        index = faiss.index_factory(
            vectors.shape[1], factory or factory_string(len(vectors)), faiss.METRIC_INNER_PRODUCT
        )
        if hasattr(index, "hnsw"):
            index.hnsw.efConstruction = GRAPH_EF_CONSTRUCTION
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> EmbeddedEngine:
        """Open an index whose digest was verified: faiss itself loads flipped bytes silently.

        The file is mapped in memory: the processes that serve it share one copy.

        Args:
            path: the file that `write` made.

        Returns:
            The engine, ready to search.

        Raises:
            EngineError: when faiss refuses the file.
        """
        try:
            return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC))
        except RuntimeError as error:
            raise EngineError(f"{path} est illisible par faiss.") from error

    def write(self, path: Path) -> None:
        """Write the index.

        Args:
            path: the file to write.

        Raises:
            EngineError: when faiss cannot write it.
            OSError: when the disk refuses; a partial file may be left.
        """
        try:
            written = faiss.serialize_index(self._index)
        except RuntimeError as error:
            raise EngineError(f"{path} n'a pas pu être écrit.") from error
        with path.open("wb") as stream:  # faiss itself does not see that closing a file failed
            stream.write(written.data)

    def __len__(self) -> int:
        """Number of passages."""
        return int(self._index.ntotal)

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._index.d)

    @property
    def factory(self) -> str:
        """What it is, as `factory_string` says it."""
        return GRAPH if hasattr(self._index, "hnsw") else EXACT

    def search(self, vectors: Matrix, k: int, mask: Mask | None = None) -> Neighbours:
        """The k nearest passages of each query, ties by rising row.

        Args:
            vectors: (q, d) float32, unit norm.
            k: number of passages for each query.
            mask: (n,) bool, the passages that may be found; None for all.

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
        selector = None
        if mask is not None:
            selector = faiss.IDSelectorBitmap(np.packbits(mask, bitorder="little"))
        if hasattr(self._index, "hnsw"):
            return faiss.SearchParametersHNSW(sel=selector, efSearch=GRAPH_EF_SEARCH)
        return None if selector is None else faiss.SearchParameters(sel=selector)
