"""Vector engine by FAISS: exact inner product for small indexes, inverted lists for larger ones."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np

from index.arrays import Matrix, Rows
from index.engines.base import (
    EXACT_MAX_ROWS,
    EngineQuery,
    EngineServer,
    FetchedPassages,
    Health,
    Neighbours,
    Passages,
    Proposals,
    Restriction,
)
from index.errors import DimensionMismatch, EngineError

FILE = "faiss.index"
EXACT = "Flat"
LISTS_PER_ROOT = 4
"""Number of lists, for each square root of the number of passages (FAISS's guidelines)."""
LIST_SAMPLE = 40
"""Vectors for each list that its centre is learnt from."""
ADDED_AT_ONCE = 50_000
"""Vectors added at once to an index: those of a file are never all in memory."""
WRITTEN_BYTES = 1 << 20
"""Bytes of an index that are written at once."""
LISTED_SHARE = 0.01
"""Share of the passages up to which those that may be returned are listed: bits for all of them
would take more time to make than the search."""
LISTS_READ = 64
"""Lists that a query reads."""
EXACT_FIRST = 200
"""Nearest passages whose cosine is computed again from their own vectors when FAISS holds rounded
ones: these scores are shown."""


def factory_string(rows: int) -> str:
    """Return the kind of FAISS index for a number of vectors, as a FAISS factory string.

    "Flat" (exact search) for at most `EXACT_MAX_ROWS` vectors, "IVF…,SQ8" (lists, 8 bits a value)
    for more.
    """
    return EXACT if rows <= EXACT_MAX_ROWS else f"IVF{round(LISTS_PER_ROOT * rows**0.5)},SQ8"


class FaissEngine:
    """FAISS index of the passages (texts cut from records), beside their own sparse weights.

    Vectors have unit norm, so that the inner product that FAISS computes is the cosine.
    """

    def __init__(self, index: faiss.Index, passages: Passages) -> None:
        """index: by inner product; its row i is the vector of passage i; passages: those."""
        self._index, self._passages = index, passages

    @classmethod
    def write(cls, vectors: Matrix, folder: Path, factory: str | None = None) -> None:
        """Build the index of vectors, and write it into a folder as the file `faiss.index`.

        Args:
            vectors: (n, d) float32, unit norm; row i is the vector of passage i.
            folder: an existing folder.
            factory: kind of FAISS index, such as "Flat"; None to choose it by the number of rows.

        Raises:
            EngineError: when FAISS cannot serialize the index.
            OSError: when the file cannot be written; a partial file may remain.
        """
        path, index = folder / FILE, _built(vectors, factory)
        with path.open("wb") as stream:  # FAISS itself does not see that closing a file failed
            try:
                faiss.write_index(index, faiss.PyCallbackIOWriter(stream.write, WRITTEN_BYTES))
            except RuntimeError as error:
                raise EngineError(f"{path} n'a pas pu être écrit.") from error

    @classmethod
    def open(
        cls, folder: Path, version: str, passages: Passages, server: EngineServer | None
    ) -> FaissEngine:
        """Open the index that `write` stored, mapped in memory: processes share one copy.

        The caller must have verified the SHA-256 of the file: FAISS loads a damaged one without any
        error.

        Args:
            folder: the folder that the index was written into.
            version: name of the version of the index.
            passages: its passages.
            server: not used.

        Returns:
            The engine, ready to search.

        Raises:
            EngineError: when FAISS cannot read the file, or it is of other passages.
        """
        path = folder / FILE
        try:
            index = faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC)
        except RuntimeError as error:
            raise EngineError(f"{path} est illisible par faiss.") from error
        if (index.ntotal, index.d) != passages.vectors.shape:
            raise EngineError(f"{path} n'a pas les vecteurs de l'index {version}.")
        return cls(index, passages)

    def propose(self, query: EngineQuery, k: int, among: Restriction | None = None) -> Proposals:
        """Return the passages nearest to a query, ties by increasing row, and those that share.

        Args:
            query: the query.
            k: most passages of each list.
            among: records whose passages may be proposed; None for all.

        Returns:
            Passages by meaning, by words and by letters.

        Raises:
            DimensionMismatch: when its vector has not the dimension of the index.
        """
        rows = None if among is None else among.passages
        nearest = Neighbours() if query.vector is None else self._nearest(query.vector, k, rows)
        return Proposals(nearest, *self._passages.sharing(query, k, rows))

    def _nearest(self, vector: Matrix, k: int, among: Rows | None) -> Neighbours:
        """Return the passages nearest to a vector, (1, d) float32, among some."""
        if vector.shape[1] != self._passages.dimension:
            raise DimensionMismatch(self._passages.dimension, vector.shape[1])
        size = len(self._passages) if among is None else len(among)
        faiss.omp_set_num_threads(1)  # of this thread: others would only wait for one query
        scores, rows = self._index.search(
            np.ascontiguousarray(vector), max(min(k, size), 1), params=self._parameters(among)
        )
        found = rows[0] >= 0
        rows, scores = rows[0][found], scores[0][found]
        if self._is_rounded:
            first = rows[:EXACT_FIRST]
            scores[:EXACT_FIRST] = self._passages.vectors[first] @ vector[0]
        order = np.lexsort((rows, -scores))
        return Neighbours(rows[order], scores[order])

    @property
    def _is_rounded(self) -> bool:
        """Whether FAISS holds the vectors in lists, with 8 bits a value."""
        return hasattr(self._index, "nlist")

    def _parameters(self, among: Rows | None) -> faiss.SearchParameters | None:
        """Return the search parameters that restrict the results to some passages."""
        selector = None
        if among is not None:
            selector = _selector(among, len(self._passages))
        if self._is_rounded:
            return faiss.SearchParametersIVF(sel=selector, nprobe=LISTS_READ)
        return None if selector is None else faiss.SearchParameters(sel=selector)

    def fetch(self, rows: Rows) -> FetchedPassages:
        """Return some passages, read in the files of the artefact; rows: (k,) int64."""
        return self._passages.fetch(rows)

    def publish(self) -> None:
        """Do nothing: the files of the engine are in service with those of the artefact."""

    def count(self) -> int:
        """Return the number of passages in the index."""
        return int(self._index.ntotal)

    def health(self, ask: bool = False) -> Health:
        """Return that the engine answers; ask: not used, for its index is in memory."""
        return Health()


def _built(vectors: Matrix, factory: str | None) -> faiss.Index:
    """Build the index of vectors, (n, d) float32, of a kind that FAISS names."""
    index = faiss.index_factory(
        vectors.shape[1], factory or factory_string(len(vectors)), faiss.METRIC_INNER_PRODUCT
    )
    if not index.is_trained:
        size = LIST_SAMPLE * index.nlist
        drawn = np.random.default_rng(0).permutation(len(vectors))[:size]
        index.train(np.ascontiguousarray(vectors[np.sort(drawn)]))
    for start in range(0, len(vectors), ADDED_AT_ONCE):
        index.add(np.ascontiguousarray(vectors[start : start + ADDED_AT_ONCE]))
    return index


def _selector(among: Rows, size: int) -> faiss.IDSelector:
    """Return the selector of some passages of `size`: their list, or bits when they are many."""
    if len(among) <= LISTED_SHARE * size:
        return faiss.IDSelectorBatch(among)
    bits = np.zeros(size, dtype=np.bool_)
    bits[among] = True
    return faiss.IDSelectorBitmap(np.packbits(bits, bitorder="little"))
