"""Matching of records with needs (entries of the thesaurus), and with one another.

For a record: the needs that it declares, then others that it could serve, because their texts are
near the description of what it does; the records like it or that complete it; and the open needs
(records in which somebody seeks help) that it could meet. `serving` goes from a need to records.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import numpy as np

from index.arrays import Column
from index.artefact.content import KINDS
from index.matching.neighbours import Neighbour, neighbours_of
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.records.passages import Kind
from index.search.calibration import COSINE, LEAD
from index.search.likelihood import probability
from index.search.retriever import Retriever

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


class Matcher:
    """Finds the needs of the thesaurus that a record serves, and the records that are alike.

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
        needs, passage = content.needs, self.retriever.passage
        near = content.vectors[own] @ needs.vectors[: needs.spans[-1].stop].T
        nearest = near.max(axis=0)
        cosines = np.array(
            [np.sort(nearest[span])[-NEAREST_PHRASINGS:].mean() for span in needs.spans]
        )
        reasons = [
            passage(own[int(near[:, span].max(axis=1).argmax())]).text for span in needs.spans
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
        retriever, row = self.retriever, self.retriever.row_of(identifier)
        record = retriever.records[row]
        near = (
            Neighbour(other, cosine, _common(record.familles, other.familles))
            for other, cosine in neighbours_of(retriever, row, open_needs=True)
            if _same_territory(record, other)
        )
        return tuple(islice(near, size))

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
        retriever, row = self.retriever, self.retriever.row_of(identifier)
        record = retriever.records[row]
        near = neighbours_of(retriever, row)
        return tuple(
            Neighbour(other, cosine, _common(record.besoins, other.besoins))
            for other, cosine in islice(near, size)
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
        retriever, row = self.retriever, self.retriever.row_of(identifier)
        record = retriever.records[row]
        neighbours: list[Neighbour] = []
        for other, cosine in neighbours_of(retriever, row):
            publics = _same_people(record, other)
            apart = not set(record.besoins) & set(other.besoins)
            if publics and apart and other.besoins and _same_territory(record, other):
                neighbours.append(Neighbour(other, cosine, publics))
            if len(neighbours) == size:
                break
        return tuple(neighbours)


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
