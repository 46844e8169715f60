"""Ranking: which records are shown for a query that was scored, and in which order.

Likely records that pass the filters and serve the place, best first. Near a place, local records
that likely answer come first: somebody who names a town wants a door there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask
from index.candidates.naming import Named
from index.candidates.record_view import RecordView
from index.locations.filters import LocationFilters
from index.locations.nearest import NearestLocations
from index.places.proximity import DEFAULT_RADIUS_KM, Proximity
from index.records.audience import AMONG, others_lower
from index.search.fusion import Channel, Fusion
from index.search.likelihood import MAYBE_SHOWN, Certainty, Likelihoods, first_of
from index.search.query import Order, Query
from index.search.retriever import Retriever
from index.search.scoring import Scored
from index.search.understanding import Understood

LOCAL_FIRST = 5
"""Most local records that come before the others: the rest keeps its order."""
SERVES_FROM = 0.1
"""Share of the query, in [0, 1], that the needs of a local record, or of its location, must serve
for it to come first, unless its text alone makes it likely that it answers."""
SURE_FROM = 0.2
"""Share of the query, in [0, 1], that must go to the nearest need for locations to be chosen by the
needs that they serve: below, the query may express another need."""
SURE_NAME = 0.85
"""Likeness of a name from which its record comes before locations whose name is more like."""
DOOR_STEPS_KM = (5.0, 10.0, 20.0)
"""Kilometres that separate near doors from farther ones, when local records are ordered."""


@dataclass(frozen=True)
class RankedRecords:
    """Records that answer a query, in the order in which they are shown.

    view: the records that were scored, by position; positions: those of the results of all pages,
    in order; answering: (n records,) bool, the records that answer whatever the filters, one of
    each group of likely duplicates; fusion: the scores, with nearness to the place if there is one;
    likelihoods: (n records,) float32, that each record answers; located: distances to the place,
    and which records serve it; nearest: locations of the records around it that serve the need;
    certainty: how sure it is that they answer; named: positions of those whose name the query is,
    which come first whatever their likelihood; nearly: the records shown for want of any that
    answers, that the query names or whose name sounds like it, None for none.
    """

    view: RecordView
    positions: NDArray[np.int64]
    answering: Mask
    fusion: Fusion
    likelihoods: Column
    located: Proximity
    nearest: NearestLocations
    certainty: Certainty
    named: tuple[int, ...] = ()
    nearly: Named | None = None

    def ordered(self, positions: NDArray[np.int64]) -> RankedRecords:
        """Return the same records in another order, those whose name the query is before."""
        rows = () if self.nearly is None else list(self.nearly.records)
        ahead = [*self.named, *self.view.positions_of(rows)]
        first = np.array([at for at in ahead if at in positions], dtype=np.int64)
        others = positions[~np.isin(positions, first)]
        return replace(self, positions=np.concatenate((first, others)))


class Ranker:
    """Ranks the records of an index for queries; safe to share between threads."""

    def __init__(self, retriever: Retriever) -> None:
        """retriever: holds the open index."""
        self._retriever = retriever

    def rank(self, query: Query, understood: Understood, scored: Scored) -> RankedRecords:
        """Return, best first, the records likely to answer that pass the filters, near the place.

        Args:
            query: the search, read for its filters, its radius and its order.
            understood: the place and the words found in the text of that query.
            scored: scores of the records for those words.

        Returns:
            The records of all pages, with their distances and likelihoods.

        Raises:
            InvalidQuery: when a filter names an unknown field or code.
        """
        retriever, view, fusion = self._retriever, scored.view, scored.fusion
        needs, named = self._needs(scored), understood.named
        if named is not None:
            fusion = fusion.adding(Channel.NAME, _likeness(named, view))
        among = query.location_filters.mask(retriever.locations)
        nearest = self._nearest(understood, scored, among)
        selected = self._selected(query, understood, view, nearest, among)
        likelihoods = retriever.likelihoods(scored)
        nearby = likelihoods.answering_nearby()
        located = view.locate(understood.place, query.radius_km, nearby, nearest.distances)
        if understood.place is not None:
            fusion = fusion.adding(Channel.PROXIMITY, located.nearness)
        answering, certainty = _answering(understood, view, fusion.scores, likelihoods, located)
        first = _named_first(named, view, located, selected, fusion.scores)
        answering[first] = True
        nearly = self._nearly(query, understood, answering)
        if nearly is not None:
            answering[view.positions_of(list(nearly.records))] = True
            certainty = Certainty.MAYBE
        shown = view.groups.best(fusion.scores, answering & selected)
        distinct = view.groups.best(fusion.scores, answering)
        positions = np.flatnonzero(shown)
        ranked = RankedRecords(
            view,
            positions,
            distinct,
            fusion,
            likelihoods.records,
            located,
            nearest,
            certainty if len(positions) else Certainty.NOTHING,
            tuple(first),
            nearly,
        )
        if query.order is Order.DISTANCE:
            return ranked.ordered(self._by_distance(ranked, scored, bool(needs)))
        positions = self._by_relevance(ranked, scored, bool(needs))
        best = [view.record(position) for position in positions[:AMONG].tolist()]
        return ranked.ordered(others_lower(positions, best, scored.needs))

    def _nearly(self, query: Query, understood: Understood, answering: Mask) -> Named | None:
        """Return the names to offer when no record answers a query; None if none, or if one does.

        answering: (n records,) bool.
        """
        if answering.any() or not query.is_request:
            return None
        return self._retriever.understanding.nearly(query, understood)

    def nearest(self, query: Query, understood: Understood, scored: Scored) -> NearestLocations:
        """Return the locations around the place of a query that serve its need, once filtered.

        Args:
            query: its filters on locations.
            understood: the same, with its place.
            scored: scores of the records for its text, and the needs that it expresses.

        Returns:
            The locations of each record, nearest first; none without a place.
        """
        return self._nearest(
            understood, scored, query.location_filters.mask(self._retriever.locations)
        )

    def _nearest(
        self, understood: Understood, scored: Scored, among: Mask | None
    ) -> NearestLocations:
        """Return the locations around the place of a query that serve its need, of some or all."""
        view, place = scored.view, understood.place
        named = None
        if place is not None and understood.named is not None:
            named = _likeness(understood.named, view) > 0
        return view.nearest(place, self._needs(scored), named, among)

    def _needs(self, scored: Scored) -> Mapping[str, float]:
        """Return the needs that a query expresses, with their shares; none when unsure."""
        margin_from = self._retriever.calibration.classification.margin_from
        greatest = max(scored.need_shares.values(), default=0.0)
        sure = scored.margin >= margin_from and greatest >= SURE_FROM
        return scored.need_shares if sure else {}

    def _selected(
        self,
        query: Query,
        understood: Understood,
        view: RecordView,
        nearest: NearestLocations,
        among: Mask | None,
    ) -> Mask:
        """Return the records that pass the filters: (n records,) bool.

        A record passes a filter of locations when one of its own does: near the place, if there is
        one. It also passes when it is itself open, if that is the only filter.
        """
        retriever, filters = self._retriever, query.location_filters
        selected = view.facets.mask(query.filters)
        if among is None:
            return selected
        if understood.place is None:
            every = retriever.locations.records_with(among, len(retriever.records))
            having = every[view.rows]
        else:
            having = np.zeros(len(view), dtype=np.bool_)
            having[nearest.records] = True
        if filters.open_at is not None and filters == LocationFilters(filters.open_at):
            having |= retriever.hours.open_at(filters.open_at)[view.rows]
        return selected & having

    def in_view(
        self, query: Query, understood: Understood, scored: Scored, ranked: RankedRecords
    ) -> NDArray[np.int64]:
        """Return the rows of the locations in view, whatever the filters on them: each once.

        They are those of the records that answer which serve the need, around the place; none
        without a place, where no location is shown.

        Args:
            query: its radius.
            understood: the same, with its place.
            scored: scores of the records for its text.
            ranked: the records that answer.

        Returns:
            (k,) int, rows of the table of locations.
        """
        place, nearest = understood.place, ranked.nearest
        if place is None:
            return np.zeros(0, dtype=np.int64)
        if query.location_filters:
            nearest = self._nearest(understood, scored, None)
        seen = ranked.answering[nearest.records]
        if not place.is_area:
            seen &= nearest.km <= query.radius_km
        return np.unique(nearest.rows[seen])

    def _by_distance(self, ranked: RankedRecords, scored: Scored, sure: bool) -> NDArray[np.int64]:
        """Order records by distance, likely ones before the others."""
        rows = ranked.positions
        near_from = self._retriever.calibration.search.near_from
        doubtful = ranked.likelihoods[rows] < near_from
        distances = ranked.located.shown_distances()[rows]
        order = np.lexsort((-ranked.fusion.scores[rows], distances, doubtful))
        return np.asarray(rows[order], dtype=np.int64)

    def _by_relevance(self, ranked: RankedRecords, scored: Scored, sure: bool) -> NDArray[np.int64]:
        """Order records best first, but for at most five local ones, which come first.

        These likely answer, or serve the need that the query expresses (`sure`); when no record
        likely answers, those half as likely as the best do. They are ordered by level of
        confidence, then by how near a place is that one can call, write to or visit at known hours.
        """
        scores, rows = ranked.fusion.scores, ranked.positions
        levels = self._levels(ranked.likelihoods)
        rows = rows[np.argsort(-scores[rows], kind="stable")]
        rows = self._reachable_first(rows, levels, ranked.view.reachable)
        local = ranked.located.local
        if local is None:
            return rows
        serves = self._serves(ranked, scored, sure)
        likely = levels >= (2 if sure else 1)
        serving = serves & (ranked.nearest.distances.located | (levels >= 1))
        local = local & (serving | likely | self._as_likely(ranked))
        near = rows[local[rows]]
        levels = np.maximum(levels, serves)
        order = np.lexsort((-scores[near], self._door_steps(ranked)[near], -levels[near]))
        first = near[order][:LOCAL_FIRST]
        return self._with_a_door(np.concatenate((first, rows[~np.isin(rows, first)])), ranked)

    def _with_a_door(self, rows: NDArray[np.int64], ranked: RankedRecords) -> NDArray[np.int64]:
        """Bring up the best record that has a near door, when none of the first ones has any.

        A door serves a need that the query may express, within 20 km, and can be called, written to
        or visited at known hours. It takes the last of the first places.
        """
        located, own = ranked.nearest.distances.located, ranked.located.shown_distances()
        own = np.where(ranked.view.contactable, own, np.inf)
        km = np.where(located, ranked.nearest.contact_km(), own)
        doors = np.flatnonzero((km <= DEFAULT_RADIUS_KM)[rows])
        if not len(doors) or doors[0] < LOCAL_FIRST:
            return rows
        return np.insert(np.delete(rows, doors[0]), LOCAL_FIRST - 1, rows[doors[0]])

    @staticmethod
    def _reachable_first(
        rows: NDArray[np.int64], levels: NDArray[np.int64], reachable: Mask
    ) -> NDArray[np.int64]:
        """Reorder the records of each level of confidence: those without any way in come last.

        Each level keeps its places in the list.
        """
        ordered = rows.copy()
        for level in np.unique(levels[rows]):
            places = np.flatnonzero(levels[rows] == level)
            own = rows[places]
            ordered[places] = own[np.argsort(~reachable[own], kind="stable")]
        return ordered

    def _as_likely(self, ranked: RankedRecords) -> Mask:
        """Return the records half as likely as the best, when even that one is doubtful."""
        likely = ranked.likelihoods
        best = float(likely[ranked.positions].max(initial=0.0))
        doubtful = best < self._retriever.calibration.search.answers_from
        return np.asarray((likely >= best / 2) & doubtful)

    def _levels(self, likelihoods: Column) -> NDArray[np.int64]:
        """Return the level of confidence of each record: 2 answers, 1 near, 0 maybe."""
        calibration = self._retriever.calibration.search
        return np.digitize(likelihoods, (calibration.near_from, calibration.answers_from))

    @staticmethod
    def _serves(ranked: RankedRecords, scored: Scored, sure: bool) -> Mask:
        """Return the records, or whose near locations, serve the need that a query expresses."""
        none = np.zeros(len(ranked.likelihoods), dtype=np.float32)
        if not sure:
            return none > 0
        declared = scored.records.get(Channel.NEEDS, none)
        located = ranked.nearest.distances.located
        return np.asarray(np.where(located, ranked.nearest.share, declared) >= SERVES_FROM)

    def _door_steps(self, ranked: RankedRecords) -> NDArray[np.int64]:
        """Return how far a door of each record is, in steps of `DOOR_STEPS_KM`: (n records,) int.

        A door is a location, or the record itself, that one can call, write to or visit at known
        hours; without any, the last step.
        """
        located, own = ranked.nearest.distances.located, ranked.located.shown_distances()
        own = np.where(ranked.view.contactable, own, np.inf)
        return np.digitize(np.where(located, ranked.nearest.door_effort(), own), DOOR_STEPS_KM)


def _likeness(named: Named, view: RecordView) -> Column:
    """Return the likeness of a name and of those of the records in view: (n records,) float32."""
    column = np.zeros(len(view), dtype=np.float32)
    for row, likeness in named.records.items():
        column[view.positions_of([row])] = likeness
    return column


def _answering(
    understood: Understood,
    view: RecordView,
    scores: Column,
    likelihoods: Likelihoods,
    located: Proximity,
) -> tuple[Mask, Certainty]:
    """Return the records likely to answer, few of them in doubt, and how sure it is that they do.

    What answers the need of an unknown name is not the body asked for.
    """
    nearby = likelihoods.answering_nearby() & (located.nearness > 0)
    answering = (likelihoods.answering() | nearby) & located.allowed
    certainty = likelihoods.certainty
    if understood.unknown_name and certainty is Certainty.SURE:
        certainty = Certainty.MAYBE
    if certainty is Certainty.MAYBE:
        answering = first_of(view.groups.best(scores, answering), scores, MAYBE_SHOWN)
    return answering, certainty


def _named_first(
    named: Named | None, view: RecordView, located_at: Proximity, selected: Mask, scores: Column
) -> list[int]:
    """Return the records whose name the query is, that pass the filters: positions, likest first.

    When a place was taken out of the text, those that neither serve it nor are near are left out:
    another body of a like name is meant.
    """
    if named is None or not named.is_whole:
        return []
    located = {*view.positions_of(list(named.locations))}
    found = {
        at: likeness
        for row, likeness in named.records.items()
        for at in view.positions_of([row])
        if selected[at] and (not named.besides or located_at.allowed[at] or at in located)
    }
    near = located_at.shown_distances()

    def order(at: int) -> tuple[bool, float, float, float]:
        """Return records surely meant first, then the likest; of those as like, the nearest."""
        sure = at not in located and found[at] >= SURE_NAME
        return not sure, -round(found[at], 2), near[at], -float(scores[at])

    return sorted(found, key=order)
