"""Collapsing of duplicates: of records that likely describe the same place, one is returned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask

ALONE = -1


class Groups:
    """Groups of records that likely describe the same place, as when two sources list it.

    A row is the position of a record in the index.
    """

    def __init__(self, size: int, groups: Sequence[Sequence[int]]) -> None:
        """size: number of records; groups: for each group, the rows (positions) of its records."""
        self._groups = [tuple(rows) for rows in groups]
        self._group_of: NDArray[np.int64] = np.full(size, ALONE, dtype=np.int64)
        for number, rows in enumerate(self._groups):
            self._group_of[list(rows)] = number

    def among(self, rows: NDArray[np.int64]) -> Groups:
        """Return the groups of the records at some rows only; `others` keeps rows of the index."""
        groups = Groups(0, ())
        groups._groups, groups._group_of = self._groups, self._group_of[rows]
        return groups

    def best(self, scores: Column, candidates: Mask) -> Mask:
        """Return the candidate records, keeping only the best of each group of likely duplicates.

        Args:
            scores: (n records,), the higher the better.
            candidates: (n records,) bool, true for the records to choose from.

        Returns:
            (n records,) bool: true for candidates that are in no group or best in their group.
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
        """Return the rows of the likely duplicates of the record at a row; empty without any."""
        number = int(self._group_of[row])
        if number == ALONE:
            return ()
        return tuple(other for other in self._groups[number] if other != row)
