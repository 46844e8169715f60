"""Matching of needs (entries of the thesaurus) with records, and of records with one another.

For a need: the records that declare it, then others that likely serve it. For a record: the needs
that it declares, then others that it could serve, because their texts are near the description of
what it does; the records like it or that complete it; and the open needs (records in which somebody
seeks help) that it could meet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask
from index.artefact.content import KINDS
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
from index.search.results import Situation
from index.search.retriever import Retriever
from index.search.situation import Situations

OWN_KINDS = frozenset({Kind.PURPOSE, Kind.SERVICE})
"""Kinds of passages (texts cut from a record) that describe what a record does: not its name, nor
its declared needs."""
NEAREST_PHRASINGS = 5
"""Number of texts of a need, the nearest to a record, whose cosines are averaged into the cosine of
the need with the record."""
TYPICAL_COSINE = 0.8
"""Cosine at which the feature "cosine" of the regression is 0."""
MAX_SUGGESTED = 5


@dataclass(frozen=True)
class ServedNeed:
    """Need of the thesaurus that a record serves, or could serve.

    identifier: of the need; declared: True when the record lists it among its needs; likelihood:
    that the record serves it, in [0, 1], by a regression fitted on judged pairs; reason: the
    passage that is nearest to the need, among those of the record that say what it does.
    """

    identifier: str
    declared: bool
    likelihood: float
    reason: str


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
    recognized, otherwise ""; relaxed: sentences in French that say how the search area was widened,
    empty if it was not.
    """

    actors: tuple[ServingActor, ...]
    total: int
    place: Place | None
    unknown_place: str
    relaxed: tuple[str, ...]


