"""Collapsing of duplicates: records that are likely the same place, of which one is returned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask

ALONE = -1


class Groups:
    """Groups of records that are likely the same place."""

    def __init__(self, size: int, groups: Sequence[Sequence[int]]) -> None:
        """Index the groups; size: number of records; groups: rows of the records of each group."""
        self._groups = [tuple(rows) for rows in groups]
        self._group_of: NDArray[np.int64] = np.full(size, ALONE, dtype=np.int64)
        for number, rows in enumerate(self._groups):
            self._group_of[list(rows)] = number

    def best(self, scores: Column, candidates: Mask) -> Mask:
        """Return the candidates, only the best one of each group: (n records,) bool.

        scores: (n records,); candidates: (n records,) bool.
        """
        rows = np.flatnonzero(candidates & (self._group_of != ALONE))
        if not len(rows):
            return candidates
        ordered = rows[np.argsort(-scores[rows], kind="stable")]
        _, first = np.unique(self._group_of[ordered], return_index=True)
        selected = candidates.copy()
        selected[ordered] = False
        selected[ordered[first]] = True
        return selected

    def others(self, row: int) -> tuple[int, ...]:
        """Return the other rows of the group of a row, none when it is in no group."""
        number = int(self._group_of[row])
        if number == ALONE:
            return ()
        return tuple(other for other in self._groups[number] if other != row)
