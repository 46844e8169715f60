"""Sparse matrices of weights on words (BM25) and on character n-grams.

Both channels are matrices of non-negative weights, one row a passage, made so that the score is
a dot product: an engine with sparse vectors can hold them and rank alike.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from index.text.analysis import content_words

BM25_K1 = 1.2


BM25_B = 0.6
"""Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009);
b is below the usual .75 because passages are short and of like length."""


NGRAM_SIZES = (3, 4, 5)


NGRAM_BUCKETS = 1 << 18
"""n-grams are hashed (CRC-32) into this many columns: no vocabulary of n-grams to keep."""


def ngram_columns(words: Iterable[str]) -> Counter[int]:
    """The hashed n-grams of folded words, each word between two spaces, with their counts."""
    columns: Counter[int] = Counter()
    for word in words:
        padded = f" {word} "
        for size in NGRAM_SIZES:
            for start in range(len(padded) - size + 1):
                columns[crc32(padded[start : start + size].encode()) % NGRAM_BUCKETS] += 1
    return columns


@dataclass(frozen=True)
class SparseMatrix:
    """Weights of passages, and what a query needs to be weighed alike.

    matrix: (n passages, columns) float32, compressed by column; idf: (columns,) float32,
    log((N - df + .5) / (df + .5) + 1) where N and df count records.
    """

    matrix: csc_array
    idf: NDArray[np.float32]

    def scores(
        self, columns: NDArray[np.int32], weights: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """The dot product of each passage with a sparse query: (n,) float32, >= 0.

        columns, weights: (m,) each, the columns of the query and what they weigh in it.
        """
        scores: NDArray[np.float32] = self.matrix[:, columns] @ weights
        return scores


def _idf(rows: NDArray[np.int32], columns: NDArray[np.int32], width: int) -> NDArray[np.float32]:
    """Inverse document frequency of each column, a record being a document."""
    total = int(rows.max(initial=-1)) + 1
    pairs = np.unique(columns.astype(np.int64) * max(total, 1) + rows)
    frequency = np.bincount(pairs // max(total, 1), minlength=width)
    idf = np.log((total - frequency + 0.5) / (frequency + 0.5) + 1)
    return np.asarray(idf, dtype=np.float32)


@dataclass(frozen=True)
class _Counts:
    """Occurrences as parallel arrays: passage, record, column, count."""

    passage: NDArray[np.int32]
    record: NDArray[np.int32]
    column: NDArray[np.int32]
    count: NDArray[np.float32]


def _counts(bags: Iterable[Mapping[int, int]], records: Sequence[int]) -> _Counts:
    """The counts of some bags, read once: a large catalogue has tens of millions of them."""
    columns, counts, sizes = array("i"), array("f"), array("i")
    for bag in bags:
        columns.extend(bag.keys())
        counts.extend(bag.values())
        sizes.append(len(bag))
    passage = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    return _Counts(
        passage,
        np.asarray(records, dtype=np.int32)[passage],
        np.frombuffer(columns, dtype=np.int32) if columns else np.empty(0, np.int32),
        np.frombuffer(counts, dtype=np.float32) if counts else np.empty(0, np.float32),
    )


def word_matrix(
    texts: Sequence[str], records: Sequence[int]
) -> tuple[SparseMatrix, tuple[str, ...]]:
    """BM25 weights on stems, and the stem of each column.

    texts: n passages; records: the record of each one. A weight is
    idf x tf (k1 + 1) / (tf + k1 (1 - b + b length / mean length)), at most idf (k1 + 1).
    """
    bags = [[token.stem for token in content_words(text)] for text in texts]
    vocabulary = tuple(sorted({word for bag in bags for word in bag}))
    column_of = {word: column for column, word in enumerate(vocabulary)}
    counts = _counts((Counter(column_of[word] for word in bag) for bag in bags), records)
    idf = _idf(counts.record, counts.column, len(vocabulary))
    lengths = np.array([len(bag) for bag in bags], dtype=np.float32)
    relative = lengths / max(float(lengths.mean()), 1.0)
    tf, length = counts.count, relative[counts.passage]
    weights = idf[counts.column] * tf * (BM25_K1 + 1)
    weights /= tf + BM25_K1 * (1 - BM25_B + BM25_B * length)
    return _sparse(counts, weights, idf, len(texts)), vocabulary


def ngram_matrix(texts: Sequence[str], records: Sequence[int]) -> SparseMatrix:
    """Weights (1 + log tf) x idf on n-grams, each passage of unit norm: the score is a cosine."""
    bags = (ngram_columns(token.word for token in content_words(text)) for text in texts)
    counts = _counts(bags, records)
    idf = _idf(counts.record, counts.column, NGRAM_BUCKETS)
    weights = (1 + np.log(counts.count)) * idf[counts.column]
    squares = np.bincount(counts.passage, weights=weights**2, minlength=len(texts))
    weights /= np.sqrt(squares)[counts.passage]
    return _sparse(counts, weights, idf, len(texts))


def _sparse(
    counts: _Counts, weights: NDArray[np.float32], idf: NDArray[np.float32], rows: int
) -> SparseMatrix:
    entries = (weights.astype(np.float32), (counts.passage, counts.column))
    return SparseMatrix(csc_array(entries, shape=(rows, len(idf))), idf)


class LexicalIndex:
    """The two lexical channels, and how a query is weighed for each."""

    def __init__(
        self, words: SparseMatrix, ngrams: SparseMatrix, vocabulary: Sequence[str]
    ) -> None:
        """words, ngrams: one row a passage; vocabulary: the stem of each column of words."""
        self._words = words
        self._ngrams = ngrams
        self._columns = {word: column for column, word in enumerate(vocabulary)}
        self._unknown_idf = float(words.idf.max(initial=1.0))

    def knows(self, stem: str) -> bool:
        """Whether a record holds a word of this stem."""
        return stem in self._columns

    def phrase_scores(self, stems: Iterable[str]) -> tuple[NDArray[np.float32], float]:
        """BM25 of some words, and the most that they could get: (n,) float32, in [0, most].

        A word that no record holds counts in what could be had, as the rarest of words.
        """
        known = {stem: self._columns.get(stem) for stem in stems}
        most = sum(
            self._unknown_idf if column is None else float(self._words.idf[column])
            for column in known.values()
        ) * (BM25_K1 + 1)
        columns = np.array([each for each in known.values() if each is not None], dtype=np.int32)
        return self._words.scores(columns, np.ones(len(columns), dtype=np.float32)), most

    def word_scores(self, terms: Sequence[Sequence[Sequence[str]]]) -> NDArray[np.float32]:
        """How much of each term passages hold, weighed by its rarity: (n,) float32 in [0, 1].

        terms: each one a list of phrases that mean the same, the one that was typed first; a
        phrase is the stems of its words. The best phrase of a term counts, as a part of the most
        that it could get: a synonym is as good as the words that were typed.
        """
        plain = [phrases[0] for phrases in terms if len(phrases) == 1]
        total, scores = 0.0, np.zeros(self._words.matrix.shape[0], dtype=np.float32)
        if plain:
            scores, total = self.phrase_scores(dict.fromkeys(chain.from_iterable(plain)))
        for phrases in dict.fromkeys(tuple(map(tuple, each)) for each in terms):
            if len(phrases) > 1:
                best, most = self._term_scores(phrases)
                scores = scores + best
                total += most
        return scores / np.float32(total or 1.0)

    def _term_scores(self, phrases: Sequence[Sequence[str]]) -> tuple[NDArray[np.float32], float]:
        """The best of some phrases that mean the same, and the most that it could get."""
        scored = [self.phrase_scores(phrase) for phrase in phrases]
        held = [any(map(self.knows, phrase)) for phrase in phrases]
        # typed words that no record holds weigh as the best of those that mean the same
        weight = max(
            (most for (_, most), known in zip(scored, held, strict=True) if known),
            default=scored[0][1],
        )
        if held[0]:
            weight = scored[0][1]
        shares = [column * np.float32(weight / most) for column, most in scored if most]
        return np.maximum.reduce(shares), weight

    def ngram_scores(self, words: Iterable[str]) -> NDArray[np.float32]:
        """Cosine on character n-grams: (n,) float32 in [0, 1]."""
        counts = ngram_columns(words)
        columns = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
        occurrences = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(occurrences)) * self._ngrams.idf[columns]
        norm = float(np.linalg.norm(weights)) or 1.0
        return self._ngrams.scores(columns, weights / norm)
