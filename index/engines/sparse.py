"""Sparse matrices of weights on words (BM25) and on character n-grams.

Both are matrices of non-negative weights, one row a passage (text cut from a record), made so that
the score of a passage is a dot product: an engine with sparse vectors can hold them and give the
same order.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array, csr_array

from index.engines.read_terms import ReadTerms, columns_of
from index.text.analysis import content_words

BM25_K1 = 1.2


BM25_B = 0.6
"""Parameter b of BM25, the weight of the length of a text: Robertson and Zaragoza, "The
Probabilistic Relevance Framework: BM25 and Beyond" (2009). It is below the usual .75 because
passages (texts cut from records) are short and of like length."""


NGRAM_SIZES = (3, 4, 5)


NGRAM_BUCKETS = 1 << 18
"""Number of columns that character n-grams are hashed into (CRC-32): no vocabulary to store."""


KEPT_WORDS = 20_000
"""Number of words whose n-grams are kept: a catalogue repeats its own, as its queries do."""


def ngram_columns(words: Iterable[str]) -> Counter[int]:
    """Count the character n-grams of some words, of 3 to 5 characters, by column of a matrix.

    The result maps a column (hash of the n-gram) to a count. words: in lower case without accents;
    a space is put before and after each: "velo" has the 3-grams " ve", "vel", "elo" and "lo ".
    """
    return Counter(chain.from_iterable(map(_columns_of, words)))


@lru_cache(KEPT_WORDS)
def _columns_of(word: str) -> tuple[int, ...]:
    """Return the column of each n-gram of a word, in their order."""
    padded = f" {word} "
    return tuple(
        crc32(padded[start : start + size].encode()) % NGRAM_BUCKETS
        for size in NGRAM_SIZES
        for start in range(len(padded) - size + 1)
    )


@dataclass(frozen=True)
class SparseQuery:
    """Weights of a query on terms.

    columns: (m,) int32, columns of its terms; weights: (m,) float32, their weights, at least 0.
    """

    columns: NDArray[np.int32]
    weights: NDArray[np.float32]


@dataclass(frozen=True)
class SparseMatrix:
    """Sparse weights of passages (texts cut from records) on terms, one column for each term.

    A term is a stem or a character n-gram. matrix: (n passages, columns) float32, compressed by
    column; idf: (columns,) float32, inverse document frequency of each term, log((N - df + .5) /
    (df + .5) + 1), where N is the number of records, and df the number of records that have the
    term.
    """

    matrix: csc_array
    idf: NDArray[np.float32]

    def scores(
        self,
        columns: NDArray[np.int32],
        weights: NDArray[np.float32],
        among: NDArray[np.int64] | None = None,
    ) -> NDArray[np.float32]:
        """Return the score of some passages for a query, their dot product: (k,) float32.

        columns: (m,) int32, columns of the m terms of the query; weights: (m,) float32, weights of
        these terms in the query, at least 0; among: (k,) int64, the passages, in increasing
        order, None for all.
        """
        scores = np.asarray(columns_of(self.matrix, columns) @ weights, dtype=np.float32)
        return scores if among is None else scores[among]

    def read(self, columns: NDArray[np.int32], among: NDArray[np.int64] | None = None) -> ReadTerms:
        """Return the weights of some passages, None for all, on some terms, in increasing order."""
        if among is None:
            return ReadTerms(self.matrix)  # they are read where they are
        return ReadTerms(columns_of(self.matrix, columns)[among], columns)

    def proposed(
        self,
        columns: NDArray[np.int32],
        weights: NDArray[np.float32],
        most: int,
        among: NDArray[np.int64] | None = None,
    ) -> NDArray[np.int64]:
        """Return the passages that score most for a query: (k,) int64, best first."""
        scores = self.scores(columns, weights, among)
        best = np.flatnonzero(scores > 0)
        if len(best) > most:  # only these are sorted
            best = best[scores[best] >= np.partition(scores[best], -most)[-most]]
        best = best[np.argsort(-scores[best], kind="stable")][:most]
        return np.asarray(best if among is None else among[best], dtype=np.int64)

    def of_rows(self, rows: NDArray[np.int64]) -> csr_array:
        """Return the weights of some passages, (k,) int64: (k, terms) float32."""
        return csr_array(self._by_passage[rows])

    @cached_property
    def _by_passage(self) -> csr_array:
        """The same weights, by passage: a publication reads all of them, block by block."""
        return self.matrix.tocsr()


@dataclass(frozen=True)
class TermCounts:
    """Counts of terms as parallel arrays, (n,) each: passage, its record, column, count."""

    passage: NDArray[np.int32]
    record: NDArray[np.int32]
    column: NDArray[np.int32]
    count: NDArray[np.float32]

    @property
    def records(self) -> int:
        """Number of records, of which the last has a term."""
        return int(self.record.max(initial=-1)) + 1


def record_frequencies(counts: TermCounts, width: int) -> NDArray[np.int64]:
    """Return the number of records that have each of `width` terms: (width,) int64."""
    total = max(counts.records, 1)
    pairs = np.unique(counts.column.astype(np.int64) * total + counts.record)
    return np.bincount(pairs // total, minlength=width)


def idf_of(frequencies: NDArray[np.int64], total: int) -> NDArray[np.float32]:
    """Return the inverse document frequency of each term, a record being a document.

    frequencies: (terms,) int64, number of records that have each one, of `total` records.
    """
    idf = np.log((total - frequencies + 0.5) / (frequencies + 0.5) + 1)
    return np.asarray(idf, dtype=np.float32)


def _counts(bags: Iterable[Mapping[int, int]], records: ArrayLike) -> TermCounts:
    """Turn bags of terms (column -> count), one a passage, into arrays; the bags are read once."""
    columns, counts, sizes = array("i"), array("f"), array("i")
    for bag in bags:
        columns.extend(bag.keys())
        counts.extend(bag.values())
        sizes.append(len(bag))
    passage = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return TermCounts(
        passage,
        np.asarray(records, dtype=np.int32)[passage],
        np.frombuffer(columns, dtype=np.int32) if columns else np.empty(0, np.int32),
        np.frombuffer(counts, dtype=np.float32) if counts else np.empty(0, np.float32),
    )


def word_matrix(texts: Sequence[str], records: ArrayLike) -> tuple[SparseMatrix, tuple[str, ...]]:
    """Return the BM25 weights of n passages (texts cut from records) on the stems of their words.

    texts: the n texts of the passages; records: for each passage, the position of the record that
    it was cut from (document frequencies count records, not passages). The result is the matrix,
    one row a passage, and the stem of each of its columns. The weights are those of `word_weights`.
    """
    bags = [[token.stem for token in content_words(text)] for text in texts]
    vocabulary = tuple(sorted({word for bag in bags for word in bag}))
    column_of = {word: column for column, word in enumerate(vocabulary)}
    counts = _counts((Counter(column_of[word] for word in bag) for bag in bags), records)
    idf = idf_of(record_frequencies(counts, len(vocabulary)), counts.records)
    lengths = relative_lengths(np.array([len(bag) for bag in bags], dtype=np.float32))
    return _sparse(counts, word_weights(counts, idf, lengths), idf, len(texts)), vocabulary


def relative_lengths(lengths: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the lengths of passages divided by their mean: (n,) float32.

    lengths: (n,) float32, words of each passage.
    """
    return lengths / np.float32(max(float(lengths.mean()), 1.0))


