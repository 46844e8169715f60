"""Scores of every record, and of every passage (text cut from a record), for one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.arrays import Column, Matrix
from index.artefact.manifest import Artefact
from index.engines.sparse import LexicalIndex
from index.search.fusion import Channel, Fusion, first_records, fuse
from index.search.understanding import Understood
from index.taxonomy.need_vectors import ServedNeeds
from index.text.language_detection import FRENCH
from index.text.synonyms import Term

NEAREST_PASSAGES = 1_000
"""Passages whose cosine the vector engine returns; the others get the lowest of these, except whole
records, whose cosine is always computed."""
NEAREST_NEEDS = 3
"""Number of needs of the thesaurus, the nearest to a query, that come with its results."""
EXPRESSED_NEEDS, EXPRESSED_FROM = 8, 0.015
"""Most needs that a query may express, and the least share of it that must go to each."""


@dataclass(frozen=True)
class Scored:
    """Scores of the records for one query, by channel (way of scoring) and combined.

    passages: channel -> scores of the passages (texts cut from records), (n passages,) float32;
    fusion: combined scores of the records, their distance to a place left out; margin: cosine of
    the query with the nearest need of the thesaurus, less that with the nearest text that no need
    covers; french: whether the query is in French, the language of the records; needs: identifiers
    of the nearest needs, nearest first, empty without the encoder; need_shares: need that the query
    may express -> share of the query that goes to it, in [0, 1].
    """

    passages: Mapping[Channel, Column]
    fusion: Fusion
    margin: float = 0.0
    french: bool = True
    needs: tuple[str, ...] = ()
    need_shares: Mapping[str, float] = field(default_factory=dict)

    @property
    def records(self) -> Mapping[Channel, Column]:
        """Scores of the records by channel: channel -> (n records,) float32, in its own unit."""
        return self.fusion.columns


class Scorer:
    """Scores the records of an index for queries; safe to share between threads."""

    def __init__(self, artefact: Artefact) -> None:
        """artefact: the files of one version of the index, opened."""
        content = artefact.content
        owners = np.array([passage.row for passage in content.passages])
        self._starts = np.searchsorted(owners, np.arange(len(content.records)))
        self._size = len(owners)
        self._wholes, self._records = content.wholes, content.record_vectors
        self._engine = artefact.engine
        self._needs = content.needs
        served = (record.besoins for record in content.records)
        self._served = ServedNeeds(content.needs.identifiers, served)
        self._lexical = LexicalIndex(content.words, content.ngrams, content.stems)

    def passages_of(self, row: int) -> range:
        """Return the rows of the passages (texts cut from a record) of the record at a row.

        Rows are positions in the index: of passages in the result, of a record in the argument.
        """
        start, *after = self._starts[row : row + 2].tolist()
        return range(start, after[0] if after else self._size)

    def score(
        self, understood: Understood, vector: Matrix | None, hidden: int | None = None
    ) -> Scored:
        """Score every record for a query, by words and, given a vector, by meaning.

        Args:
            understood: the query with its place set apart and its words corrected.
            vector: embedding of its text, (1, d) float32, unit norm; None to score by words only.
            hidden: row of a passage that does not count, as if it were not in the index; None for
                none. It may not be the whole text of a record.

        Returns:
            The scores of passages and records on each channel, and the combined scores.
        """
        passages: dict[Channel, Column] = {}
        if vector is not None:
            passages[Channel.DENSE] = self._dense(vector)
        terms, french = understood.terms, understood.language == FRENCH
        passages[Channel.WORDS] = self._lexical.word_scores([term.stems for term in terms])
        passages[Channel.NGRAMS] = self._lexical.ngram_scores(self._written(terms))
        if hidden is not None:
            for column in passages.values():
                column[hidden] = column.min()
        records = {channel: self._by_record(column) for channel, column in passages.items()}
        margin, needs, shares = 0.0, tuple[str, ...](), dict[str, float]()
        if vector is not None and self._needs.identifiers:
            near = self._needs.nearness(vector, french)
            records[Channel.NEEDS] = self._served.scores(near.needs)
            margin, needs = near.margin, self._needs.nearest(near, NEAREST_NEEDS)
            shares = self._needs.expressed(near, EXPRESSED_NEEDS, EXPRESSED_FROM)
        fusion = fuse(records, len(terms))
        if vector is not None:
            fusion = fusion.adding(Channel.LIKENESS, self._likeness(fusion.scores))
        return Scored(passages, fusion, margin, french, needs, shares)

    def _likeness(self, scores: Column) -> Column:
        """Return the cosine of each record with the first ones: (n records,) float32.

        Pseudo-relevance feedback (Rocchio, 1971), on the vectors of whole records.
        """
        rows, shares = first_records(scores)
        centre = shares @ self._records[rows]
        norm = max(float(np.linalg.norm(centre)), 1e-6)
        return np.asarray(self._records @ (centre / norm), dtype=np.float32)

    def _written(self, terms: Sequence[Term]) -> Iterable[str]:
        """Return the words to compare by n-grams: as typed; synonyms too if no record has them."""
        words: dict[str, None] = {}
        for term in terms:
            indexed = any(self._lexical.has_stem(word.stem) for word in term.own)
            phrases = [term.own] if indexed else term.phrases
            words |= dict.fromkeys(word.word for phrase in phrases for word in phrase)
        return words

    def _by_record(self, column: Column) -> Column:
        """Return the scores of the records: means of their best passage and of their whole text.

        The best passage alone lets a stray word win; the whole text alone dilutes what answers.
        """
        best = np.maximum.reduceat(column, self._starts)
        return np.asarray((best + column[self._wholes]) / 2, dtype=np.float32)

    def _dense(self, vector: Matrix) -> Column:
        """Return the cosine of each passage with a query: (n passages,) float32 in [-1, 1]."""
        size = len(self._engine)
        near = self._engine.search(vector, min(size, NEAREST_PASSAGES))
        rows, scores = near.rows[0], near.scores[0]
        rows, scores = rows[rows >= 0], scores[rows >= 0]
        column = np.full(size, scores.min(initial=1.0), dtype=np.float32)
        column[rows] = scores
        column[self._wholes] = self._records @ vector[0]
        return column
