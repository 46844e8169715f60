"""Search: from a query to ranked, explained hits.

Read `Searcher.search`, then `answer`, from top to bottom: understand the text, encode it, score
every channel; fuse, decide which records answer, filter, rank, explain.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask
from index.artefact.manifest import Manifest
from index.locations.nearest import NearestLocations
from index.messages import Sentence
from index.places.models import PlaceKind
from index.places.proximity import Proximity
from index.search.facets import Facet, Facets
from index.search.fusion import Channel, Fusion
from index.search.likelihood import closeness
from index.search.query import Order, Query
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


@dataclass(frozen=True)
class RankedRecords:
    """Records that answer a query, in the order in which they are shown.

    rows: positions in the index of the results of all pages, in order; answering: (n records,)
    bool, the records that answer whatever the filters, one of each group of likely duplicates;
    fusion: the scores, with nearness to the place if there is one; likelihoods: (n records,)
    float32, that each record answers; located: distances to the place, and which records serve it;
    nearest: locations of the records around it that serve the need.
    """

    rows: NDArray[np.int64]
    answering: Mask
    fusion: Fusion
    likelihoods: Column
    located: Proximity
    nearest: NearestLocations


class Searcher:
    """Answers queries in everyday French with ranked records; safe to share between threads."""

    def __init__(self, retriever: Retriever) -> None:
        """retriever: holds an open index, and its encoder if there is one."""
        self.retriever = retriever
        self._facets = Facets(retriever.records)

    @property
    def manifest(self) -> Manifest:
        """Description of the index that is searched: version, encoder, files."""
        return self.retriever.manifest

    @property
    def mode(self) -> Mode:
        """How searches answer: by vectors and words, or by words only when no encoder is loaded.

        An encoder that is late for one query makes that answer alone use words only.
        """
        return self.retriever.mode

    def facets(self) -> tuple[Facet, ...]:
        """Return the codes that one can filter by, with how many records have each."""
        return self._facets.counts(np.ones(len(self.retriever.records), dtype=np.bool_), {})

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
        self._facets.mask(query.filters)  # a wrong filter is refused before any work
        with clock.stage(Stage.UNDERSTAND):
            understood = retriever.understand(query)
        with clock.stage(Stage.ENCODE):
            vector = retriever.encode(understood.text) if by_meaning else None
        with clock.stage(Stage.SCORE):
            scored = retriever.score(understood, vector)
        return self.answer(query, understood, scored, clock)

    def answer(
        self, query: Query, understood: Understood, scored: Scored, clock: Stopwatch | None = None
    ) -> SearchResult:
        """Rank, filter and explain the records that were already scored for a query.

        Args:
            query: the text, its filters and its place.
            understood: the same, with its place recognized and its words corrected.
            scored: scores of the records for its text.
            clock: durations of the earlier steps, to which those of this one are added; None to
                start from none.

        Returns:
            The results of the requested page, best first, with counts by filter and what was
            understood.

        Raises:
            InvalidQuery: when a filter names an unknown field or code.
        """
        clock = clock or Stopwatch()
        with clock.stage(Stage.RANK):
            ranking = self._ranking(query, understood, scored)
            facets = self._facets.counts(ranking.answering, query.filters)
        with clock.stage(Stage.EXPLAIN):
            hits = self._hits(query, understood, scored, ranking)
        return SearchResult(
            query=query,
            hits=hits,
            total=len(ranking.rows),
            facets=facets,
            understood=understood,
            relaxed=self._relaxed(understood, ranking, hits),
            timings=clock.timings,
            version=self.manifest.version,
            mode=Mode.HYBRID if Channel.DENSE in scored.records else Mode.LEXICAL,
            needs=scored.needs,
            margin=scored.margin,
            margin_from=self.retriever.calibration.classification.margin_from,
        )

    def _ranking(self, query: Query, understood: Understood, scored: Scored) -> RankedRecords:
        """Return the records that answer, pass the filters and serve the place, in order."""
        retriever, fusion = self.retriever, scored.fusion
        selected = self._facets.mask(query.filters)
        nearest = self._nearest(query, understood, scored)
        if query.open_at is not None:
            selected &= self._open(query.open_at, nearest, understood)
        likelihoods = retriever.likelihoods(scored)
        nearby = likelihoods.answering_nearby()
        located = retriever.locate(understood.place, query.radius_km, nearby, nearest.distances)
        if understood.place is not None:
            fusion = fusion.adding(Channel.PROXIMITY, located.nearness)
        allowed = likelihoods.answering() | (nearby & (located.nearness > 0))
        answering = allowed & located.allowed
        shown = retriever.groups.best(fusion.scores, answering & selected)
        rows = self._ordered(fusion.scores, shown, located, likelihoods.records, query.order)
        distinct = retriever.groups.best(fusion.scores, answering)
        return RankedRecords(rows, distinct, fusion, likelihoods.records, located, nearest)

    def _open(self, moment: datetime, nearest: NearestLocations, understood: Understood) -> Mask:
        """Return the records open at a moment, or with a location (near the place) that is."""
        retriever = self.retriever
        if understood.place is not None:
            having = np.zeros(len(retriever.records), dtype=np.bool_)
            having[nearest.records] = True
        else:
            selected = retriever.locations.hours.open_at(moment)
            having = retriever.locations.records_with(selected, len(retriever.records))
        return retriever.hours.open_at(moment) | having

    def _nearest(self, query: Query, understood: Understood, scored: Scored) -> NearestLocations:
        """Return the locations around the place of a query that serve its need and are open."""
        retriever = self.retriever
        margin_from = retriever.calibration.classification.margin_from
        needs = scored.needs if scored.margin >= margin_from else ()
        among = None if query.open_at is None else retriever.locations.hours.open_at(query.open_at)
        return retriever.nearest(understood.place, needs, among)

    def _ordered(
        self, scores: Column, shown: Mask, located: Proximity, likely: Column, order: Order
    ) -> NDArray[np.int64]:
        """Return the rows shown: best first; or by distance, likely records before the others."""
        rows = np.flatnonzero(shown)
        keys: list[NDArray[np.floating]] = [-scores[rows]]
        if order is Order.DISTANCE:
            near_from = self.retriever.calibration.search.near_from
            doubtful = (likely[rows] < near_from).astype(np.float32)
            keys += [located.shown_distances()[rows], doubtful]
        ranked: NDArray[np.int64] = rows[np.lexsort(keys)]
        return ranked

    def _hits(
        self, query: Query, understood: Understood, scored: Scored, ranking: RankedRecords
    ) -> tuple[Hit, ...]:
        """Return the hits of the requested page."""
        retriever, first = self.retriever, (query.page - 1) * query.size
        records = retriever.records
        situations = Situations(retriever, understood.place, ranking.located, ranking.nearest)
        rows = ranking.rows[first : first + query.size].tolist()
        return tuple(
            Hit(
                rank=rank,
                record=records[row],
                reason=retriever.reason(row, understood, scored),
                score=float(ranking.fusion.scores[row]),
                probability=(likelihood := float(ranking.likelihoods[row])),
                closeness=closeness(likelihood, retriever.calibration.search),
                signals=ranking.fusion.signals(row),
                duplicates=tuple(
                    retriever.records[other] for other in retriever.duplicates_of(row)
                ),
                **vars(situations.of(row)),
            )
            for rank, row in enumerate(rows, start=first + 1)
        )

    @staticmethod
    def _relaxed(
        understood: Understood, ranking: RankedRecords, hits: tuple[Hit, ...]
    ) -> tuple[str, ...]:
        """Return the sentences that say how the area was widened, or that nothing shown is near."""
        place = understood.place
        if not hits or place is None:
            return ()
        is_near = any(hit.group is Group.NEAR for hit in hits)
        if is_near or place.kind is PlaceKind.COUNTRY or hits[0].rank > 1:
            return ranking.located.relaxed
        return (Sentence("Rien de connu près de « %(place)s » pour ce besoin.", place=place.nom),)
