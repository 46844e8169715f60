"""Passages (texts cut from records) that are scored for a query, and scores of their records."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.arrays import Column, Matrix, Rows
from index.artefact.content import ArtefactContent
from index.candidates.proposals import Near
from index.candidates.record_view import RecordView
from index.postings import positions_in


@dataclass(frozen=True)
class ScoredPassages:
    """Passages (texts cut from records) of the records in view.

    rows: (k,) int64, their rows in the index, in increasing order; starts: (m records,) int64,
    position of the first passage of each record in view; wholes: (m records,) int64, position of
    the whole text of each.
    """

    rows: Rows
    starts: Rows
    wholes: Rows

    @classmethod
    def of(cls, content: ArtefactContent, view: RecordView) -> ScoredPassages:
        """Return the passages of the records in view, in their order."""
        rows = content.passages_of(view.rows)
        starts = np.searchsorted(rows, content.starts[view.rows])
        wholes = np.searchsorted(rows, content.wholes[view.rows])
        return cls(rows, starts, wholes)

    def by_record(self, column: Column) -> Column:
        """Return the scores of the records: means of their best passage and of their whole text.

        The best passage alone lets a stray word win; the whole text alone dilutes what answers.
        """
        best = np.maximum.reduceat(column, self.starts)
        return np.asarray((best + column[self.wholes]) / 2, dtype=np.float32)

    def of_record(self, position: int) -> range:
        """Return the positions of the passages of the record at a position of the view."""
        start, *after = self.starts[position : position + 2].tolist()
        return range(start, after[0] if after else len(self.rows))

    def of_records(self, positions: Rows) -> tuple[Rows, Rows]:
        """Return the passages of some records, and which record each is of.

        Args:
            positions: (k,) int64, of the records in view.

        Returns:
            (m,) int64, positions of their passages; (m,) int64, the place of each record among
            those given, from 0.
        """
        sizes = np.diff(self.starts, append=len(self.rows))[positions]
        owners = np.repeat(np.arange(len(positions)), sizes)
        before = np.cumsum(sizes) - sizes
        return self.starts[positions][owners] + np.arange(len(owners)) - before[owners], owners

    def cosines(self, near: Near, vector: Matrix, view: RecordView) -> Column:
        """Return the cosine of each passage with a query.

        Those that are not among the nearest get the lowest cosine of these; that of a whole text is
        always computed.

        Args:
            near: passages nearest to the query in the whole index.
            vector: embedding of the query, (1, d) float32, unit norm.
            view: the records whose passages these are.

        Returns:
            (k,) float32 in [-1, 1].
        """
        column = np.full(len(self.rows), near.floor, dtype=np.float32)
        if view.is_whole:
            column[near.rows] = near.scores
        else:
            places, known = positions_in(near.rows, self.rows)
            column[places[known]] = near.scores[known]
        column[self.wholes] = view.cosines(vector[0])
        return column
