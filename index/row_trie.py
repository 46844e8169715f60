"""Rows of a table by a text key, in a trie mapped from a file: opening it reads none of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import marisa_trie

Trie = TypeVar("Trie", marisa_trie.Trie, marisa_trie.RecordTrie)


class RowTrie(Mapping[str, int]):
    """Row of each of some keys, such as the identifiers of records."""

    def __init__(self, rows: Iterable[tuple[str, int]] = ()) -> None:
        """rows: each key with its row, in any order; a key comes once."""
        self._trie = marisa_trie.RecordTrie("<i", ((key, (row,)) for key, row in rows))

    def __getitem__(self, key: str) -> int:
        """Return the row of a key; KeyError for an unknown one."""
        # the trie fails on control characters, which no key has
        found = self._trie.get(key) if key.isprintable() else None
        if found is None:
            raise KeyError(key)
        return int(found[0][0])

    def __contains__(self, key: object) -> bool:
        """Return whether a key has a row."""
        return isinstance(key, str) and key.isprintable() and key in self._trie

    def __len__(self) -> int:
        """Return the number of keys."""
        return len(self._trie)

    def __iter__(self) -> Iterator[str]:
        """Yield the keys, in the order of the trie."""
        return iter(self._trie.iterkeys())

    def write(self, path: Path) -> None:
        """Write the trie to a file, which `open` can then map in memory."""
        path.write_bytes(self._trie.tobytes())

    @classmethod
    def open(cls, path: Path) -> RowTrie:
        """Open the file that `write` made, mapped in memory; ValueError when it is damaged."""
        rows = cls()
        rows._trie = mapped(marisa_trie.RecordTrie("<i"), path)
        return rows


def mapped(trie: Trie, path: Path) -> Trie:
    """Return an empty trie once it has the content of a file; ValueError when it is damaged."""
    try:
        return trie.mmap(str(path))
    except RuntimeError as error:
        raise ValueError(f"{path.name} : {error}") from error
