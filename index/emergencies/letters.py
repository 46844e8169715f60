"""Letters of a text as the model of dangers reads them: runs of letters, words and sounds.

Each run of two to five characters, each word, each pair of words and each run of sounds of French
falls in one of `BUCKETS` by a hash, so that no vocabulary is kept and a word never seen still
shares its runs with others.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from index.arrays import Column, Rows
from index.emergencies.word_forms import plain, words_of
from index.text.phonetics import phonetic_key

BUCKETS = 1 << 16
RUNS = (2, 3, 4, 5)
"""Lengths of the runs of characters, and of those of sounds but the first."""
MAX_READ = 400
"""Characters of a text that are read: a longer one tells what happens at its start."""
_PRIME, _MIX = np.uint32(16_777_619), np.uint32(2_654_435_761)
_SHIFT, _ALL = np.uint32(15), 0xFFFFFFFF


def buckets_of(text: str) -> tuple[Rows, Column]:
    """Return the buckets in which the runs of a text fall, and the weight of each.

    Args:
        text: as typed.

    Returns:
        (n,) int64, increasing, and (n,) float32 of unit norm; both empty for a text without word.
    """
    words = [plain(word) for word in words_of(text[:MAX_READ])]
    if not words:
        return np.empty(0, np.int64), np.empty(0, np.float32)
    hashed = np.concatenate(list(_hashes(words)))
    buckets, counts = np.unique(hashed % np.uint32(BUCKETS), return_counts=True)
    weights = np.sqrt(counts.astype(np.float32))
    return buckets.astype(np.int64), weights / np.linalg.norm(weights)


def _hashes(words: list[str]) -> Iterator[np.ndarray[tuple[int], np.dtype[np.uint32]]]:
    """Yield the hashes of the runs of each kind, (k,) uint32 each."""
    spelt = _codes(f" {' '.join(words)} ")
    heard = _codes(f" {' '.join(filter(None, map(phonetic_key, words)))} ")
    for length in RUNS:
        yield _runs(spelt, length, salt=length)
    for length in RUNS[1:]:
        yield _runs(heard, length, salt=16 + length)
    whole = [_whole(word, salt=32) for word in words]
    pairs = zip(words, words[1:], strict=False)
    whole += [_whole(" ".join(pair), salt=33) for pair in pairs]
    yield np.array(whole, dtype=np.uint32)


def _whole(text: str, salt: int) -> int:
    """Return the hash of a whole text, as `_runs` gives it of a run of all its code points."""
    prime, mix = int(_PRIME), int(_MIX)
    hashed = (salt + 1) * mix & _ALL
    for char in text:
        hashed = (hashed ^ ord(char)) * prime & _ALL
    return (hashed ^ (hashed >> int(_SHIFT))) * mix & _ALL


def _codes(text: str) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """Return the code points of a text, (n,) uint32."""
    return np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)


def _runs(
    codes: np.ndarray[tuple[int], np.dtype[np.uint32]], length: int, salt: int
) -> np.ndarray[tuple[int], np.dtype[np.uint32]]:
    """Return the hash of each run of a length: FNV-1a on code points, mixed once more."""
    count = len(codes) - length + 1
    if count < 1:
        return np.empty(0, np.uint32)
    hashed = np.full(count, salt + 1, dtype=np.uint32) * _MIX
    for place in range(length):
        hashed = (hashed ^ codes[place : place + count]) * _PRIME
    return (hashed ^ (hashed >> _SHIFT)) * _MIX
