"""Prefix search, for autocomplete: the entries that have a key beginning with the text typed.

The keys are sorted, in one run of bytes, and two binary searches delimit those that begin with a
prefix: a hundred thousand keys take microseconds, and the rows come as one array. A trie would list
its keys one by one, ten times slower.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import overload

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
        self._keys = _Keys([_encoded(key) for key, _ in ordered])
        self._rows = np.array([row for _, row in ordered], dtype=np.int64)

    def exact(self, key: str) -> Rows:
        """Return the positions of the rows that have a key: (n,) int64, in the order given."""
        encoded = _encoded(key)
        first = bisect_left(self._keys, encoded)
        return self._rows[first : bisect_right(self._keys, encoded, lo=first)]

    def starting(self, *prefixes: str) -> Rows:
        """Return the positions of the rows that have a key beginning with any of the prefixes.

        At least one prefix is required. The positions are distinct and increasing: (n,) int64,
        empty when no key begins so.
        """
        return np.unique(np.concatenate([self._rows[self._span(prefix)] for prefix in prefixes]))

    def _span(self, prefix: str) -> slice:
        """Return the positions of the keys that begin with a prefix."""
        first = bisect_left(self._keys, _encoded(prefix))
        return slice(first, bisect_left(self._keys, _encoded(prefix + _LAST), lo=first))


def _encoded(key: str) -> bytes:
    """Return a key in UTF-8; what is typed may hold half of a character."""
    return key.encode(errors="surrogatepass")


class _Keys(Sequence[bytes]):
    """Keys in one run of bytes: as strings, each would take ten times its length."""

    def __init__(self, keys: list[bytes]) -> None:
        """keys: in UTF-8, whose order is that of characters."""
        self._data = b"".join(keys)
        self._starts = np.cumsum([0, *map(len, keys)], dtype=np.int32)

    def __len__(self) -> int:
        return len(self._starts) - 1

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> list[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | list[bytes]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        return self._data[self._starts[at] : self._starts[at + 1]]
