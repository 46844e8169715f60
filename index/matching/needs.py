"""Matching: needs and records both ways, and records that go together.

A need finds the records that say they serve it, then others that likely do. A record finds the
needs of the thesaurus that it could serve besides its own: those whose phrasings are near what it
says it does, and the open needs that others published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask
from index.matching.neighbours import Neighbour
from index.places.models import Place
from index.places.proximity import Proximity
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.records.passages import Kind
from index.search.calibration import COSINE, LEAD
from index.search.explanation import Reason
from index.search.likelihood import probability
from index.search.query import Query
from index.search.retriever import Retriever

OWN_KINDS = frozenset({Kind.PURPOSE, Kind.SERVICE})
"""What a record says it does: neither its name nor the needs that it declares."""
NEAREST_PHRASINGS = 5
"""Phrasings of a need, the nearest ones, whose mean cosine is how near a record is to it."""
TYPICAL_COSINE = 0.8
"""Cosine that the feature of the same name is counted from."""
MAX_SUGGESTED = 5


@dataclass(frozen=True)
class ServedNeed:
    """A need that a record serves, or could; likelihood: calibrated, in [0, 1]; reason: said."""

    identifier: str
    declared: bool
    likelihood: float
    reason: str


@dataclass(frozen=True)
class ServingActor:
    """A record that serves a need, or likely does; distance_km: None without a place."""

    record: AnyRecord
    declared: bool
    reason: Reason
    score: float
    distance_km: float | None


@dataclass(frozen=True)
class ServingActors:
    """A page of those that serve a need; unknown_place: not understood; relaxed: widened."""

    actors: tuple[ServingActor, ...]
    total: int
    place: Place | None
    unknown_place: str
    relaxed: tuple[str, ...]


class Matcher:
    """Answers both ways over the catalogue and the thesaurus of a retriever."""

    def __init__(self, retriever: Retriever) -> None:
        """retriever: over the artefact that holds both."""
        self.retriever = retriever
        content = retriever.content
        self._place = {each: row for row, each in enumerate(content.needs.identifiers)}
        self.declaring = Counter(need for each in content.records for need in each.besoins)

    @property
    def version(self) -> str:
        """The version of the index that is matched over."""
        return self.retriever.manifest.version

    def actors_of(self, identifier: str, query: Query) -> ServingActors:
        """Who serves a need: those that say so, then those that likely do, the best first.

        Args:
            identifier: of the need.
            query: the label of the need, with the place, the page and its size.

        Returns:
            The page asked for.
        """
        retriever = self.retriever
        understood = retriever.understand(query)
        scored = retriever.score(understood, retriever.encode(understood.text))
        fusion, likely = scored.fusion, retriever.likelihoods(scored).records
        declared = np.array([identifier in each.besoins for each in retriever.records], np.bool_)
        answering: Mask = declared | (likely >= retriever.calibration.matching.answers_from)
        located = retriever.locate(understood.place, query.radius_km, answering)
        ranks = np.asarray(fusion.scores + 2 * declared + located.nearness / 2, dtype=np.float32)
        order = self._ordered(ranks, answering, located)
        first = (query.page - 1) * query.size
        return ServingActors(
            tuple(
                ServingActor(
                    retriever.records[row],
                    bool(declared[row]),
                    retriever.reason(row, understood, scored),
                    float(fusion.scores[row]),
                    located.shown_km(row),
                )
                for row in order[first : first + query.size]
            ),
            len(order),
            understood.place,
            understood.unknown_place,
            located.relaxed if order else (),
        )

    @staticmethod
    def _ordered(scores: Column, answering: Mask, located: Proximity) -> list[int]:
        rows = np.flatnonzero(answering & located.allowed)
        return [int(row) for row in rows[np.argsort(-scores[rows], kind="stable")]]

    def needs_of(self, identifier: str) -> tuple[ServedNeed, ...]:
        """The needs that a record serves, as it declares them, then those that it could serve.

        Args:
            identifier: of the record.

        Returns:
            The needs, the likeliest of each kind first.

        Raises:
            UnknownRecord: when there is no such record.
        """
        record = self.retriever.record(identifier)
        if not self._place:
            return ()
        likely, reasons = self._likely_needs(self.retriever.rows[identifier])
        could_serve_from = self.retriever.calibration.matching.could_serve_from
        declared = [each for each in record.besoins if each in self._place]
        others = [
            each
            for each, row in self._place.items()
            if each not in declared and likely[row] >= could_serve_from
        ]
        both = ((declared, True), (self._likeliest(others, likely)[:MAX_SUGGESTED], False))
        return tuple(
            ServedNeed(each, said, float(likely[row := self._place[each]]), reasons[row])
            for needs, said in both
            for each in self._likeliest(needs, likely)
        )

    def _likeliest(self, needs: list[str], likely: Column) -> list[str]:
        return sorted(needs, key=lambda each: -likely[self._place[each]])

    def _likely_needs(self, row: int) -> tuple[Column, list[str]]:
        """How likely a record is to serve each need, and what it says that is nearest to it.

        By what it says it does: neither its name nor the needs that it declares.
        """
        passages = self.retriever.content.passages
        rows = self.retriever.passages_of(row)
        own = [each for each in rows if passages[each].kind in OWN_KINDS] or list(rows)
        needs = self.retriever.content.needs
        near = self.retriever.content.vectors[own] @ needs.vectors[: needs.spans[-1].stop].T
        nearest = near.max(axis=0)
        cosines = np.array(
            [np.sort(nearest[each])[-NEAREST_PHRASINGS:].mean() for each in needs.spans]
        )
        reasons = [
            passages[own[int(near[:, each].max(axis=1).argmax())]].text for each in needs.spans
        ]
        features = {
            LEAD: (cosines - cosines.mean()) / max(float(cosines.std()), 1e-6),
            COSINE: cosines - TYPICAL_COSINE,
        }
        return probability(self.retriever.calibration.matching.serves, features), reasons

    def open_needs(self, identifier: str, size: int) -> tuple[Neighbour, ...]:
        """The open needs nearest to what a record does, where it serves.

        Args:
            identifier: of the record.
            size: how many.

        Returns:
            Records of type « besoin », the nearest first.

        Raises:
            UnknownRecord: when there is no such record.
        """
        record = self.retriever.record(identifier)
        return tuple(
            Neighbour(each, cosine, _common(record.familles, each.familles))
            for each, cosine in self._neighbours(record, open_needs=True)
            if _same_territory(record, each)
        )[:size]

    def similar(self, identifier: str, size: int) -> tuple[Neighbour, ...]:
        """The records that do what is most like what a record does.

        Args:
            identifier: of the record.
            size: how many.

        Returns:
            The records, the most alike first, with the needs that both serve.

        Raises:
            UnknownRecord: when there is no such record.
        """
        record = self.retriever.record(identifier)
        near = self._neighbours(record)
        return tuple(
            Neighbour(other, cosine, _common(record.besoins, other.besoins))
            for (other, cosine), _ in zip(near, range(size), strict=False)
        )

    def complementary(self, identifier: str, size: int) -> tuple[Neighbour, ...]:
        """The records that serve the same people for other needs, where the record serves.

        Args:
            identifier: of the record.
            size: how many.

        Returns:
            The records that share a public and no need, the nearest in what they do first.

        Raises:
            UnknownRecord: when there is no such record.
        """
        record = self.retriever.record(identifier)
        found: list[Neighbour] = []
        for other, cosine in self._neighbours(record):
            publics = _same_people(record, other)
            apart = not set(record.besoins) & set(other.besoins)
            if publics and apart and other.besoins and _same_territory(record, other):
                found.append(Neighbour(other, cosine, publics))
            if len(found) == size:
                break
        return tuple(found)

    def _neighbours(
        self, record: AnyRecord, open_needs: bool = False
    ) -> Iterator[tuple[AnyRecord, float]]:
        """The other records, the most alike first; duplicates of the record left out."""
        row = self.retriever.rows[record.id]
        vectors = self.retriever.content.record_vectors
        cosines: NDArray[np.float32] = vectors @ vectors[row]
        apart = {row, *self.retriever.duplicates_of(row)}
        for other in np.argsort(-cosines, kind="stable"):
            found = self.retriever.records[other]
            if int(other) not in apart and (found.type == "besoin") is open_needs:
                yield found, float(cosines[other])


def _common(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(each for each in ours if each in theirs)


def _same_people(one: AnyRecord, other: AnyRecord) -> tuple[str, ...]:
    """The publics that both serve; who serves everybody serves those of the other."""
    everyone = ref.PUBLICS.universal
    if everyone in one.publics:
        return other.publics
    return one.publics if everyone in other.publics else _common(one.publics, other.publics)


def _same_territory(one: AnyRecord, other: AnyRecord) -> bool:
    """Whether both serve a same région, or one of them all of France."""
    everywhere = ref.TERRITOIRES.universal
    if everywhere in one.territoires or everywhere in other.territoires:
        return True
    return bool(_common(one.territoires, other.territoires))
