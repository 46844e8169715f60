"""Postings: for each of some keys, the rows where it stands.

They are arrays, which can be mapped from files; a key is looked up without reading the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import marisa_trie
import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask

Integers = NDArray[np.int32] | NDArray[np.int64]


@dataclass(frozen=True)
class Postings:
    """Rows of each key.

    keys: in order; starts: (number of keys + 1,) int64, where the rows of each key start; rows:
    (m,) int32, those of each key in increasing order, or in that of their maker.
    """

    keys: tuple[str, ...] = ()
    starts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    rows: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    @classmethod
    def of(cls, rows: Mapping[str, Sequence[int]]) -> Postings:
        """Make the postings of some keys; the rows of a key may be in any order, and repeated."""
        keys = tuple(sorted(rows))
        each = [np.unique(np.array(rows[key], dtype=np.int32)) for key in keys]
        starts = np.cumsum([0, *map(len, each)], dtype=np.int64)
        return cls(keys, starts, np.concatenate(each) if each else np.zeros(0, dtype=np.int32))

    @classmethod
    def joined(cls, parts: Iterable[tuple[int, Postings]]) -> Postings:
        """Join the postings of consecutive rows; each comes with the number of rows before it."""
        rows: dict[str, list[NDArray[np.int32]]] = {}
        for before, part in parts:
            for key, start, end in zip(part.keys, part.starts, part.starts[1:], strict=False):
                rows.setdefault(key, []).append(part.rows[start:end] + np.int32(before))
        keys = tuple(sorted(rows))
        each = [np.concatenate(rows.pop(key)) for key in keys]
        starts = np.cumsum([0, *map(len, each)], dtype=np.int64)
        return cls(keys, starts, np.concatenate(each) if each else np.zeros(0, dtype=np.int32))

    @cached_property
    def _places(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.keys)}

    def __contains__(self, key: object) -> bool:
        """Return whether a key stands anywhere."""
        return key in self._places

    def of_key(self, key: str) -> NDArray[np.int32]:
        """Return the rows of a key, in their order; none for an unknown one."""
        place = self._places.get(key)
        if place is None:
            return self.rows[:0]
        return self.rows[int(self.starts[place]) : int(self.starts[place + 1])]

    def mask(self, keys: Iterable[str], among: NDArray[np.int64]) -> Mask:
        """Return which of some rows have at least one of some keys.

        Args:
            keys: those looked for.
            among: (n,) int64, rows in increasing order.

        Returns:
            (n,) bool, in the order of `among`.
        """
        mask = np.zeros(len(among), dtype=np.bool_)
        for key in keys:
            mask |= are_in(among, self.of_key(key))
        return mask


@dataclass(frozen=True)
class TriePostings:
    """Rows of each of very many keys, which stay in a trie mapped from a file.

    A key has a number, which is its place in the trie. trie: the keys; starts: (number of keys +
    1,) int32, where the rows of each number start; rows: (m,) int32, those of each key in
    increasing order.
    """

    trie: marisa_trie.Trie
    starts: NDArray[np.int32]
    rows: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Mapping[str, Sequence[int]]) -> TriePostings:
        """Make the postings of some keys, with their rows in increasing order."""
        trie = marisa_trie.Trie(rows)
        ordered = [rows[trie.restore_key(number)] for number in range(len(trie))]
        starts = np.cumsum([0, *map(len, ordered)], dtype=np.int32)
        return cls(trie, starts, np.array([row for each in ordered for row in each], dtype="i4"))

    def __contains__(self, key: object) -> bool:
        """Return whether a key stands anywhere."""
        return key in self.trie

    def key(self, number: int) -> str:
        """Return the key that has a number."""
        return str(self.trie.restore_key(number))

    def at(self, number: int) -> list[int]:
        """Return the rows of the key that has a number, in their order."""
        rows: list[int] = self.rows[self.starts[number] : self.starts[number + 1]].tolist()
        return rows

    def of_key(self, key: str) -> list[int]:
        """Return the rows of a key, in their order; none for an unknown one."""
        number = self.trie.get(key)
        return [] if number is None else self.at(number)


def are_in(rows: Integers, others: Integers) -> Mask:
    """Return which of some rows are among others, in increasing order: (n,) bool."""
    return positions_in(rows, others)[1]


def positions_in(rows: Integers, others: Integers) -> tuple[NDArray[np.int64], Mask]:
    """Return where some rows are among others, in increasing order, and which of them are.

    (n,) int64 and (n,) bool; the position of a row that is not among them means nothing.
    """
    if not len(others):
        return np.zeros(len(rows), dtype=np.int64), np.zeros(len(rows), dtype=np.bool_)
    places = np.searchsorted(others, rows)
    places[places == len(others)] = 0
    return places, np.asarray(others[places] == rows, dtype=np.bool_)
