"""Ranking: which records are shown for a query that was scored, and in which order.

Likely records that pass the filters and serve the place, in the order of `arrangement`.
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
from index.ordering.learned_order import Ordered
from index.places.models import FRANCE
from index.places.proximity import Proximity
from index.search.arrangement import (
    GENERAL,
    POSITIONS,
    Arrangement,
    elsewhere_of,
    groups_of,
    serving_near,
)
from index.search.likelihood import MAYBE_SHOWN, Certainty, Likelihoods
from index.search.query import Order, Query
from index.search.results import Group
from index.search.retriever import Retriever
from index.search.scoring import Scored
from index.search.understanding import Understood

SURE_FROM = 0.2
"""Share of the query, in [0, 1], that must go to the nearest need for locations to be chosen by the
needs that they serve: below, the query may express another need."""
NEAREST_NEEDS = 2
"""Needs, the nearest to a query, that a place may serve when none near serves what it surely says.
"""
SURE_NAME = 0.85
"""Likeness of a name from which its record comes before locations whose name is more like."""


@dataclass(frozen=True)
class RankedRecords:
    """Records that answer a query, in the order in which they are shown.

    view: the records that were scored, by position; positions: those of the results of all pages,
    in order; answering: (n records,) bool, the records that answer whatever the filters, one of
    each group of likely duplicates; order: scores, and what they are made of; likelihoods: (n
    records,) float32, that each record answers; located: distances to the place, and which records
    serve it; nearest: locations of the records around it that serve the need; arrangement: their
    groups; certainty: how sure it is that they answer; named: positions of those whose name the
    query is, which come first whatever their likelihood; nearly: the records shown for want of any
    that answers, that the query names or whose name sounds like it, None for none.
    """

    view: RecordView
    positions: NDArray[np.int64]
    answering: Mask
    order: Ordered
    likelihoods: Column
    located: Proximity
    nearest: NearestLocations
    arrangement: Arrangement
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


@dataclass(frozen=True)
class _Situated:
    """Locations that serve a need, where the records are, and how they are arranged."""

    nearest: NearestLocations
    located: Proximity
    arrangement: Arrangement

    def has_near(self, likelihoods: Likelihoods) -> bool:
        """Return whether a record that may answer is near the place."""
        near = self.arrangement.groups == POSITIONS[Group.NEAR]
        return bool((near & likelihoods.answering_nearby).any() or self.arrangement.near.any())


@dataclass(frozen=True)
class _Search:
    """A query whose records are ranked: its filters, its place, its scores and likelihoods.

    among: rows of the locations that pass its filters, (n locations,) bool, None without any.
    """

    query: Query
    understood: Understood
    scored: Scored
    likelihoods: Likelihoods
    among: Mask | None


class Ranker:
    """Ranks the records of an index for queries; safe to share between threads."""

    def __init__(self, retriever: Retriever) -> None:
        """retriever: holds the open index."""
        self._retriever = retriever

    def rank(self, query: Query, understood: Understood, scored: Scored) -> RankedRecords:
        """Return, in the order in which they are shown, the records likely to answer.

        They pass the filters, and serve the place.

        Args:
            query: the search, read for its filters, its radius and its order.
            understood: the place and the words found in the text of that query.
            scored: scores of the records for those words.

        Returns:
            The records of all pages, with their distances and likelihoods.

        Raises:
            InvalidQuery: when a filter names an unknown field or code.
        """
        retriever, view, scores = self._retriever, scored.view, scored.order.scores
        among = query.location_filters.mask(retriever.locations)
        likelihoods = retriever.likelihoods(scored)
        search = _Search(query, understood, scored, likelihoods, among)
        situated = self._situated(search)
        nearest, located, arrangement = situated.nearest, situated.located, situated.arrangement
        selected = self._selected(query, understood, view, nearest, among)
        first = _named_first(understood.named, view, located, selected, scores)
        answering = _answering(search, situated, first)
        nearly = self._nearly(query, understood, answering)
        if nearly is not None:
            answering[view.positions_of(list(nearly.records))] = True
        kept = np.flatnonzero(view.groups.best(scores, answering & selected))
        positions = arrangement.by_relevance(kept)
        certainty = Certainty.NOTHING
        if len(positions):
            doubted = nearly is not None or _is_of_nobody(understood, bool(first))
            shown = arrangement.shown(int(positions[0]), understood.place)
            certainty = Certainty.MAYBE if doubted else likelihoods.certainty_of(shown)
        ranked = RankedRecords(
            view,
            positions,
            view.groups.best(scores, answering),
            scored.order,
            likelihoods.records,
            located,
            nearest,
            arrangement,
            certainty,
            tuple(first),
            nearly,
        )
        is_near = query.order is Order.DISTANCE and understood.place is not None
        return ranked.ordered(self._nearest_first(ranked) if is_near else positions)

    def _nearest_first(self, ranked: RankedRecords) -> NDArray[np.int64]:
        """Return the positions of the records, the nearest first."""
        doubtful = ranked.likelihoods < self._retriever.calibration.search.near_from
        km = ranked.located.shown_distances()
        return ranked.arrangement.by_distance(np.sort(ranked.positions), km, doubtful)

    def _situated(self, search: _Search) -> _Situated:
        """Return where the records are from the place, and how they are arranged.

        What is near serves the needs that the query surely expresses; when nothing does, the two
        nearest to it.
        """
        scored, likelihoods = search.scored, search.likelihoods
        situated = self._serving(search, self._needs(scored))
        if search.understood.place is None or situated.has_near(likelihoods):
            return situated
        wider = dict.fromkeys(scored.needs[:NEAREST_NEEDS], 1 / NEAREST_NEEDS)
        if scored.margin < 0 or not wider:
            return situated
        other = self._serving(search, wider)
        return other if other.has_near(likelihoods) else situated

    def _serving(self, search: _Search, needs: Mapping[str, float]) -> _Situated:
        """Return where the records are, those near being those that serve some needs.

        needs: with their shares of the query; none when unsure, and any location serves.
        """
        scored, understood, likelihoods = search.scored, search.understood, search.likelihoods
        view, rules = scored.view, self._retriever.calibration.search
        nearest = self._nearest(understood, scored, search.among, needs)
        likely = likelihoods.records
        half = float(likely.max(initial=0.0)) / 2
        from_ = rules.answers_from if needs else min(rules.near_from, half)
        declared = view.declared_share(needs) if needs else None
        serving = serving_near(nearest, declared, likely >= from_)
        nearby = likelihoods.answering_nearby | (serving >= GENERAL)
        located = view.locate(understood.place, search.query.radius_km, nearby, nearest.distances)
        groups = groups_of(view, understood.place, located, serving)
        self._raise_national(groups, understood, scored)
        own = located.distances
        own = np.full(len(view), np.inf) if own is None else np.nan_to_num(own, nan=np.inf)
        effort = np.where(nearest.distances.located, nearest.least_effort(), own)
        elsewhere = elsewhere_of(view, understood.place, likely >= rules.near_from)
        arrangement = Arrangement(
            scored.order.scores, groups, serving, effort, view.reachable, elsewhere
        )
        return _Situated(nearest, located, arrangement)

    def _raise_national(
        self, groups: NDArray[np.int8], understood: Understood, scored: Scored
    ) -> None:
        """Put the national service whose very task is the need of a query above those near."""
        need = scored.sure_need(self._retriever.calibration.search.agreed_from)
        row = self._retriever.national_service(need)
        if row is not None and understood.place is not None and understood.place.country == FRANCE:
            groups[scored.view.positions_of([row])] = POSITIONS[Group.NATIONAL]

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
        among = query.location_filters.mask(self._retriever.locations)
        likelihoods = self._retriever.likelihoods(scored)
        return self._situated(_Search(query, understood, scored, likelihoods, among)).nearest

    def _nearest(
        self,
        understood: Understood,
        scored: Scored,
        among: Mask | None,
        needs: Mapping[str, float],
    ) -> NearestLocations:
        """Return the locations around the place of a query that serve some needs."""
        view, place = scored.view, understood.place
        named = None
        if place is not None and understood.named is not None:
            named = understood.named.likeness(view) > 0
        return view.nearest(place, needs, named, among)

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
            nearest = self._nearest(understood, scored, None, self._needs(scored))
        seen = ranked.answering[nearest.records]
        if not place.is_area:
            seen &= nearest.km <= query.radius_km
        return np.unique(nearest.rows[seen])


def _answering(search: _Search, situated: _Situated, named: list[int]) -> Mask:
    """Return the records that answer, whatever the filters: (n records,) bool.

    They are likely to, and serve the place; a few when it is doubtful. named: positions of those
    whose name the query is, which answer.
    """
    likelihoods, arrangement = search.likelihoods, situated.arrangement
    located, view = situated.located, search.scored.view
    nearby = likelihoods.answering_nearby & (located.nearness > 0)
    answering = (likelihoods.answering() | nearby) & located.allowed
    answering[named] = True
    if likelihoods.certainty is not Certainty.NOTHING:
        answering |= arrangement.near & located.allowed
    answering = arrangement.worth_showing(answering)
    if named or not (likelihoods.is_doubtful or search.understood.unknown_name):
        return answering
    best = view.groups.best(search.scored.order.scores, answering)
    return _only(arrangement.by_relevance(np.flatnonzero(best)), len(view))


def _is_of_nobody(understood: Understood, borne: bool) -> bool:
    """Return whether a query names a body that is unknown, or that nobody is there.

    What answers its need is not the body asked for. borne: whether some records bear the name.
    """
    named = understood.named
    return bool(understood.unknown_name) or (named is not None and named.is_whole and not borne)


def _only(positions: NDArray[np.int64], size: int) -> Mask:
    """Return the first records of an order, the few that are shown in doubt: (size,) bool."""
    kept = np.zeros(size, dtype=np.bool_)
    kept[positions[:MAYBE_SHOWN]] = True
    return kept


def _named_first(
    named: Named | None, view: RecordView, located_at: Proximity, selected: Mask, scores: Column
) -> list[int]:
    """Return the records whose name the query is, that pass the filters: positions, likest first.

    Those that neither serve the place nor are near are left out, unless it is their exact name:
    another body of a like name is meant.
    """
    if named is None or not named.is_whole:
        return []
    located = {*view.positions_of(list(named.locations))}
    is_free = named.is_exact and not named.besides
    found = {
        at: likeness
        for row, likeness in named.records.items()
        for at in view.positions_of([row])
        if selected[at] and (is_free or located_at.allowed[at] or at in located)
    }
    near = located_at.shown_distances()

    def order(at: int) -> tuple[bool, float, float, float]:
        """Return records surely meant first, then the likest; of those as like, the nearest."""
        sure = at not in located and found[at] >= SURE_NAME
        return not sure, -round(found[at], 2), near[at], -float(scores[at])

    return sorted(found, key=order)
