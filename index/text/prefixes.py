"""Prefix search, for autocomplete: the entries that have a key beginning with the text typed.

The keys are sorted, and two binary searches delimit those that begin with a prefix: a hundred
thousand keys take microseconds, and the rows come as one array. A trie would list its keys one by
one, ten times slower.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]
"""Indices of rows of a table, distinct and increasing: (n,) int64."""

_LAST = "\U0010ffff"
"""The last character of Unicode: it sorts after all those of a key."""


class PrefixIndex:
    """Index of the rows of a table by text keys, searched by the beginning of the keys.

    A row may have several keys, and a key several rows.
    """

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        """entries: pairs (key, position of a row in the table), in any order."""
        ordered = sorted(entries, key=itemgetter(0))
        self._keys = [key for key, _ in ordered]
        self._rows = np.array([row for _, row in ordered], dtype=np.int64)

    def starting(self, *prefixes: str) -> Rows:
        """Return the positions of the rows that have a key beginning with any of the prefixes.

        At least one prefix is required. The positions are distinct and increasing: (n,) int64,
        empty when no key begins so.
        """
        return np.unique(np.concatenate([self._rows[self._span(prefix)] for prefix in prefixes]))

    def _span(self, prefix: str) -> slice:
        """Return the positions of the keys that begin with a prefix."""
        first = bisect_left(self._keys, prefix)
        return slice(first, bisect_left(self._keys, prefix + _LAST, lo=first))
