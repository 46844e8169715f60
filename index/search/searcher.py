"""Search: from a query to ranked, explained hits.

Read `Searcher.search`, then `answer`, from top to bottom: understand the text, encode it, score
every channel; fuse, decide which records answer, filter, rank, explain.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from time import sleep

from index.artefact.manifest import Manifest
from index.candidates.facets import Facet, LocationFacet, checked_codes, location_facets
from index.emergencies.detector import Emergency
from index.locations.nearest import NearestLocations
from index.ordering.fusion import Channel
from index.ordering.readings import readings_of
from index.places.models import PlaceKind
from index.places.proximity import Widened, Widening
from index.records.audience import is_for_others
from index.search.explanation import Naming, Reason
from index.search.likelihood import Certainty, Closeness, closeness
from index.search.query import Query
from index.search.ranking import RankedRecords, Ranker
from index.search.results import (
    Group,
    Hit,
    Mode,
    SearchResult,
    Stage,
    Stopwatch,
)
from index.search.retriever import Retriever
from index.search.scoring import Scored
from index.search.situation import Situations
from index.search.understanding import Understood

READ_FROM = -0.04
"""Margin from which a query that nothing answers is read: "club de foot", and not "azertyuiop"."""


class Searcher:
    """Answers queries in everyday French with ranked records; safe to share between threads."""

    def __init__(self, retriever: Retriever) -> None:
        """retriever: holds an open index, and its encoder if there is one."""
        self.retriever = retriever
        self._ranker = Ranker(retriever)

    @property
    def manifest(self) -> Manifest:
        """Description of the index that is searched: version, encoder, files."""
        return self.retriever.manifest

    @property
    def mode(self) -> Mode:
        """Mode of searches: by vectors and words, or by words only; see `Retriever.mode`.

        An encoder that is late for one query makes that answer alone use words only.
        """
        return self.retriever.mode

    def facets(self) -> tuple[Facet, ...]:
        """Return the codes that one can filter by, with how many records have each."""
        return self._totals

    @cached_property
    def _totals(self) -> tuple[Facet, ...]:
        return self.retriever.whole.facets.totals()

    def search(self, query: Query, by_meaning: bool = True) -> SearchResult:
        """Search the catalogue.

        Args:
            query: the text, its filters and its place.
            by_meaning: True to compare embedding vectors as well as words; False takes half the
                time.

        Returns:
            The results of the requested page, best first, with counts by filter and what was
            understood.

        Raises:
            InvalidQuery: when a filter names an unknown field or code.
        """
        clock, retriever = Stopwatch(), self.retriever
        for field, codes in query.filters.items():
            checked_codes(field, codes)  # a wrong filter is refused before any work
        with clock.stage(Stage.UNDERSTAND):
            draft = retriever.understanding.draft(query)
            understood = draft.understood
        with clock.stage(Stage.ENCODE):
            vector_wait = retriever.start_encoding(understood) if by_meaning else None
            sleep(0)  # the encoder's thread takes its turn, then computes without Python's lock
        with clock.stage(Stage.UNDERSTAND):  # names are looked for while the query is encoded
            understood = retriever.understanding.finish(draft)
        if understood.named is not None and understood.named.is_whole and by_meaning:
            vector_wait = retriever.start_encoding(understood)
        with clock.stage(Stage.SCORE):  # and words are compared
            words = retriever.compare_words(understood)
        told = retriever.emergency(query, understood, by_meaning=vector_wait is not None)
        with clock.stage(Stage.ENCODE):
            vector = None if vector_wait is None else vector_wait()
        with clock.stage(Stage.SCORE):
            scored = retriever.score(understood, vector, filters=query.filters, words=words)
        return self._answer(query, understood, scored, told, clock)

    def nearest(self, query: Query) -> NearestLocations:
        """Find the locations of each record that a search for a query would show.

        Args:
            query: the text, its place and its filters on locations.

        Returns:
            Those around the place that serve the need, nearest first; none without a place.
        """
        retriever = self.retriever
        understood = retriever.understand(query)
        scored = retriever.score(understood, retriever.encode_query(understood))
        return self._ranker.nearest(query, understood, scored)

    def answer(self, query: Query, understood: Understood, scored: Scored) -> SearchResult:
        """Rank, filter and explain the records that were already scored for a query.

        Args:
            query: the text, its filters and its place.
            understood: the same, with its place recognized and its words corrected.
            scored: scores of the records for its text.

        Returns:
            The results of the requested page, best first, with counts by filter and what was
            understood.

        Raises:
            InvalidQuery: when a filter names an unknown field or code.
        """
        by_meaning = scored.vector is not None
        told = self.retriever.emergency(query, understood, by_meaning=by_meaning)
        return self._answer(query, understood, scored, told, Stopwatch())

    def _answer(
        self,
        query: Query,
        understood: Understood,
        scored: Scored,
        told: Emergency | None,
        clock: Stopwatch,
    ) -> SearchResult:
        """Rank, filter and explain the records scored for a query.

        told: the emergency that the query tells; clock: durations of the earlier steps, to which
        those of this one are added.
        """
        with clock.stage(Stage.RANK):
            ranking = self._ranker.rank(query, understood, scored)
            facets = self._facets(query, scored, ranking)
            places = self._location_facets(query, understood, scored, ranking)
        with clock.stage(Stage.EXPLAIN):
            hits = self._hits(query, understood, scored, ranking)
        return SearchResult(
            query=query,
            hits=hits,
            total=len(ranking.positions),
            total_exact=scored.complete,
            facets=facets,
            location_facets=places,
            understood=understood,
            widened=self._widened(understood, ranking, hits),
            timings=clock.timings,
            version=self.manifest.version,
            mode=Mode.HYBRID if Channel.DENSE in scored.records else Mode.LEXICAL,
            needs=scored.needs,
            margin=scored.margin,
            margin_from=self.retriever.calibration.classification.margin_from,
            certainty=Certainty.SURE if ranking.named else ranking.certainty,
            readings=self._readings(scored, ranking),
            named=understood.named if ranking.named else None,
            nearly=ranking.nearly if understood.named is None else None,
            emergency=told,
        )

    def _readings(self, scored: Scored, ranking: RankedRecords) -> tuple[str, ...]:
        """Return the needs that a query may express, none when it is surely understood.

        A query that nothing answers gets some only when it is not much farther from a need than
        from what no need covers.
        """
        if ranking.named or scored.near is None or ranking.certainty is Certainty.SURE:
            return ()
        if not len(ranking.positions) and scored.margin < READ_FROM:
            return ()
        identifiers = self.retriever.content.needs.identifiers
        return readings_of(identifiers, scored.near, scored.view, scored.order)

    @staticmethod
    def _facets(query: Query, scored: Scored, ranking: RankedRecords) -> tuple[Facet, ...]:
        """Return the results by filter; none when the query does not ask for them."""
        if not query.counted:
            return ()
        return scored.view.facets.counts(ranking.answering, query.filters)

    def _location_facets(
        self, query: Query, understood: Understood, scored: Scored, ranking: RankedRecords
    ) -> tuple[LocationFacet, ...]:
        """Return the locations in view by filter; none when the query does not ask for them."""
        if not query.counted:
            return ()
        in_view = self._ranker.in_view(query, understood, scored, ranking)
        return location_facets(self.retriever.locations, in_view, query.location_filters)

    def _hits(
        self, query: Query, understood: Understood, scored: Scored, ranking: RankedRecords
    ) -> tuple[Hit, ...]:
        """Return the hits of the requested page."""
        retriever, first = self.retriever, (query.page - 1) * query.size
        view, records = scored.view, retriever.records
        situations = Situations(
            retriever,
            view,
            understood.place,
            ranking.located,
            ranking.nearest,
            understood.named if ranking.named else None,
            ranking.arrangement.groups,
        )
        positions = ranking.positions[first : first + query.size].tolist()
        reasons = self._reasons(positions, understood, scored, ranking)
        return tuple(
            Hit(
                rank=rank,
                record=view.record(position),
                reason=reason,
                score=float(ranking.order.scores[position]),
                probability=(likelihood := float(ranking.likelihoods[position])),
                closeness=self._closeness(position, likelihood, ranking, scored, reason),
                signals=ranking.order.signals(position),
                duplicates=tuple(
                    records[other] for other in retriever.groups.others(int(view.rows[position]))
                ),
                **vars(situations.of(position)),
            )
            for rank, (position, reason) in enumerate(
                zip(positions, reasons, strict=True), start=first + 1
            )
        )

    def _reasons(
        self,
        positions: Sequence[int],
        understood: Understood,
        scored: Scored,
        ranking: RankedRecords,
    ) -> list[Reason]:
        """Return why each of some records is shown."""
        reasons, view = self.retriever.reasons(positions, understood, scored), scored.view
        if ranking.named:
            located = understood.named.locations if understood.named else {}
            for number, at in enumerate(positions):
                if at in ranking.named:
                    is_location = int(view.rows[at]) in located
                    kind = Naming.ITS_LOCATION if is_location else Naming.ITS_NAME
                    reasons[number] = replace(reasons[number], kind=kind)
        elif ranking.nearly is not None and understood.named is None:
            return [replace(each, kind=Naming.LIKE_ITS_NAME) for each in reasons]
        return reasons

    def _closeness(
        self,
        position: int,
        likelihood: float,
        ranking: RankedRecords,
        scored: Scored,
        reason: Reason,
    ) -> Closeness:
        """Return how close a result is to a query.

        A record whose name the query is answers. To be said to answer, another must declare the
        need that the query surely expresses: a word in common is not enough. Without a thesaurus
        the likelihood decides.
        What explains it must be true of every place: "Selon le lieu, on peut imprimer" is near. A
        record for people with a disability is in doubt when the query mentions none.
        """
        if position in ranking.named:
            return Closeness.ANSWERS
        if ranking.certainty is not Certainty.SURE:
            return Closeness.MAYBE
        rules = self.retriever.calibration.search
        found, record = closeness(likelihood, rules), scored.view.record(position)
        if is_for_others(record, scored.needs):
            return Closeness.MAYBE
        if found is Closeness.ANSWERS and reason.is_by_place:
            return Closeness.NEAR
        if found is not Closeness.ANSWERS or not self.retriever.content.needs.identifiers:
            return found
        agreed = scored.sure_need(rules.agreed_from) in record.besoins
        return found if agreed else Closeness.NEAR

    @staticmethod
    def _widened(
        understood: Understood, ranking: RankedRecords, hits: tuple[Hit, ...]
    ) -> Widened | None:
        """Return how the area was widened, or that nothing shown is near."""
        place = understood.place
        if not hits or place is None:
            return None
        is_near = any(hit.group is Group.NEAR for hit in hits)
        if is_near or place.kind is PlaceKind.COUNTRY or hits[0].rank > 1:
            return ranking.located.widened
        return Widened(Widening.NOTHING_NEAR, place)
