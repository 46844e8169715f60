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
    """All that says a need, a passage each: `row` is the need's position in the thesaurus."""
    return [
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


@dataclass(frozen=True)
class Needs:
    """The needs of a thesaurus and the vectors of what says them.

    identifiers: of the needs; texts: m passages, `row` being the place of their need, rising;
    vectors: (m, d) float32, unit norm.
    """

    identifiers: tuple[str, ...] = ()
    texts: tuple[Passage, ...] = ()
    vectors: Matrix = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))

    def nearness(self, vector: Matrix) -> Column:
        """How near a query is to each need, against the others: (needs,) float32 in [0, 1].

        vector: (1, d) float32, unit norm. A need is as near as the nearest text that says it.
        """
        starts = np.searchsorted([text.row for text in self.texts], range(len(self.identifiers)))
        cosines = self.vectors @ vector[0]
        return standing(np.asarray(np.maximum.reduceat(cosines, starts), dtype=np.float32))


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