def word_weights(
    counts: TermCounts, idf: NDArray[np.float32], lengths: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the BM25 weights of the words of passages, one a count: (n,) float32.

    With tf the occurrences of the stem in the passage, a weight is idf x tf (k1 + 1) / (tf + k1 (1
    - b + b length)), at most idf (k1 + 1). lengths: (passages,) float32, relative to their mean.
    """
    tf, length = counts.count, lengths[counts.passage]
    weights = idf[counts.column] * tf * (BM25_K1 + 1)
    weights /= tf + BM25_K1 * (1 - BM25_B + BM25_B * length)
    return weights


def ngram_matrix(texts: Sequence[str], records: ArrayLike) -> SparseMatrix:
    """Return the weights of n passages (texts cut from records) on their character n-grams.

    texts: the n texts of the passages; records: for each passage, the position of the record that
    it was cut from (document frequencies count records, not passages). The weights are those of
    `ngram_weights`.
    """
    bags = (ngram_columns(token.word for token in content_words(text)) for text in texts)
    counts = _counts(bags, records)
    idf = idf_of(record_frequencies(counts, NGRAM_BUCKETS), counts.records)
    return _sparse(counts, ngram_weights(counts, idf), idf, len(texts))


def ngram_weights(counts: TermCounts, idf: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the weights of the character n-grams of passages, one a count: (n,) float32.

    With tf the occurrences of an n-gram, a weight is (1 + log tf) x idf, divided by the norm of its
    passage: the product with a query of unit norm is a cosine.
    """
    weights: NDArray[np.float32] = (1 + np.log(counts.count)) * idf[counts.column]
    squares = np.bincount(counts.passage, weights=weights**2)
    weights /= np.sqrt(squares)[counts.passage]
    return weights


def _sparse(
    counts: TermCounts, weights: NDArray[np.float32], idf: NDArray[np.float32], rows: int
) -> SparseMatrix:
    """Return weights as a matrix of `rows` passages."""
    entries = (weights, (counts.passage, counts.column))
    return SparseMatrix(csc_array(entries, shape=(rows, len(idf))), idf)


class SparseWeights(Protocol):
    """Sparse weights of passages (texts cut from records) on terms, of which queries are made.

    idf: (terms,) float32, inverse document frequency of each term.
    """

    @property
    def idf(self) -> NDArray[np.float32]:
        """Inverse document frequency of each term: (terms,) float32."""
        ...

    def scores(
        self,
        columns: NDArray[np.int32],
        weights: NDArray[np.float32],
        among: NDArray[np.int64] | None = None,
    ) -> NDArray[np.float32]:
        """Return the score of some passages for a query, their dot product: (k,) float32."""
        ...

    def read(self, columns: NDArray[np.int32], among: NDArray[np.int64] | None = None) -> ReadTerms:
        """Return the weights of some passages, None for all, on some terms, in increasing order."""
        ...

    def proposed(
        self,
        columns: NDArray[np.int32],
        weights: NDArray[np.float32],
        most: int,
        among: NDArray[np.int64] | None = None,
    ) -> NDArray[np.int64]:
        """Return the passages that likely score most for a query: (k,) int64, best first."""
        ...

    def of_rows(self, rows: NDArray[np.int64]) -> csr_array:
        """Return the weights of some passages, (k,) int64: (k, terms) float32."""
        ...