class Matcher:
    """Finds the records of an index that serve a need of the thesaurus, and records that are alike.

    declaring: identifier of a need -> number of records that declare it; 0 for any other
    identifier.
    """

    def __init__(self, retriever: Retriever) -> None:
        """retriever: an open index; without an encoder, the order of records follows words only."""
        self.retriever = retriever
        content = retriever.content
        self._rows = {need: row for row, need in enumerate(content.needs.identifiers)}
        self.declaring = content.table.declaring

    @property
    def version(self) -> str:
        """Name of the version of the index, which changes when the index is built anew."""
        return self.retriever.manifest.version

    def actors_of(self, identifier: str, query: Query) -> ServingActors:
        """Return the records that declare a need, and others that likely serve it.

        Args:
            identifier: of the need in the thesaurus; when no record declares it, only likely
                records are returned.
            query: the label of the need as text to search, with the place, the page and its size.

        Returns:
            The requested page, best first: by the sum of the relevance in [0, 1], 2 when the record
            declares the need, and half the nearness to the place in [0, 1].
        """
        retriever = self.retriever
        understood = retriever.understand(query)
        scored = retriever.score(understood, retriever.encode(understood.text))
        fusion, likely = scored.fusion, retriever.likelihoods(scored).records
        view = scored.view
        declared = view.declaring(identifier)
        answering: Mask = declared | (likely >= retriever.calibration.matching.answers_from)
        nearest = view.nearest(understood.place, {identifier: 1.0})
        located = view.locate(understood.place, query.radius_km, answering, nearest.distances)
        situations = Situations(retriever, view, understood.place, located, nearest)
        ranks = np.asarray(fusion.scores + 2 * declared + located.nearness / 2, dtype=np.float32)
        order = self._ordered(ranks, answering, located)
        first = (query.page - 1) * query.size
        return ServingActors(
            tuple(
                ServingActor(
                    view.record(at),
                    bool(declared[at]),
                    retriever.reason(at, understood, scored),
                    float(fusion.scores[at]),
                    **vars(situations.of(at)),
                )
                for at in order[first : first + query.size]
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
        """Return the needs of the thesaurus that a record declares, then those that it could serve.

        Args:
            identifier: of the record.

        Returns:
            The declared needs, then at most five that are not declared, each part likeliest first;
            empty when the index has no thesaurus.

        Raises:
            UnknownRecord: when no record of the index has this identifier.
        """
        record = self.retriever.record(identifier)
        if not self._rows:
            return ()
        likely, reasons = self._likely_needs(self.retriever.rows[identifier])
        could_serve_from = self.retriever.calibration.matching.could_serve_from
        declared = [need for need in record.besoins if need in self._rows]
        others = [
            need
            for need, row in self._rows.items()
            if need not in declared and likely[row] >= could_serve_from
        ]
        both = ((declared, True), (self._likeliest(others, likely)[:MAX_SUGGESTED], False))
        return tuple(
            ServedNeed(need, is_declared, float(likely[row := self._rows[need]]), reasons[row])
            for needs, is_declared in both
            for need in self._likeliest(needs, likely)
        )

    def _likeliest(self, needs: list[str], likely: Column) -> list[str]:
        return sorted(needs, key=lambda need: -likely[self._rows[need]])

    def _likely_needs(self, row: int) -> tuple[Column, list[str]]:
        """Return the likelihood that a record serves each need, and its passage nearest to each.

        Only the passages that describe what it does are compared.
        """
        content, rows = self.retriever.content, self.retriever.passages_of(row)
        kinds = content.passage_facts["kind"][rows.start : rows.stop]
        described = np.flatnonzero(np.isin(kinds, [KINDS.index(kind) for kind in OWN_KINDS]))
        own = (rows.start + described).tolist() or list(rows)
        passages = content.passages
        needs = content.needs
        near = content.vectors[own] @ needs.vectors[: needs.spans[-1].stop].T
        nearest = near.max(axis=0)
        cosines = np.array(
            [np.sort(nearest[span])[-NEAREST_PHRASINGS:].mean() for span in needs.spans]
        )
        reasons = [
            passages[own[int(near[:, span].max(axis=1).argmax())]].text for span in needs.spans
        ]
        features = {
            LEAD: (cosines - cosines.mean()) / max(float(cosines.std()), 1e-6),
            COSINE: cosines - TYPICAL_COSINE,
        }
        return probability(self.retriever.calibration.matching.serves, features), reasons

    def open_needs(self, identifier: str, size: int) -> tuple[Neighbour, ...]:
        """Return the open needs (records in which somebody seeks help) that a record could meet.

        An open need is returned when it and the record cover a same région, or when either covers
        all of France.

        Args:
            identifier: of the record.
            size: most open needs to return.

        Returns:
            Open needs, which are records of type "besoin", by decreasing cosine with the record,
            each with the codes of the families (fields of activity) that both have.

        Raises:
            UnknownRecord: when no record of the index has this identifier.
        """
        record = self.retriever.record(identifier)
        return tuple(
            Neighbour(other, cosine, _common(record.familles, other.familles))
            for other, cosine in self._neighbours(record, open_needs=True)
            if _same_territory(record, other)
        )[:size]

    def similar(self, identifier: str, size: int) -> tuple[Neighbour, ...]:
        """Return the records most like a record, by the cosine of their embeddings.

        Its likely duplicates and the open needs (records in which somebody seeks help) are left
        out.

        Args:
            identifier: of the record.
            size: most records to return.

        Returns:
            Other records, the most alike first, each with the identifiers of the needs that both
            declare.

        Raises:
            UnknownRecord: when no record of the index has this identifier.
        """
        record = self.retriever.record(identifier)
        near = self._neighbours(record)
        return tuple(
            Neighbour(other, cosine, _common(record.besoins, other.besoins))
            for (other, cosine), _ in zip(near, range(size), strict=False)
        )

    def complementary(self, identifier: str, size: int) -> tuple[Neighbour, ...]:
        """Return the records that complete a record: same audiences and area, but other needs.

        A record may send people to them for what it does not do itself.

        Args:
            identifier: of the record.
            size: most records to return.

        Returns:
            Records that declare needs, none of which the record declares, by decreasing cosine with
            the record, each with the codes of the audiences that both serve.

        Raises:
            UnknownRecord: when no record of the index has this identifier.
        """
        record = self.retriever.record(identifier)
        neighbours: list[Neighbour] = []
        for other, cosine in self._neighbours(record):
            publics = _same_people(record, other)
            apart = not set(record.besoins) & set(other.besoins)
            if publics and apart and other.besoins and _same_territory(record, other):
                neighbours.append(Neighbour(other, cosine, publics))
            if len(neighbours) == size:
                break
        return tuple(neighbours)

    def _neighbours(
        self, record: AnyRecord, open_needs: bool = False
    ) -> Iterator[tuple[AnyRecord, float]]:
        """Yield the other records and their cosines, nearest first, without duplicates of it."""
        row = self.retriever.rows[record.id]
        vectors = self.retriever.content.record_vectors
        cosines: NDArray[np.float32] = vectors @ vectors[row]
        apart = {row, *self.retriever.duplicates_of(row)}
        for other in np.argsort(-cosines, kind="stable"):
            candidate = self.retriever.records[other]
            if int(other) not in apart and (candidate.type == "besoin") is open_needs:
                yield candidate, float(cosines[other])


def _common(ours: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in ours if code in theirs)


def _same_people(one: AnyRecord, other: AnyRecord) -> tuple[str, ...]:
    """Return the publics that both serve; a record for everybody serves those of the other."""
    everyone = ref.PUBLICS.universal
    if everyone in one.publics:
        return other.publics
    return one.publics if everyone in other.publics else _common(one.publics, other.publics)


def _same_territory(one: AnyRecord, other: AnyRecord) -> bool:
    """Return whether both serve a same région, or one of them all of France."""
    everywhere = ref.TERRITOIRES.universal
    if everywhere in one.territoires or everywhere in other.territoires:
        return True
    return bool(_common(one.territoires, other.territoires))
