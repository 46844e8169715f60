"""Groups: records that are likely the same place, shown once with the others beside."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask

ALONE = -1


class Groups:
    """Which records go together, one row a record."""

    def __init__(self, size: int, groups: Sequence[Sequence[int]]) -> None:
        """size: number of records; groups: rows that go together."""
        self._groups = [tuple(rows) for rows in groups]
        self._group_of: NDArray[np.int64] = np.full(size, ALONE, dtype=np.int64)
        for number, rows in enumerate(self._groups):
            self._group_of[list(rows)] = number

    def best(self, scores: Column, found: Mask) -> Mask:
        """The records found, the best alone of each group: (n,) bool."""
        rows = np.flatnonzero(found & (self._group_of != ALONE))
        if not len(rows):
            return found
        ordered = rows[np.argsort(-scores[rows], kind="stable")]
        _, first = np.unique(self._group_of[ordered], return_index=True)
        kept = found.copy()
        kept[ordered] = False
        kept[ordered[first]] = True
        return kept

    def others(self, row: int) -> tuple[int, ...]:
        """The other rows of the group of a row, none when it is alone."""
        number = int(self._group_of[row])
        if number == ALONE:
            return ()
        return tuple(other for other in self._groups[number] if other != row)
