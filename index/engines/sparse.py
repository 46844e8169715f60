"""Sparse matrices of weights on words (BM25) and on character n-grams.

Both are matrices of non-negative weights, one row a passage (text cut from a record), made so that
the score of a passage is a dot product: an engine with sparse vectors can hold them and give the
same order.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array, csr_array

from index.engines.bm25 import bm25_weights, idf_of, relative_lengths
from index.engines.read_terms import ReadTerms, columns_of
from index.text.analysis import content_words

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
    shape = (max(counts.records, 1), width)
    ones = np.ones(len(counts.column), dtype=np.bool_)
    pairs = csr_array((ones, (counts.record, counts.column)), shape=shape)  # each pair once
    return np.bincount(pairs.indices, minlength=width)


@dataclass(frozen=True)
class WordCounts:
    """Words of n passages, of which weights on words and on n-grams are made.

    counts: (n, words) float32, how often each word is in each passage; words: in lower case without
    accents; stems: stem of each word; two words may be written alike, and have two stems.
    """

    counts: csr_array
    words: tuple[str, ...]
    stems: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> WordCounts:
        """Count the words of texts, read once; stop words are left out."""
        numbers: dict[tuple[str, str], int] = {}
        columns, ends = array("i"), array("q", [0])
        for text in texts:
            for token in content_words(text):
                columns.append(numbers.setdefault((token.word, token.stem), len(numbers)))
            ends.append(len(columns))
        found = np.frombuffer(columns, dtype=np.int32) if columns else np.empty(0, np.int32)
        ones = np.ones(len(found), dtype=np.float32)
        counts = csr_array((ones, found, np.asarray(ends)), shape=(len(ends) - 1, len(numbers)))
        words, stems = zip(*numbers, strict=True) if numbers else ((), ())
        return cls(counts, words, stems)

    def on_words(self, records: ArrayLike) -> tuple[SparseMatrix, tuple[str, ...]]:
        """Return the weights of the passages on the stems of their words (`bm25_weights`).

        The result is the matrix, one row a passage, and the stem of each of its columns. records:
        (n,) the position of the record of each passage: document frequencies count records, not
        passages.
        """
        stems = tuple(sorted(set(self.stems)))
        number = {stem: column for column, stem in enumerate(stems)}
        found = self._of_terms([(number[stem],) for stem in self.stems], len(stems), records)
        idf = idf_of(record_frequencies(found, len(stems)), found.records)
        lengths = relative_lengths(np.asarray(self.counts.sum(axis=1), dtype=np.float32))
        weights = bm25_weights(found.count, idf[found.column], lengths[found.passage])
        return _sparse(found, weights, idf, len(lengths)), stems

    def on_ngrams(self, records: ArrayLike) -> SparseMatrix:
        """Return the weights of the passages on their character n-grams (`ngram_weights`).

        records: as for `on_words`.
        """
        found = self._of_terms([_columns_of(word) for word in self.words], NGRAM_BUCKETS, records)
        idf = idf_of(record_frequencies(found, NGRAM_BUCKETS), found.records)
        return _sparse(found, ngram_weights(found, idf), idf, self.counts.shape[0])

    def _of_terms(
        self, terms: Sequence[Sequence[int]], width: int, records: ArrayLike
    ) -> TermCounts:
        """Return the counts of terms, such as n-grams, that words are made of.

        terms: columns of the terms of each word, (words,); width: number of terms; records: row of
        the record of each passage.
        """
        sizes = np.fromiter(map(len, terms), dtype=np.int64, count=len(terms))
        columns = np.fromiter(chain.from_iterable(terms), dtype=np.int32, count=int(sizes.sum()))
        starts = np.concatenate(([0], np.cumsum(sizes)))
        ones = np.ones(len(columns), dtype=np.float32)
        found = self.counts @ csr_array((ones, columns, starts), shape=(len(terms), width))
        found.sort_indices()
        rows = np.repeat(np.arange(found.shape[0], dtype=np.int32), np.diff(found.indptr))
        owners = np.asarray(records, dtype=np.int32)[rows]
        return TermCounts(rows, owners, found.indices.astype(np.int32), found.data)


def sparse_matrices(
    texts: Iterable[str], records: ArrayLike
) -> tuple[SparseMatrix, SparseMatrix, tuple[str, ...]]:
    """Return the weights of n passages (texts cut from records) on words and on n-grams.

    Args:
        texts: the n texts of the passages, read once.
        records: (n,) the position of the record of each passage: document frequencies count
            records, not passages.

    Returns:
        The weights on the stems of words (`bm25_weights`), those on character n-grams
        (`ngram_weights`), one row a passage, and the stem of each column of the former.
    """
    counted = WordCounts.of(texts)
    words, stems = counted.on_words(records)
    return words, counted.on_ngrams(records), stems


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
