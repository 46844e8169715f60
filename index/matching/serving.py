"""Records that serve a need of the thesaurus: those that declare it, then likely ones, by pages.

When there are too many records to score them all, those that declare the need and were not proposed
are scored page by page, as they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask, Rows
from index.candidates.record_view import RecordView
from index.locations.nearest import NearestLocations
from index.places.models import Place
from index.places.proximity import Proximity, Widened
from index.postings import are_in
from index.records.models import AnyRecord
from index.search.explanation import Reason
from index.search.query import Query
from index.search.results import Situation
from index.search.retriever import Retriever
from index.search.scoring import Scored
from index.search.situation import Situations
from index.search.understanding import Understood


@dataclass(frozen=True)
class ServingActor(Situation):
    """Record (organisation, programme…) that serves a need of the thesaurus, or likely does.

    declared: True when the record lists the need among its own; reason: the sentence of the record
    that best explains the match; score: relevance to the need, in [0, 1], higher is better. The
    inherited fields say how far the record is from the place of the query, and which of its
    locations are near.
    """

    record: AnyRecord
    declared: bool
    reason: Reason
    score: float


@dataclass(frozen=True)
class ServingActors:
    """One page of the records that serve a need of the thesaurus.

    actors: records of the page, best first; total: number of records on all pages; place: town or
    area recognized in the query, None without one; unknown_place: what was typed as a place and not
    recognized, otherwise ""; widened: how the search area was, None if it was not;
    total_exact: False when records that do not declare the need, and were not proposed, may serve
    it too.
    """

    actors: tuple[ServingActor, ...]
    total: int
    place: Place | None
    unknown_place: str
    widened: Widened | None
    total_exact: bool = True


def serving_actors(retriever: Retriever, identifier: str, query: Query) -> ServingActors:
    """Return the records that declare a need, and others that likely serve it.

    Args:
        retriever: an open index; without an encoder, the order of records follows words only.
        identifier: of the need in the thesaurus; when no record declares it, only likely records
            are returned.
        query: the label of the need as text to search, with the filters on records, the place, the
            page and its size.

    Returns:
        The requested page, best first: by the sum of the relevance in [0, 1], 2 when the record
        declares the need, and half the nearness to the place in [0, 1]. When only some records are
        scored, the others that declare the need come last, in the order of the index.

    Raises:
        InvalidQuery: when a filter names an unknown field or code.
    """
    understood = retriever.understand(query)
    vector = retriever.encode_query(understood)
    asked = _Asked(retriever, identifier, query, understood)
    serving = asked.serving(retriever.score(understood, vector, filters=query.filters))
    first, found = (query.page - 1) * query.size, len(serving.order)
    others, widened = asked.others(serving.view, found == 0)
    actors = asked.actors(serving, serving.order[first : first + query.size])
    start = max(first - found, 0)
    rows = others[start : start + query.size - len(actors)]
    if len(rows):
        scored = retriever.score(understood, vector, also=rows)
        positions = np.searchsorted(scored.view.rows, rows)
        actors += asked.actors(asked.serving(scored), positions)
    return ServingActors(
        actors,
        found + len(others),
        understood.place,
        understood.unknown_place,
        serving.located.widened if found else widened,
        serving.view.is_whole,
    )


@dataclass(frozen=True)
class _Serving:
    """The records in view that serve a need.

    scored: scores of the records in view; declared: (m records,) bool, those that declare the need;
    located: their distances to the place; nearest: their locations around it; order: (k,) int64,
    positions of those that serve the need, best first.
    """

    scored: Scored
    declared: Mask
    located: Proximity
    nearest: NearestLocations
    order: NDArray[np.int64]

    @property
    def view(self) -> RecordView:
        """The records that were scored, by position."""
        return self.scored.view


@dataclass(frozen=True)
class _Asked:
    """A need whose records are asked for.

    retriever: an open index; identifier: of the need; query: its label, the place and the page;
    understood: the same, with its place.
    """

    retriever: Retriever
    identifier: str
    query: Query
    understood: Understood

    def serving(self, scored: Scored) -> _Serving:
        """Return the records in view that declare the need or likely serve it, best first."""
        view, place = scored.view, self.understood.place
        likely = self.retriever.likelihoods(scored).records
        declared = view.declaring(self.identifier)
        answers_from = self.retriever.calibration.matching.answers_from
        answering: Mask = declared | (likely >= answers_from)
        nearest = view.nearest(place, {self.identifier: 1.0})
        located = view.locate(place, self.query.radius_km, answering, nearest.distances)
        nearness = located.nearness / 2
        ranks = np.asarray(scored.fusion.scores + 2 * declared + nearness, dtype=np.float32)
        selected = view.facets.mask(self.query.filters)
        rows = np.flatnonzero(answering & located.allowed & selected)
        order = rows[np.argsort(-ranks[rows], kind="stable")]
        return _Serving(scored, declared, located, nearest, order)

    def others(self, scored: RecordView, widening: bool) -> tuple[Rows, Widened | None]:
        """Return the rows of the other records that declare the need and pass, near the place.

        scored: the records that were scored; widening: True to widen the radius until one is within
        it. How it was widened comes second.
        """
        retriever, place = self.retriever, self.understood.place
        if scored.is_whole:
            return np.zeros(0, dtype=np.int64), None
        declaring = retriever.content.table.needs.of_key(self.identifier).astype(np.int64)
        rows = declaring[~are_in(declaring, scored.rows)]
        view = retriever.whole.among(rows)
        nearest = view.nearest(place, {self.identifier: 1.0})
        sought = np.full(len(rows), widening)
        located = view.locate(place, self.query.radius_km, sought, nearest.distances)
        others = rows[located.allowed & view.facets.mask(self.query.filters)]
        return others, located.widened if len(others) else None

    def actors(self, serving: _Serving, positions: NDArray[np.int64]) -> tuple[ServingActor, ...]:
        """Return the records at some positions of the view, as they are shown."""
        retriever, view, scored = self.retriever, serving.view, serving.scored
        situations = Situations(
            retriever, view, self.understood.place, serving.located, serving.nearest
        )
        reasons = retriever.reasons(positions.tolist(), self.understood, scored)
        return tuple(
            ServingActor(
                view.record(at),
                bool(serving.declared[at]),
                reason,
                float(scored.fusion.scores[at]),
                **vars(situations.of(at)),
            )
            for at, reason in zip(positions.tolist(), reasons, strict=True)
        )
