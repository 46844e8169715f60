"""Vector engine by files: exact for small indexes, inverted lists of FAISS for larger ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from index.arrays import Matrix, Rows
from index.engines.base import (
    EXACT_MAX_ROWS,
    EngineQuery,
    EngineServer,
    FetchedPassages,
    Health,
    Needs,
    Neighbours,
    Passages,
    Proposals,
    Restriction,
)
from index.engines.faiss.rounded_scan import RoundedScan
from index.errors import DimensionMismatch

if TYPE_CHECKING:
    from index.engines.faiss.lists import FaissLists


class FaissEngine:
    """Vectors of the passages (texts cut from records), beside their own sparse weights.

    They are compared one by one up to `EXACT_MAX_ROWS` (30,000). Beyond, they are in lists of
    FAISS, which is imported then only: it takes a tenth of a second and 14 MB.
    """

    needs: ClassVar[Needs] = Needs()

    def __init__(self, compared: RoundedScan | FaissLists, passages: Passages) -> None:
        """compared: vectors, whose row i is that of passage i; passages: those."""
        self._compared, self._passages = compared, passages

    @classmethod
    def write(cls, vectors: Matrix, folder: Path) -> None:
        """Write the files that compare vectors: those of `RoundedScan`, or of `FaissLists`."""
        if len(vectors) <= EXACT_MAX_ROWS:
            RoundedScan.write(vectors, folder)
            return
        from index.engines.faiss.lists import FaissLists

        FaissLists.write(vectors, folder)

    @classmethod
    def open(
        cls, folder: Path, version: str, passages: Passages, server: EngineServer | None
    ) -> FaissEngine:
        """Open the files that `write` stored, mapped in memory: processes share one copy.

        The caller must have verified the SHA-256 of each: FAISS loads a damaged one without any
        error. version, server: not used.
        """
        if len(passages) <= EXACT_MAX_ROWS:
            return cls(RoundedScan.open(folder, passages.vectors), passages)
        from index.engines.faiss.lists import FaissLists

        return cls(FaissLists.open(folder, passages.vectors), passages)

    def propose(self, query: EngineQuery, k: int, among: Restriction | None = None) -> Proposals:
        """Return the passages nearest to a query, ties by increasing row, and those that share."""
        rows = None if among is None else among.passages
        nearest = Neighbours() if query.vector is None else self._nearest(query.vector, k, rows)
        return Proposals(nearest, *self._passages.sharing(query, k, rows))

    def _nearest(self, vector: Matrix, k: int, among: Rows | None) -> Neighbours:
        """Return the passages nearest to a vector, (1, d) float32, among some."""
        if vector.shape[1] != self._passages.dimension:
            raise DimensionMismatch(self._passages.dimension, vector.shape[1])
        return self._compared.nearest(vector[0], k, among)

    def fetch(self, rows: Rows) -> FetchedPassages:
        """Return some passages, read in the files of the artefact; rows: (k,) int64."""
        return self._passages.fetch(rows)

    def publish(self) -> None:
        """Do nothing: the files of the engine are in service with those of the artefact."""

    def count(self) -> int:
        """Return the number of passages in the index."""
        return len(self._passages)

    def health(self, ask: bool = False) -> Health:
        """Return that the engine answers; ask: not used, for its index is in memory."""
        return Health()
