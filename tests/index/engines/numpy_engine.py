"""Engine by files: every vector compared exactly, by NumPy."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np

from index.arrays import Matrix, Rows
from index.engines.base import (
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
from index.errors import DimensionMismatch, EngineError

FILE = "numpy-engine.npy"


class NumpyEngine:
    """Vectors of the passages (texts cut from records), beside their own sparse weights."""

    needs: ClassVar[Needs] = Needs()

    def __init__(self, vectors: Matrix, passages: Passages) -> None:
        """vectors: (n, d) float32, unit norm, whose row i is that of passage i of passages."""
        self._vectors, self._passages = vectors, passages

    @classmethod
    def write(cls, vectors: Matrix, folder: Path) -> None:
        """Store the vectors, (n, d) float32; OSError when the file cannot be written."""
        np.save(folder / FILE, vectors)

    @classmethod
    def open(
        cls, folder: Path, version: str, passages: Passages, server: EngineServer | None
    ) -> NumpyEngine:
        """Open what `write` stored in a folder; EngineError when it cannot be read."""
        try:
            return cls(np.load(folder / FILE, allow_pickle=False), passages)
        except ValueError as error:
            raise EngineError(f"{folder / FILE} est illisible.") from error

    def propose(self, query: EngineQuery, k: int, among: Restriction | None = None) -> Proposals:
        """Return at most k passages by meaning, by words and by letters, among some records."""
        rows = None if among is None else among.passages
        nearest = Neighbours() if query.vector is None else self._nearest(query.vector, k, rows)
        return Proposals(nearest, *self._passages.sharing(query, k, rows))

    def _nearest(self, vector: Matrix, k: int, among: Rows | None) -> Neighbours:
        """Return the passages nearest to a vector, (1, d) float32, among some; ties by row."""
        if vector.shape[1] != self._vectors.shape[1]:
            raise DimensionMismatch(self._vectors.shape[1], vector.shape[1])
        rows = np.arange(len(self._vectors)) if among is None else among
        scores = self._vectors[rows] @ vector[0]
        first = np.argsort(-scores, kind="stable")[:k]
        return Neighbours(rows[first], scores[first])

    def fetch(self, rows: Rows) -> FetchedPassages:
        """Return some passages, read in the files of the artefact; rows: (k,) int64."""
        return self._passages.fetch(rows)

    def publish(self) -> None:
        """Do nothing: the file is in service with those of the artefact."""

    def count(self) -> int:
        """Return the number of passages."""
        return len(self._vectors)

    def health(self, ask: bool = False) -> Health:
        """Return that the engine answers; ask: not used, for it is in memory."""
        return Health()
