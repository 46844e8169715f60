"""Encoding of the texts of an index, block by block, through the cache of vectors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Matrix, Progress, Rows
from index.indexing.vector_cache import Digests, VectorCache, digests_of, keys_of

ENCODED_AT_ONCE = 1024
"""Number of texts in a block: those that a build that stops encodes again, at most."""


@dataclass(frozen=True)
class Share:
    """Texts that one encoder encodes.

    encode: returns the vectors of some texts, (n, d) float32, unit norm, and reports its progress;
    rows: (k,) int64, those of the texts, None for all; fingerprint: of the encoder, "" for that of
    the cache.
    """

    encode: Callable[[Sequence[str], Progress | None], Matrix]
    rows: Rows | None = None
    fingerprint: str = ""

    def blocks(self, texts: Sequence[str]) -> Iterator[tuple[Rows, list[str], Digests]]:
        """Yield the rows of its texts, the texts and their digests, block by block."""
        rows = np.arange(len(texts)) if self.rows is None else self.rows
        for start in range(0, len(rows), ENCODED_AT_ONCE):
            block = rows[start : start + ENCODED_AT_ONCE]
            own = [texts[row] for row in block.tolist()]
            yield block, own, digests_of([self.fingerprint + text for text in own])


def encode(
    texts: Sequence[str],
    vectors: Matrix,
    shares: Sequence[Share],
    cached: VectorCache,
    progress: Progress | None = None,
) -> int:
    """Fill the vectors of texts, encoding only those that the cache has no vector of.

    Args:
        texts: n texts, read block by block.
        vectors: (n, d) float32, filled with vectors of unit norm; it may be mapped from a file.
        shares: who encodes the texts that have no vector; each text is in one share.
        cached: vectors of texts; those encoded are added to it after each block.
        progress: called with (done, total) texts to encode; None for no report.

    Returns:
        The number of texts encoded.

    Raises:
        OSError: when the cache cannot be written.
    """
    total = 0 if progress is None else sum(_missing(each.blocks(texts), cached) for each in shares)
    done = 0
    for share in shares:
        for rows, own, digests in share.blocks(texts):
            report = None if progress is None else _after(progress, done, total)
            vectors[rows], encoded = _encode_block(own, digests, share, cached, report)
            done += encoded
    return done


def _missing(blocks: Iterator[tuple[Rows, list[str], Digests]], cached: VectorCache) -> int:
    """Return how many distinct texts have no vector."""
    missing = [np.zeros(0, dtype=np.uint64)]
    for _, _, digests in blocks:
        missing.append(keys_of(digests[cached.find(digests) < 0]))
    return len(np.unique(np.concatenate(missing)))


def _encode_block(
    texts: Sequence[str],
    digests: Digests,
    share: Share,
    cached: VectorCache,
    progress: Progress | None,
) -> tuple[Matrix, int]:
    """Return the vectors of some texts (n, d), and how many of them were encoded."""
    vectors, found = cached.read(digests)
    rows = np.flatnonzero(~found)
    if not len(rows):
        return vectors, 0
    new, copies = _distinct(digests[rows])
    fresh = share.encode([texts[row] for row in rows[new].tolist()], progress)
    cached.add(digests[rows[new]], fresh)
    vectors[rows] = fresh[copies]
    return vectors, len(new)


def _distinct(digests: Digests) -> tuple[list[int], list[int]]:
    """Return where each distinct digest stands first, and which of these each one equals."""
    place: dict[bytes, int] = {}
    first: list[int] = []
    copies: list[int] = []
    for row, digest in enumerate(digests):
        key = digest.tobytes()
        if key not in place:
            place[key] = len(first)
            first.append(row)
        copies.append(place[key])
    return first, copies


def _after(progress: Progress, before: int, total: int) -> Progress:
    """Report the progress of a block of texts as that of all, some of which are done before."""
    return lambda done, _: progress(before + done, max(total, before + done))
