"""Scores of passages (texts cut from records) by the words of a query, and by their letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from index.engines.bm25 import BM25_K1
from index.engines.read_terms import ReadTerms
from index.engines.sparse import SparseQuery, SparseWeights, ngram_columns


class LexicalIndex:
    """Index that scores passages (texts cut from records) by the words of a query, in two ways.

    One is BM25 on stems ("réparer", "réparation" -> "repar"). The other is the cosine on character
    n-grams, many of which a misspelt word shares with the correct one.
    """

    def __init__(
        self, words: SparseWeights, ngrams: SparseWeights, vocabulary: Sequence[str]
    ) -> None:
        """words, ngrams: weights, one row a passage; vocabulary: stem of each column of `words`."""
        self._words = words
        self._ngrams = ngrams
        self._columns = {word: column for column, word in enumerate(vocabulary)}
        self._unseen_idf = float(words.idf.max(initial=1.0))

    def has_stem(self, stem: str) -> bool:
        """Return True if at least one passage has a word of this stem."""
        return stem in self._columns

    def word_scores(
        self, terms: Sequence[Sequence[Sequence[str]]], among: NDArray[np.int64] | None = None
    ) -> NDArray[np.float32]:
        """Return the BM25 scores of some passages, as shares of the highest score possible.

        The scores are (k,) float32 in [0, 1]. among: (k,) int64, the passages, in increasing order;
        terms: those of the query; each is a list of phrases
        that mean the same, as typed first, and each phrase a list of the stems of its words: "mon
        ordi" gives [[["ordi"], ["ordin"], ["pc"]]]. Only the best phrase of a term counts, as a
        share of the highest score of that phrase: a passage with a synonym is as good as one with
        the words as typed.
        """
        stems = [stem for phrases in terms for phrase in phrases for stem in phrase]
        read = self._read(stems, among)
        plain = [phrases[0] for phrases in terms if len(phrases) == 1]
        scores, total = self.phrase_scores(dict.fromkeys(chain.from_iterable(plain)), read)
        for phrases in dict.fromkeys(tuple(map(tuple, term)) for term in terms):
            if len(phrases) > 1:
                best, bound = self._term_scores(phrases, read)
                scores = scores + best
                total += bound
        return scores / np.float32(total or 1.0)

    def _read(self, stems: Iterable[str], among: NDArray[np.int64] | None) -> ReadTerms:
        """Read the weights of some passages, None for all, on some stems."""
        return self._words.read(np.sort(self._known(stems)), among)

    def _known(self, stems: Iterable[str]) -> NDArray[np.int32]:
        """Return the columns of the stems that some passage has, each once."""
        known = (self._columns.get(stem) for stem in dict.fromkeys(stems))
        return np.array([column for column in known if column is not None], dtype=np.int32)

    def phrase_scores(
        self, stems: Iterable[str], read: ReadTerms | None = None
    ) -> tuple[NDArray[np.float32], float]:
        """Return the BM25 score of passages on a phrase, (k,) float32, and the highest possible.

        The latter is the sum of idf (k1 + 1) over the stems; a stem that no passage has counts
        there with the idf of the rarest stem. stems: of the words of the phrase; read: weights of
        the passages on these stems, None to read those of all passages.
        """
        distinct = dict.fromkeys(stems)
        read = self._read(distinct, None) if read is None else read
        bound = sum(
            float(self._words.idf[self._columns[stem]])
            if stem in self._columns
            else self._unseen_idf
            for stem in distinct
        ) * (BM25_K1 + 1)
        return read.sums(self._known(distinct)), bound

    def _term_scores(
        self, phrases: Sequence[Sequence[str]], read: ReadTerms
    ) -> tuple[NDArray[np.float32], float]:
        """Return the scores of the best of synonymous phrases, (k,) float32, and their bound."""
        scored = [self.phrase_scores(phrase, read) for phrase in phrases]
        seen = [any(map(self.has_stem, phrase)) for phrase in phrases]
        # typed words that no passage has weigh as much as their best synonym
        weight = max(
            (bound for (_, bound), is_seen in zip(scored, seen, strict=True) if is_seen),
            default=scored[0][1],
        )
        if seen[0]:
            weight = scored[0][1]
        shares = [scores * np.float32(weight / bound) for scores, bound in scored if bound]
        return np.maximum.reduce(shares), weight

    def ngram_scores(
        self, words: Iterable[str], among: NDArray[np.int64] | None = None
    ) -> NDArray[np.float32]:
        """Return the cosine of some passages with a query, on character n-grams: (k,) in [0, 1].

        The dtype is float32. words: those of the query, in lower case without accents; among: (k,)
        int64, the passages, in increasing
        order, None for all.
        """
        columns, weights = self._ngram_weights(words)
        return self._ngrams.scores(columns, weights, among)

    def queries(
        self, stems: Iterable[str], words: Iterable[str]
    ) -> tuple[SparseQuery, SparseQuery]:
        """Return the weights that propose passages: those with most of some words, and letters.

        Args:
            stems: of the words of the query and of their synonyms; each weighs as much.
            words: those of the query, in lower case without accents.

        Returns:
            Weights on stems, of those that passages have, and on n-grams.
        """
        columns = self._known(stems)
        equal = np.ones(len(columns), dtype=np.float32)
        return SparseQuery(columns, equal), SparseQuery(*self._ngram_weights(words))

    def _ngram_weights(self, words: Iterable[str]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Return the columns of the n-grams of some words, and their weights, of unit norm."""
        counts = ngram_columns(words)
        columns = np.fromiter(counts.keys(), dtype=np.int32, count=len(counts))
        occurrences = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        weights = (1 + np.log(occurrences)) * self._ngrams.idf[columns]
        norm = float(np.linalg.norm(weights)) or 1.0
        return columns, np.asarray(weights / norm, dtype=np.float32)
