"""Needs: the thesaurus as a channel. A query near a need is near the records that serve it.

People seldom use the words of a record; the thesaurus says each need in some thirty everyday ways,
so that a record may be found by words that it does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from index.arrays import Column, Matrix
from index.records.passages import Kind, Passage
from index.taxonomy.thesaurus import Thesaurus

SHARPNESS = 2.0
"""One standard deviation nearer, a need takes e^2 times as much of the query."""


def texts_of(thesaurus: Thesaurus) -> list[Passage]:
    """All that says a need, a passage each: `row` is the need's position in the thesaurus.

    Requests that no need covers come after them, one row further; what says the needs in other
    languages comes last.
    """
    told = [
        Passage(row, Kind.NEED, text)
        for row, need in enumerate(thesaurus.needs.values())
        for text in dict.fromkeys(
            (
                need.libelle,
                need.summary,
                *need.formulations,
                *need.termes,
            )
        )
    ]
    outside = [Passage(len(thesaurus.needs), Kind.NEED, text) for text in thesaurus.out_of_scope]
    abroad = [
        Passage(row, Kind.ABROAD, text)
        for row, need in enumerate(thesaurus.needs.values())
        for texts in need.traductions.values()
        for text in texts
    ]
    return told + outside + abroad


@dataclass(frozen=True)
class Nearness:
    """What a query is near.

    needs: (needs,) float32, the share of the query that each need takes, their sum 1; margin:
    cosine of the nearest need less that of the nearest request outside, in [-2, 2]; 0 when nothing
    says what is outside.
    """

    needs: Column
    margin: float


@dataclass(frozen=True)
class NeedVectors:
    """The needs of a thesaurus and the vectors of what says them.

    identifiers: of the needs; texts: m passages, as `texts_of` gives them; vectors: (m, d) float32,
    unit norm.
    """

    identifiers: tuple[str, ...] = ()
    texts: tuple[Passage, ...] = ()
    vectors: Matrix = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    @cached_property
    def _french(self) -> int:
        """How many texts are in French: those of needs, and of what no need covers."""
        return sum(text.kind is not Kind.ABROAD for text in self.texts)

    @cached_property
    def has_out_of_scope(self) -> bool:
        """Whether something says what no need covers."""
        return any(text.row == len(self.identifiers) for text in self.texts)

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """Where the French texts of each need start, and those of what no need covers."""
        rows = [text.row for text in self.texts[: self._french]]
        return np.searchsorted(rows, range(rows[-1] + 1))

    @cached_property
    def spans(self) -> tuple[slice, ...]:
        """Where the French texts of each need are, among the texts."""
        ends = [*self._starts[1:], self._french]
        every = [slice(int(each), int(end)) for each, end in zip(self._starts, ends, strict=True)]
        return tuple(every[: len(self.identifiers)])

    @cached_property
    def _abroad(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The needs said in other languages, and where their texts start, after the French ones."""
        rows = [text.row for text in self.texts[self._french :]]
        told, starts = np.unique(np.array(rows, dtype=np.int64), return_index=True)
        return told, starts

    def cosines(self, vector: Matrix, french: bool = True) -> tuple[Column, float]:
        """How near a query is to each need: the cosine of the nearest text that says it.

        Args:
            vector: (1, d) float32, unit norm.
            french: whether the query is in French, so that texts of other languages are left aside.

        Returns:
            (needs,) float32 in [-1, 1], and the margin, as `Nearness` has it.
        """
        cosines = self.vectors[: self._french] @ vector[0]
        best = np.maximum.reduceat(cosines, self._starts).astype(np.float32)
        told, starts = self._abroad
        if not french and len(starts):
            said = np.maximum.reduceat(self.vectors[self._french :] @ vector[0], starts)
            best[told] = np.maximum(best[told], said)
        own, outside = best[: len(self.identifiers)], best[len(self.identifiers) :]
        return own, float(own.max() - outside.max()) if len(outside) else 0.0

    def nearest(self, near: Nearness, number: int) -> tuple[str, ...]:
        """The identifiers of the needs that take most of a query, the first one most."""
        rows = np.argsort(-near.needs, kind="stable")[:number]
        return tuple(self.identifiers[row] for row in rows.tolist())

    def nearness(self, vector: Matrix, french: bool = True) -> Nearness:
        """The needs that a query is near, by `cosines`, as shares of it."""
        own, margin = self.cosines(vector, french)
        return Nearness(_shares(own), margin)


def _shares(cosines: Column) -> Column:
    """Cosines as shares, by how far each one stands from the others: their sum is 1."""
    deviation = max(float(cosines.std()), 1e-6)
    return np.asarray(softmax(SHARPNESS * (cosines - cosines.mean()) / deviation), np.float32)


class ServedNeeds:
    """Which needs each record serves."""

    def __init__(self, identifiers: Sequence[str], served: Iterable[Sequence[str]]) -> None:
        """identifiers: of the needs; served: of each record, those that it serves."""
        place = {identifier: row for row, identifier in enumerate(identifiers)}
        rows = [[place[each] for each in needs if each in place] for needs in served]
        self._needs = np.array([each for row in rows for each in row], dtype=np.int64)
        self._counts = np.array([len(row) for row in rows], dtype=np.int64)

    def scores(self, shares: Column) -> Column:
        """The share of the query that each record serves: (n records,) float32 in [0, 1].

        shares: (needs,) float32, of the query that each need takes.
        """
        scores = np.zeros(len(self._counts), dtype=np.float32)
        serving = np.flatnonzero(self._counts)
        if len(serving):
            starts = np.cumsum(self._counts)[serving] - self._counts[serving]
            scores[serving] = np.add.reduceat(shares[self._needs], starts)
        return scores
