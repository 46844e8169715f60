"""Words one edit away from another, found by what is left of both when a letter is dropped.

Two words are at most one edit apart (letter added, dropped, replaced, or two swapped) only when
they share a string: either of them, or what is left of it without one letter. The strings of all
the words are kept as sorted hashes, so that a word is looked up among 90,000 in some microseconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

BASE = 0x9E3779B97F4A7C15
"""Base of the hash of a string: the sum of its codes times the powers of this odd number, modulo
2^64."""
MODULUS = 1 << 64
INVERSE = pow(BASE, -1, MODULUS)
MAX_CHARS = 24
"""Characters of the longest word indexed."""


class Deletions:
    """Index of words by what is left of each without one of its letters."""

    def __init__(self, words: Sequence[str]) -> None:
        """words: in ASCII; the longest ones are left out."""
        self._words = words
        rows = np.array([row for row, word in enumerate(words) if len(word) <= MAX_CHARS], "i4")
        codes = np.zeros((len(rows), MAX_CHARS), dtype=np.uint64)
        for at, row in enumerate(rows.tolist()):
            letters = words[row].encode("ascii", "replace")
            codes[at, : len(letters)] = np.frombuffer(letters, dtype=np.uint8)
        hashes, owners = _hashes(codes, rows)
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._owners = hashes[order], owners[order]

    def near(self, word: str) -> Iterator[str]:
        """Yield the words at most one edit away from another, and a few more, in no order.

        A word may be two edits away: one letter dropped from each.
        """
        if not len(self._hashes) or not 0 < len(word) <= MAX_CHARS:
            return
        wanted = np.array(_of(word), dtype=np.uint64)
        lows = np.searchsorted(self._hashes, wanted)
        found = self._hashes[np.minimum(lows, len(self._hashes) - 1)] == wanted
        seen: set[int] = set()
        for low, hashed in zip(lows[found].tolist(), wanted[found].tolist(), strict=True):
            while low < len(self._hashes) and self._hashes[low] == hashed:
                seen.add(int(self._owners[low]))
                low += 1
        yield from (self._words[row] for row in seen)


def _of(word: str) -> list[int]:
    """Return the hashes of a word and of what is left of it without each letter."""
    codes = word.encode("ascii", "replace")
    sums, power = [0], 1
    for code in codes:
        sums.append((sums[-1] + code * power) % MODULUS)
        power = power * BASE % MODULUS
    whole = sums[-1]
    dropped = (
        (before + (whole - after) * INVERSE) % MODULUS
        for before, after in zip(sums, sums[1:], strict=False)
    )
    return list(dict.fromkeys([whole, *dropped]))


def _hashes(
    codes: NDArray[np.uint64], rows: NDArray[np.int32]
) -> tuple[NDArray[np.uint64], NDArray[np.int32]]:
    """Return the hashes of words and of their strings, and the row of the word of each.

    codes: (n words, MAX_CHARS) codes of letters, 0 after the end; rows: (n words,).
    """
    powers = np.array([pow(BASE, at, MODULUS) for at in range(MAX_CHARS)], dtype=np.uint64)
    sums = np.cumsum(codes * powers, axis=1, dtype=np.uint64)
    whole = sums[:, -1] if len(rows) else np.zeros(0, dtype=np.uint64)
    hashes, owners = [whole], [rows]
    for at in range(MAX_CHARS):
        long = codes[:, at] > 0
        before = sums[long, at - 1] if at else np.zeros(int(long.sum()), dtype=np.uint64)
        hashes.append(before + (whole[long] - sums[long, at]) * np.uint64(INVERSE))
        owners.append(rows[long])
    return np.concatenate(hashes), np.concatenate(owners)
