"""Scores of every record, and of every passage (text cut from a record), for one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Matrix
from index.artefact.manifest import Artefact
from index.candidates.record_view import RecordView
from index.engines.sparse import LexicalIndex
from index.search.fusion import Channel, Fusion, first_records, fuse
from index.search.understanding import Understood
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
class ScoredPassages:
    """Passages (texts cut from records) that are scored for a query: those of the records in view.

    rows: (k,) int64, their rows in the index, in increasing order; starts: (m records,) int64,
    position of the first passage of each record in view; wholes: (m records,) int64, position of
    the whole text of each.
    """

    rows: NDArray[np.int64]
    starts: NDArray[np.int64]
    wholes: NDArray[np.int64]

    def by_record(self, column: Column) -> Column:
        """Return the scores of the records: means of their best passage and of their whole text.

        The best passage alone lets a stray word win; the whole text alone dilutes what answers.
        """
        best = np.maximum.reduceat(column, self.starts)
        return np.asarray((best + column[self.wholes]) / 2, dtype=np.float32)

    def of_record(self, position: int) -> range:
        """Return the positions of the passages of the record at a position of the view."""
        start, *after = self.starts[position : position + 2].tolist()
        return range(start, after[0] if after else len(self.rows))


@dataclass(frozen=True)
class Scored:
    """Scores of the records in view for one query, by channel (way of scoring) and combined.

    view: the records that are scored, by position; passages: those of these records; columns:
    channel -> scores of these passages (texts cut from records), (k,) float32; fusion: combined
    scores of the records, their distance to a place left out; margin: cosine of the query with the
    nearest need of the thesaurus, less that with the nearest text that no need covers; french:
    whether the query is in French, the language of the records; needs: identifiers of the nearest
    needs, nearest first, empty without the encoder; need_shares: need that the query may express ->
    share of the query that goes to it, in [0, 1].
    """

    view: RecordView
    passages: ScoredPassages
    columns: Mapping[Channel, Column]
    fusion: Fusion
    margin: float = 0.0
    french: bool = True
    needs: tuple[str, ...] = ()
    need_shares: Mapping[str, float] = field(default_factory=dict)

    @property
    def records(self) -> Mapping[Channel, Column]:
        """Scores of the records by channel: channel -> (m records,) float32, in its own unit."""
        return self.fusion.columns


class Scorer:
    """Scores the records of an index for queries; safe to share between threads."""

    def __init__(self, artefact: Artefact, whole: RecordView) -> None:
        """artefact: the files of one version of the index, opened; whole: view of its records."""
        content = artefact.content
        owners = content.passage_facts["record"]
        starts = np.searchsorted(owners, np.arange(len(content.table)))
        self._passages = ScoredPassages(np.arange(len(owners)), starts, content.wholes)
        self._whole, self._engine, self._needs = whole, artefact.engine, content.needs
        self._lexical = LexicalIndex(content.words, content.ngrams, content.stems)

    def passages_of(self, row: int) -> range:
        """Return the rows of the passages (texts cut from a record) of the record at a row.

        Rows are positions in the index: of passages in the result, of a record in the argument.
        """
        return self._passages.of_record(row)

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
        view, passages = self._whole, self._passages
        columns: dict[Channel, Column] = {}
        if vector is not None:
            columns[Channel.DENSE] = self._dense(vector, view, passages)
        terms, french = understood.terms, understood.language == FRENCH
        columns[Channel.WORDS] = self._lexical.word_scores(
            [term.stems for term in terms], passages.rows
        )
        columns[Channel.NGRAMS] = self._lexical.ngram_scores(self._written(terms), passages.rows)
        if hidden is not None:
            for column in columns.values():
                column[hidden] = column.min()
        records = {channel: passages.by_record(column) for channel, column in columns.items()}
        margin, needs, shares = 0.0, tuple[str, ...](), dict[str, float]()
        if vector is not None and self._needs.identifiers:
            near = self._needs.nearness(vector, french)
            records[Channel.NEEDS] = view.served.scores(near.needs)
            margin, needs = near.margin, self._needs.nearest(near, NEAREST_NEEDS)
            shares = self._needs.expressed(near, EXPRESSED_NEEDS, EXPRESSED_FROM)
        fusion = fuse(records, len(terms))
        if vector is not None:
            fusion = fusion.adding(Channel.LIKENESS, _likeness(view, fusion.scores))
        return Scored(view, passages, columns, fusion, margin, french, needs, shares)

    def _written(self, terms: Sequence[Term]) -> Iterable[str]:
        """Return the words to compare by n-grams: as typed; synonyms too if no record has them."""
        words: dict[str, None] = {}
        for term in terms:
            indexed = any(self._lexical.has_stem(word.stem) for word in term.own)
            phrases = [term.own] if indexed else term.phrases
            words |= dict.fromkeys(word.word for phrase in phrases for word in phrase)
        return words

    def _dense(self, vector: Matrix, view: RecordView, passages: ScoredPassages) -> Column:
        """Return the cosine of each passage with a query: (k,) float32 in [-1, 1]."""
        near = self._engine.search(vector, min(len(self._engine), NEAREST_PASSAGES))
        rows, scores = near.rows[0], near.scores[0]
        rows, scores = rows[rows >= 0], scores[rows >= 0]
        column = np.full(len(passages.rows), scores.min(initial=1.0), dtype=np.float32)
        column[rows] = scores
        column[passages.wholes] = view.vectors @ vector[0]
        return column


def _likeness(view: RecordView, scores: Column) -> Column:
    """Return the cosine of each record with the first ones: (m records,) float32.

    Pseudo-relevance feedback (Rocchio, 1971), on the vectors of whole records.
    """
    rows, shares = first_records(scores)
    centre = shares @ view.vectors[rows]
    norm = max(float(np.linalg.norm(centre)), 1e-6)
    return np.asarray(view.vectors @ (centre / norm), dtype=np.float32)
