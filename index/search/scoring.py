"""Scores of every record, and of every passage (text cut from a record), for one query."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.arrays import Column, Matrix, Rows
from index.artefact.manifest import Artefact
from index.candidates.facets import Filters
from index.candidates.proposals import (
    SCORED_WHOLE,
    WHOLE_PASSAGES,
    CandidateQuery,
    Near,
    Proposer,
)
from index.candidates.record_view import RecordView
from index.engines.base import NO_ROWS
from index.engines.lexical import LexicalIndex
from index.ordering.features import Evidence
from index.ordering.fusion import Channel, Fusion, first_records, fuse
from index.ordering.learned_order import LearnedOrder, Ordered
from index.ordering.scored_passages import ScoredPassages
from index.postings import are_in
from index.search.understanding import Understood
from index.taxonomy.need_vectors import Nearness
from index.text.language_detection import FRENCH
from index.text.synonyms import Term

SAMPLE, SAMPLE_SEED = 2_000, 0
"""Number of records of the sample that tells the usual level of cosines, and the seed of its
draw."""
NEAREST_NEEDS = 3
"""Number of needs of the thesaurus, the nearest to a query, that come with its results."""
EXPRESSED_NEEDS, EXPRESSED_FROM = 8, 0.015
"""Most needs that a query may express, and the least share of it that must go to each."""


@dataclass(frozen=True)
class Scored:
    """Scores of the records in view for one query, by channel (way of scoring) and combined.

    view: the records that are scored, by position; passages: those of these records; columns:
    channel -> scores of these passages (texts cut from records), (k,) float32; order: scores by
    which the records are ordered, their distance to a place left out; margin: cosine of the query
    with the nearest need of the thesaurus, or with the nearest passage without a thesaurus, less
    that with the nearest text that no need covers; french: whether the query is in French, the
    language of the records; needs: identifiers of the nearest needs, nearest first, empty without
    the encoder; need_shares: need that the query may express -> share of the query that goes to it,
    in [0, 1]; complete: whether every record of the index that passes the filters of the query is
    in view; level: mean cosine of the query with the records of the catalogue, 0 without its
    vector; vector: of the query, (1, d) float32, unit norm, None when it is scored by words only;
    near: nearness of the query to each need, None without its vector.
    """

    view: RecordView
    passages: ScoredPassages
    columns: Mapping[Channel, Column]
    order: Ordered
    margin: float = 0.0
    french: bool = True
    needs: tuple[str, ...] = ()
    need_shares: Mapping[str, float] = field(default_factory=dict)
    complete: bool = True
    level: float = 0.0
    vector: Matrix | None = None
    near: Nearness | None = None

    @property
    def fusion(self) -> Fusion:
        """Scores of the channels, and combined: what the order starts from."""
        return self.order.fusion

    @property
    def records(self) -> Mapping[Channel, Column]:
        """Scores of the records by channel: channel -> (m records,) float32, in its own unit."""
        return self.fusion.columns

    def sure_need(self, margin_from: float) -> str:
        """Return the identifier of the need that the query surely expresses, "" for none.

        margin_from: margin from which the nearest need counts as expressed.
        """
        return self.needs[0] if self.needs and self.margin >= margin_from else ""


@dataclass(frozen=True)
class Expressed:
    """Needs of the thesaurus that a query expresses.

    near: how near it is to each, None without its vector; nearest: identifiers of the nearest ones;
    needs: those that it may express, with their shares.
    """

    near: Nearness | None = None
    nearest: tuple[str, ...] = ()
    needs: Mapping[str, float] = field(default_factory=dict)


class Scorer:
    """Scores the records of an index for queries; safe to share between threads.

    sample: records that tell the usual level of cosines, when a query scores only some: two
    thousand, drawn by a seed; all the records when all are scored.
    """

    def __init__(
        self, artefact: Artefact, whole: RecordView, learned: LearnedOrder | None = None
    ) -> None:
        """Score the records of an index.

        artefact: the files of one version of the index, opened; whole: view of its records;
        learned: orders the first of them, None for the fused order.
        """
        self._learned = learned
        content = artefact.content
        self._content, self._whole, self._needs = content, whole, content.needs
        self._lexical = LexicalIndex(content.words, content.ngrams, content.stems)
        self._proposer = Proposer(artefact, self._lexical)
        self.sample = whole
        if not self._scores_whole():
            drawn = np.random.default_rng(SAMPLE_SEED).permutation(len(whole))[:SAMPLE]
            self.sample = whole.among(np.sort(drawn))
        self._sample_passages = ScoredPassages.of(content, self.sample)

    def score(
        self,
        understood: Understood,
        vector: Matrix | None,
        hidden: Rows | None = None,
        filters: Filters | None = None,
        also: Rows | None = None,
        words: Mapping[Channel, Column] | None = None,
    ) -> Scored:
        """Score the records that may answer a query, by words and, given a vector, by meaning.

        Every record is scored when there are few (`SCORED_WHOLE`), else those that are proposed.
        When the engine does not answer in time, they are scored by words only.

        Args:
            understood: the query with its place set apart and its words corrected.
            vector: embedding of its text, (1, d) float32, unit norm; None to score by words only.
            hidden: (h,) int64, rows of passages that do not count, as if they were not in the
                index; None for none.
            filters: those of the query, so that records that pass them are proposed too.
            also: (k,) int64, rows of records to score besides those proposed; None for none.
            words: what `compare_words` returned for this query; None to compare them now.

        Returns:
            The scores of passages and records on each channel, and the combined scores.
        """
        near = None if vector is None else self._proposer.near(vector)
        vector = None if near is None else vector  # by words alone, as without the encoder
        expressed = self._expressed(understood, vector)
        filters = filters or {}
        view, passages = self._in_view(understood, vector, near, expressed, filters, also)
        columns: dict[Channel, Column] = {}
        if vector is not None and near is not None:
            columns[Channel.DENSE] = passages.cosines(near, vector, view)
        columns |= words or self._by_words(understood, None if view is self._whole else passages)
        _hide(columns, passages, hidden)
        records = {channel: passages.by_record(column) for channel, column in columns.items()}
        if expressed.near is not None:
            records[Channel.NEEDS] = view.served.scores(expressed.near.needs)
        usual = self._usual(view, records, near, vector)
        level = 0.0 if usual is None else float(usual.mean())
        fusion = self._fused(view, records, understood, usual, vector)
        return Scored(
            view,
            passages,
            columns,
            self._ordered(view, passages, columns, fusion, expressed, understood, level),
            self._margin(expressed, columns, vector),
            understood.language == FRENCH,
            expressed.nearest,
            expressed.needs,
            view.is_whole or self._proposer.all_passing(filters),
            level,
            vector,
            expressed.near,
        )

    def _in_view(
        self,
        understood: Understood,
        vector: Matrix | None,
        near: Near | None,
        expressed: Expressed,
        filters: Filters,
        also: Rows | None,
    ) -> tuple[RecordView, ScoredPassages]:
        """Return the records to score, and their passages: all, or those that are proposed."""
        if self._scores_whole():
            return self._whole, self._sample_passages
        query = self._candidates(understood, vector, expressed.needs, filters)
        return self._proposed(query, near, also)

    def _candidates(
        self,
        understood: Understood,
        vector: Matrix | None,
        needs: Mapping[str, float],
        filters: Filters,
    ) -> CandidateQuery:
        """Return what records are proposed by; needs: those that the query expresses."""
        phrases = (phrase for term in understood.terms for phrase in term.stems)
        stems = [stem for phrase in phrases for stem in phrase]
        words = list(self._written(understood.terms))
        return CandidateQuery(vector, stems, words, needs, understood.place, filters)

    def _margin(
        self, expressed: Expressed, columns: Mapping[Channel, Column], vector: Matrix | None
    ) -> float:
        """Return the margin of a query: from its passages when there is no thesaurus."""
        if vector is None or self._needs.identifiers or not self._needs.has_out_of_scope:
            return 0.0 if expressed.near is None else expressed.near.margin
        outside = self._needs.out_of_scope_cosines(vector)
        return float(columns[Channel.DENSE].max(initial=-1.0) - outside.max())

    def near(self, vector: Matrix, among: Rows | None = None) -> RecordView:
        """Return the records near a vector in meaning: all of them, or those of near passages.

        Args:
            vector: (1, d) float32, unit norm.
            among: (k,) int64, the records to look for when there are too many to return them all,
                in increasing order; None for any.

        Returns:
            The view of these records; empty when the engine does not answer.
        """
        if self._scores_whole():
            return self._whole
        restriction = None if among is None else self._proposer.restriction(among)
        near = self._proposer.near(vector, restriction)
        passages = NO_ROWS if near is None else near.rows
        found = self._content.passage_facts["record"][passages]
        return self._whole.among(np.unique(found).astype(np.int64))

    def _expressed(self, understood: Understood, vector: Matrix | None) -> Expressed:
        """Return the needs of the thesaurus that a query expresses; none without its vector."""
        if vector is None or not self._needs.identifiers:
            return Expressed()
        words = len(understood.terms)
        near = self._needs.nearness(vector, understood.language == FRENCH, words)
        return Expressed(
            near,
            self._needs.nearest(near, NEAREST_NEEDS),
            self._needs.expressed(near, EXPRESSED_NEEDS, EXPRESSED_FROM),
        )

    def compare_words(self, understood: Understood) -> Mapping[Channel, Column]:
        """Return the scores of all passages by words and by letters, before the query has a vector.

        Empty when a query scores only some passages: which ones depends on its vector.
        """
        return self._by_words(understood, None) if self._scores_whole() else {}

    def _by_words(
        self, understood: Understood, passages: ScoredPassages | None
    ) -> dict[Channel, Column]:
        """Return the scores of passages, None for all, by the words and the letters of a query."""
        among = None if passages is None else passages.rows
        terms = [term.stems for term in understood.terms]
        return {
            Channel.WORDS: self._lexical.word_scores(terms, among),
            Channel.NGRAMS: self._lexical.ngram_scores(self._written(understood.terms), among),
        }

    def _usual(
        self,
        view: RecordView,
        records: Mapping[Channel, Column],
        near: Near | None,
        vector: Matrix | None,
    ) -> Column | None:
        """Return the cosines that tell the usual level of a query: of all records, or a sample.

        None without its vector.
        """
        if vector is None or near is None:
            return None
        if view is self._whole:
            return records[Channel.DENSE]
        own = self._sample_passages
        return own.by_record(own.cosines(near, vector, self.sample))

    def _fused(
        self,
        view: RecordView,
        records: Mapping[Channel, Column],
        understood: Understood,
        usual: Column | None,
        vector: Matrix | None,
    ) -> Fusion:
        """Combine the scores of the records in view, their likeness to the first ones included.

        Those whose name the query is, or holds, rise.
        """
        words, named = len(understood.terms), understood.named
        if vector is None or usual is None:
            fusion = fuse(records, words)
        else:
            fusion = fuse(records, words, {Channel.DENSE: usual})
            centre = _centre(view, fusion.scores)
            sample = None if view is self._whole else self.sample.cosines(centre)
            fusion = fusion.adding(Channel.LIKENESS, view.cosines(centre), sample)
        return fusion if named is None else fusion.adding(Channel.NAME, named.likeness(view))

    def _ordered(
        self,
        view: RecordView,
        passages: ScoredPassages,
        columns: Mapping[Channel, Column],
        fusion: Fusion,
        expressed: Expressed,
        understood: Understood,
        level: float,
    ) -> Ordered:
        """Order the records in view, as learned if the query has a vector and a thesaurus."""
        if self._learned is None or expressed.near is None:
            return Ordered(fusion.scores, fusion)
        evidence = Evidence(
            view,
            passages,
            columns,
            fusion,
            expressed.near,
            level,
            len(understood.terms),
            understood.place,
            expressed.nearest,
        )
        return self._learned.order(evidence)

    def _proposed(
        self, query: CandidateQuery, near: Near | None, also: Rows | None
    ) -> tuple[RecordView, ScoredPassages]:
        """Return the records proposed for a query, and their passages."""
        rows = self._proposer.records(query, near)
        rows = rows if also is None else np.union1d(rows, also)
        view = self._whole.among(rows)
        return view, ScoredPassages.of(self._content, view)

    def _scores_whole(self) -> bool:
        """Return whether a query scores all the records, being few."""
        passages = len(self._content.vectors)
        return len(self._whole) <= SCORED_WHOLE and passages <= WHOLE_PASSAGES

    def _written(self, terms: Sequence[Term]) -> Iterable[str]:
        """Return the words to compare by n-grams: as typed; synonyms too if no record has them."""
        words: dict[str, None] = {}
        for term in terms:
            indexed = any(self._lexical.has_stem(word.stem) for word in term.own)
            phrases = [term.own] if indexed else term.phrases
            words |= dict.fromkeys(word.word for phrase in phrases for word in phrase)
        return words


def _hide(columns: Mapping[Channel, Column], passages: ScoredPassages, hidden: Rows | None) -> None:
    """Give some passages the lowest score of each channel, as if they were not in the index."""
    if hidden is None or not len(passages.rows):
        return
    gone = are_in(passages.rows, np.sort(hidden))
    for column in columns.values():
        column[gone] = column.min()


def _centre(view: RecordView, scores: Column) -> Column:
    """Return the mean of the vectors of the first records, of unit norm: (d,) float32.

    Pseudo-relevance feedback (Rocchio, 1971), on the vectors of whole records.
    """
    rows, shares = first_records(scores)
    centre = shares @ view.vectors[rows]
    return np.asarray(centre / max(float(np.linalg.norm(centre)), 1e-6), dtype=np.float32)
