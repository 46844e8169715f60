"""Words one edit away from another, found by what is left of both when a letter is dropped.

Two words are at most one edit apart (letter added, dropped, replaced, or two swapped) only when
they share a string: either of them, or what is left of it without one letter. The strings of all
the words are kept as sorted hashes, so that a word is looked up among 90,000 in some microseconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BASE = 0x9E3779B97F4A7C15
"""Base of the hash of a string: the sum of its codes times the powers of this odd number, modulo
2^64."""
MODULUS = 1 << 64
INVERSE = pow(BASE, -1, MODULUS)
MAX_CHARS = 24
"""Characters of the longest word indexed."""


@dataclass(frozen=True)
class Deletions:
    """Index of words by what is left of each without one of its letters.

    hashes: (n,) uint64, of all the strings, sorted; owners: (n,) int32, their words.
    """

    hashes: NDArray[np.uint64]
    owners: NDArray[np.int32]

    @classmethod
    def of(cls, words: Sequence[str], numbers: Sequence[int]) -> Deletions:
        """Index some words, in ASCII; the longest ones are left out.

        numbers: one for each word, which `near` gives.
        """
        short = [row for row, word in enumerate(words) if len(word) <= MAX_CHARS]
        codes = np.zeros((len(short), MAX_CHARS), dtype=np.uint64)
        for at, row in enumerate(short):
            letters = words[row].encode("ascii", "replace")
            codes[at, : len(letters)] = np.frombuffer(letters, dtype=np.uint8)
        hashes, owners = _hashes(codes, np.array([numbers[row] for row in short], dtype=np.int32))
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order], owners[order])

    def near(self, word: str) -> set[int]:
        """Return the numbers of the words at most one edit away from another, and of a few more.

        A word may be two edits away: one letter dropped from each.
        """
        hashes, seen = self.hashes, set[int]()
        if not len(hashes) or not 0 < len(word) <= MAX_CHARS:
            return seen
        wanted = np.array(_of(word), dtype=np.uint64)
        lows = np.searchsorted(hashes, wanted)
        found = hashes[np.minimum(lows, len(hashes) - 1)] == wanted
        for low, hashed in zip(lows[found].tolist(), wanted[found].tolist(), strict=True):
            while low < len(hashes) and hashes[low] == hashed:
                seen.add(int(self.owners[low]))
                low += 1
        return seen


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
