"""Prefix search, for autocomplete: the entries that have a key beginning with the text typed.

The keys are sorted, one a line, and two binary searches delimit those that begin with a prefix: a
hundred thousand keys take microseconds, and the rows come as one array. A trie would list its keys
one by one, ten times slower.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.line_file import LineFile

Rows = NDArray[np.int64]
"""Indices of rows of a table, distinct and increasing: (n,) int64."""

_LAST = "\U0010ffff"
"""The last character of Unicode: it sorts after all those of a key."""


@dataclass(frozen=True)
class PrefixIndex:
    """Index of the rows of a table by text keys, searched by the beginning of the keys.

    A row may have several keys, and a key several rows; no key holds the end of a line. keys: one
    a line, in the order of their bytes; rows: (n,) int32, the row of each key.
    """

    keys: LineFile = field(default_factory=LineFile)
    rows: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    @classmethod
    def of(cls, entries: Iterable[tuple[str, int]]) -> PrefixIndex:
        """Index some pairs (key, position of a row in the table), in any order."""
        lines = ((_encoded(key) + b"\n", row) for key, row in entries)
        ordered = sorted(lines, key=itemgetter(0))
        offsets = np.cumsum([0, *(len(line) for line, _ in ordered)], dtype=np.int64)
        keys = LineFile(b"".join(line for line, _ in ordered), offsets)
        return cls(keys, np.array([row for _, row in ordered], dtype=np.int32))

    def exact(self, key: str) -> Rows:
        """Return the positions of the rows that have a key: (n,) int64, in the order given."""
        line = _encoded(key) + b"\n"
        first = bisect_left(self.keys, line)
        found = self.rows[first : bisect_right(self.keys, line, lo=first)]
        return found.astype(np.int64)

    def starting(self, *prefixes: str) -> Rows:
        """Return the positions of the rows that have a key beginning with any of the prefixes.

        At least one prefix is required. The positions are distinct and increasing: (n,) int64,
        empty when no key begins so.
        """
        found = np.concatenate([self.rows[self._span(prefix)] for prefix in prefixes])
        return np.unique(found).astype(np.int64)

    def _span(self, prefix: str) -> slice:
        """Return the positions of the keys that begin with a prefix."""
        if "\n" in prefix:  # the end of a line is no part of its key
            return slice(0, 0)
        first = bisect_left(self.keys, _encoded(prefix))
        return slice(first, bisect_left(self.keys, _encoded(prefix + _LAST), lo=first))


def _encoded(key: str) -> bytes:
    """Return a key in UTF-8; what is typed may hold half of a character."""
    return key.encode(errors="surrogatepass")
