"""Encoding of the texts of an index, block by block, through the cache of vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.arrays import Matrix, Progress
from index.encoder.onnx import Encoder
from index.indexing.vector_cache import Digests, VectorCache, digests_of, keys_of

ENCODED_AT_ONCE = 1024
"""Number of texts in a block: those that a build that stops encodes again, at most."""


def encode(
    texts: Sequence[str],
    vectors: Matrix,
    encoder: Encoder,
    cached: VectorCache,
    progress: Progress | None = None,
) -> int:
    """Fill the vectors of texts, encoding only those that the cache has no vector of.

    Args:
        texts: n texts, read block by block.
        vectors: (n, d) float32, filled with vectors of unit norm; it may be mapped from a file.
        encoder: encodes the texts that have no vector.
        cached: vectors of texts by this encoder; those encoded are added to it after each block.
        progress: called with (done, total) texts to encode; None for no report.

    Returns:
        The number of texts encoded.

    Raises:
        OSError: when the cache cannot be written.
    """
    starts = range(0, len(texts), ENCODED_AT_ONCE)
    total = 0 if progress is None else _missing(texts, starts, cached)
    done = 0
    for start in starts:
        block = texts[start : start + ENCODED_AT_ONCE]
        report = None if progress is None else _after(progress, done, total)
        vectors[start : start + len(block)], encoded = _encode_block(block, encoder, cached, report)
        done += encoded
    return done


def _missing(texts: Sequence[str], starts: range, cached: VectorCache) -> int:
    """Return how many distinct texts have no vector."""
    missing = [np.zeros(0, dtype=np.uint64)]
    for start in starts:
        digests = digests_of(texts[start : start + starts.step])
        missing.append(keys_of(digests[cached.find(digests) < 0]))
    return len(np.unique(np.concatenate(missing)))


def _encode_block(
    texts: Sequence[str], encoder: Encoder, cached: VectorCache, progress: Progress | None
) -> tuple[Matrix, int]:
    """Return the vectors of some texts (n, d), and how many of them were encoded."""
    digests = digests_of(texts)
    vectors, found = cached.read(digests)
    rows = np.flatnonzero(~found)
    if not len(rows):
        return vectors, 0
    new, copies = _distinct(digests[rows])
    fresh = encoder.encode_passages([texts[row] for row in rows[new].tolist()], progress)
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
