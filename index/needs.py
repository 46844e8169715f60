"""Needs: the thesaurus as a channel. A query near a need is near the records that serve it.

People seldom use the words of a record; the thesaurus says each need in ten everyday ways, so
that a record may be found by words that it does not hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.engines.base import Matrix
from index.fusion import Column, standing
from index.passages import Kind, Passage
from index.thesaurus import Thesaurus


def texts_of(thesaurus: Thesaurus) -> list[Passage]:
    """All that says a need, a passage each: `row` is the need's position in the thesaurus.

    Requests that no need covers come last, one row further.
    """
    told = [
        Passage(row, Kind.NEED, text)
        for row, need in enumerate(thesaurus.needs.values())
        for text in dict.fromkeys(
            (
                need.libelle,
                f"{need.libelle}. {need.description}",
                *need.formulations,
                *need.termes,
            )
        )
    ]
    return told + [Passage(len(thesaurus.needs), Kind.NEED, text) for text in thesaurus.outside]


@dataclass(frozen=True)
class Nearness:
    """What a query is near.

    needs: (needs,) float32 in [0, 1], each need against the others; margin: cosine of the nearest
    need less that of the nearest request outside, in [-2, 2]; 0 when nothing says what is outside.
    """

    needs: Column
    margin: float


@dataclass(frozen=True)
class Needs:
    """The needs of a thesaurus and the vectors of what says them.

    identifiers: of the needs; texts: m passages, `row` being the place of their need, rising, and
    after them that of no need; vectors: (m, d) float32, unit norm.
    """

    identifiers: tuple[str, ...] = ()
    texts: tuple[Passage, ...] = ()
    vectors: Matrix = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    def nearness(self, vector: Matrix) -> Nearness:
        """How near a query is to each need: a need is as near as the nearest text that says it.

        vector: (1, d) float32, unit norm.
        """
        rows = [text.row for text in self.texts]
        starts = np.searchsorted(rows, range(rows[-1] + 1))
        best = np.maximum.reduceat(self.vectors @ vector[0], starts).astype(np.float32)
        own, outside = best[: len(self.identifiers)], best[len(self.identifiers) :]
        return Nearness(standing(own), float(own.max() - outside.max()) if len(outside) else 0.0)


class ServedNeeds:
    """Which needs each record serves."""

    def __init__(self, identifiers: Sequence[str], served: Iterable[Sequence[str]]) -> None:
        """identifiers: of the needs; served: of each record, those that it serves."""
        place = {identifier: row for row, identifier in enumerate(identifiers)}
        rows = [[place[each] for each in needs if each in place] for needs in served]
        self._needs = np.array([each for row in rows for each in row], dtype=np.int64)
        self._counts = np.array([len(row) for row in rows], dtype=np.int64)

    def scores(self, nearness: Column) -> Column:
        """What each record gets: (n records,) float32, that of its nearest need, in [0, 1].

        nearness: (needs,) float32 in [0, 1].
        """
        scores = np.zeros(len(self._counts), dtype=np.float32)
        serving = np.flatnonzero(self._counts)
        if len(serving):
            starts = np.cumsum(self._counts)[serving] - self._counts[serving]
            scores[serving] = np.maximum.reduceat(nearness[self._needs], starts)
        return scores
