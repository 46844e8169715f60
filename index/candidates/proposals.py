"""Proposals: the records that may answer a query, when there are too many to score them all.

Each way of searching proposes some: passages near in meaning, those that share words or letters,
records that declare a need that the query expresses, records of its place. Their union, some two
thousand records, is then scored exactly. A filter, or a place with many records, is applied while
searching: what it keeps proposes as much as the whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from index.arrays import Column, Matrix, Rows
from index.artefact.manifest import Artefact
from index.candidates.facets import Filters, checked_codes, rows_passing
from index.engines.base import EngineQuery, Restriction
from index.engines.lexical import LexicalIndex
from index.errors import EngineUnavailable
from index.places.models import Place, PlaceKind
from index.postings import are_in
from index.records.coded_fields import columns_of

SCORED_WHOLE, WHOLE_PASSAGES = 20_000, 60_000
"""Numbers of records, and of their passages, up to which a query scores all of them
(docs/decisions/0043-candidates.md)."""
NEAREST_PASSAGES = 1_000
"""Passages whose cosine the engine returns."""
BY_WORDS = 500
"""Passages that each way of comparing words proposes."""
LOCAL_WHOLE = 1_000
"""Number of records of a place up to which all of them are proposed."""
FILTERS_CACHED = 16
"""Combinations of filters whose records are cached."""
ChosenCodes = tuple[tuple[str, tuple[str, ...]], ...]
"""Field -> codes accepted, as pairs in order: a key of the cache."""


@dataclass(frozen=True)
class Near:
    """Passages (texts cut from records) nearest to a query in meaning.

    rows: (k,) int64, at least one; scores: (k,) float32, their cosines, in decreasing order.
    """

    rows: Rows
    scores: Column

    @property
    def floor(self) -> float:
        """Cosine that the other passages are given, at least theirs: the lowest of these."""
        return float(self.scores.min())


@dataclass(frozen=True)
class CandidateQuery:
    """Words, needs, place and filters of a query, for which records are proposed.

    vector: embedding of its text, (1, d) float32, None to compare words only; stems: of its words
    and of their synonyms; words: those whose letters are compared; needs: identifier of a need ->
    share of the query that goes to it; place: of the query; filters: field -> codes accepted.
    """

    vector: Matrix | None
    stems: Sequence[str]
    words: Sequence[str]
    needs: Mapping[str, float] = field(default_factory=dict)
    place: Place | None = None
    filters: Filters = field(default_factory=dict)


class Proposer:
    """Proposes the records of an index for queries; safe to share between threads."""

    def __init__(self, artefact: Artefact, lexical: LexicalIndex) -> None:
        """artefact: one version of the index, opened; lexical: weights of its passages on words."""
        self._content, self._engine, self._lexical = artefact.content, artefact.engine, lexical
        self._owners = self._content.passage_facts["record"]
        self._passing = lru_cache(FILTERS_CACHED)(self._records_passing)

    def near(self, vector: Matrix, among: Restriction | None = None) -> Near | None:
        """Return the passages nearest to a query.

        Args:
            vector: its embedding, (1, d) float32, unit norm.
            among: records whose passages may be returned; None for all.

        Returns:
            At most `NEAREST_PASSAGES` (1,000) passages and their cosines; None when the engine
            finds none, or does not answer in time.
        """
        try:
            found = self._engine.propose(EngineQuery(vector), NEAREST_PASSAGES, among).nearest
        except EngineUnavailable:
            return None
        return Near(found.rows, found.scores) if len(found.rows) else None

    def records(self, query: CandidateQuery, near: Near | None) -> Rows:
        """Return the records proposed for a query, in increasing order: (m,) int64.

        Args:
            query: its words, needs, place and filters.
            near: passages nearest to it in the whole index; None to compare words only.

        Returns:
            The rows of the records in the index.
        """
        heads = self._content.table.heads
        shared = EngineQuery(None, *self._lexical.queries(query.stems, query.words))
        passages = [*self._sharing(shared), *([] if near is None else [near.rows])]
        found = [heads.of_key(need).astype(np.int64) for need in query.needs]
        for allowed in self._restrictions(query):
            if len(allowed.records) <= LOCAL_WHOLE:
                found.append(allowed.records)
                continue
            passages += self._sharing(shared, allowed)
            if query.vector is not None and (local := self.near(query.vector, allowed)) is not None:
                passages.append(local.rows)
        found += [self._owners[rows] for rows in passages]
        return np.unique(np.concatenate(found)).astype(np.int64)

    def all_passing(self, filters: Filters) -> bool:
        """Return whether all the records that pass some filters are proposed, being few."""
        chosen = _chosen(filters)
        return bool(chosen) and len(self._passing(chosen)) <= LOCAL_WHOLE

    def _sharing(self, shared: EngineQuery, among: Restriction | None = None) -> tuple[Rows, Rows]:
        """Return the passages that share words, and letters, with a query.

        Those of the index here are returned when the engine does not answer.
        """
        try:
            proposed = self._engine.propose(shared, BY_WORDS, among)
        except EngineUnavailable:
            rows = None if among is None else among.passages
            return self._content.searched.sharing(shared, BY_WORDS, rows)
        return proposed.by_words, proposed.by_letters

    def _restrictions(self, query: CandidateQuery) -> Iterator[Restriction]:
        """Yield the records that pass the filters, those of the place, and those that do both."""
        chosen = _chosen(query.filters)
        passing = self._passing(chosen) if chosen else None
        place = query.place
        local = None
        if place is not None and place.kind is not PlaceKind.COUNTRY:
            local = self._content.table.places.local_rows(place)
        if passing is not None:
            yield self.restriction(passing, tuple(_columns(*each) for each in chosen))
        if local is not None:
            yield self.restriction(local)
        if passing is not None and local is not None:
            yield self.restriction(local[are_in(local, passing)])

    def restriction(
        self, records: Rows, codes: Sequence[tuple[int, ...]] | None = None
    ) -> Restriction:
        """Return the restriction of a search to some records, rows in increasing order.

        codes: columns of codes, as in `Restriction`; None when only the rows say which they are.
        """
        return Restriction(records, self._content.passages_of, codes)

    def _records_passing(self, chosen: ChosenCodes) -> Rows:
        """Return the rows of the records that pass some filters, in increasing order."""
        return rows_passing(self._content.table.codes, dict(chosen))


def _chosen(filters: Filters) -> ChosenCodes:
    """Return the filters that have codes, in order."""
    return tuple((name, codes) for name, codes in sorted(filters.items()) if codes)


def _columns(field: str, chosen: Sequence[str]) -> tuple[int, ...]:
    """Return the columns of some codes of a field, among those of all the fields."""
    codes, places = checked_codes(field, chosen)
    return tuple(columns_of(codes).start + place for place in places)
