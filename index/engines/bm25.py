"""BM25: the weight of a word in a passage (text cut from a record), by how often it is there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

BM25_K1 = 1.2
"""Parameter k1 of BM25: the greater, the more a word that is repeated weighs."""
BM25_B = 0.6
"""Parameter b of BM25, the weight of the length of a text: Robertson and Zaragoza, "The
Probabilistic Relevance Framework: BM25 and Beyond" (2009). It is below the usual .75 because
passages are short and of like length."""


def idf_of(frequencies: NDArray[np.int64], total: int) -> NDArray[np.float32]:
    """Return the inverse document frequency of each term, a record being a document.

    frequencies: (terms,) int64, number of records that have each one, of `total` records.
    """
    idf = np.log((total - frequencies + 0.5) / (frequencies + 0.5) + 1)
    return np.asarray(idf, dtype=np.float32)


def relative_lengths(lengths: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the lengths of passages divided by their mean: (n,) float32.

    lengths: (n,) float32, words of each passage.
    """
    return lengths / np.float32(max(float(lengths.mean()), 1.0))


def bm25_weights(
    tf: NDArray[np.float32], idf: NDArray[np.float32], lengths: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the BM25 weights of words in passages: (n,) float32, as all arguments.

    A weight is idf x tf (k1 + 1) / (tf + k1 (1 - b + b length)), at most idf (k1 + 1). tf:
    occurrences of each word in its passage; idf: of these words; lengths: of these passages,
    relative to their mean.
    """
    weights = idf * tf * (BM25_K1 + 1)
    weights /= tf + BM25_K1 * (1 - BM25_B + BM25_B * lengths)
    return weights
