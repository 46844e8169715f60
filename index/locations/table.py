"""Table of locations: all the places of an index as arrays, and each one read when it is shown.

A location is a row. What ranking needs (point, needs, hours) is in arrays, mapped in memory; the
rest stays in its line of JSON, which is parsed for the few locations that are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask
from index.line_file import LineFile
from index.locations.models import Location, Precision
from index.locations.reception import is_reception_uncertain
from index.places.proximity import on_sphere
from index.places.service_areas import departement_of
from index.postings import Postings
from index.records import code_lists as ref
from index.records.opening_hours import NONE, Expression, Hours, zone_of_code
from index.row_trie import RowTrie

PRECISIONS = tuple(Precision)
SERVICES = tuple(ref.SERVICES_MEDIATION.labels)
FEES = tuple(ref.FRAIS.labels)

FACTS = np.dtype(
    [
        ("latitude", "f8"), ("longitude", "f8"),  # degrees, WGS 84
        ("precision", "i1"),  # position in PRECISIONS
        ("contactable", "?"), ("appointment", "?"), ("wheelchair", "?"), ("reserved", "?"),
        ("uncertain", "?"),  # may receive nobody, and cannot be asked
        ("fee", "i1"),  # position in FEES, or NONE
        ("services", "u2"),  # bit i: SERVICES[i]
        ("needs", "i4"),  # position in the lists of needs
        ("hours", "i4"),  # position in the opening hours, or NONE
        ("commune", "U5"), ("departement", "U3"),  # INSEE codes
    ]
)  # fmt: skip
"""Columns of a location that searches use."""

_IDENTIFIER = re.compile(rb'^\{"id":"([^"]+)"', re.MULTILINE)
"""The identifier of a location, which its line begins with."""


@dataclass(frozen=True)
class Kinds:
    """Values that many locations share, listed once.

    needs: lists of needs, the empty one (those of the network) included; hours: opening hours in
    OpenStreetMap's syntax, with the time zone and the country whose public holidays apply.
    """

    needs: tuple[tuple[str, ...], ...] = ((),)
    hours: tuple[Expression, ...] = ()


@dataclass(frozen=True)
class LocationTable:
    """All the locations of an index, by row.

    lines: their JSON; facts: (n,) of `FACTS`; members: (m, 2) int32, rows of records and of their
    locations, sorted; ids: identifier -> row, that of the location that it was merged into; kinds:
    the distinct lists of needs and opening hours.
    """

    lines: LineFile = field(default_factory=LineFile)
    facts: NDArray[Any] = field(default_factory=lambda: np.zeros(0, dtype=FACTS))
    members: NDArray[np.int32] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int32))
    ids: RowTrie = field(default_factory=RowTrie)
    kinds: Kinds = Kinds()

    def __len__(self) -> int:
        """Return the number of locations."""
        return len(self.facts)

    def __getitem__(self, row: int) -> Location:
        """Return the location at a row, parsed from its line."""
        return Location.model_validate_json(self.lines[row])

    def row_of(self, identifier: str) -> int | None:
        """Return the row of the location that has an identifier, or that it was merged into."""
        return self.ids.get(identifier)

    def identifiers(self, start: int, end: int) -> list[str]:
        """Return the identifiers of the locations at rows `start` to `end`, excluded."""
        lines = self.lines.between(start, min(end, len(self)))
        return [found.decode() for found in _IDENTIFIER.findall(lines)]

    def of_record(self, row: int) -> NDArray[np.int32]:
        """Return the rows of the locations of the record at a row: (k,) int32."""
        start, end = np.searchsorted(self.members[:, 0], [row, row + 1])
        return np.asarray(self.members[start:end, 1], dtype=np.int32)

    def records_with(self, selected: Mask, records: int) -> Mask:
        """Return which of `records` records have one of the selected locations: (records,) bool.

        selected: (n,) bool, one for each location.
        """
        having = np.zeros(records, dtype=np.bool_)
        having[self.members[selected[self.members[:, 1]], 0]] = True
        return having

    def counts(self, records: int) -> NDArray[np.int64]:
        """Return how many locations each of `records` records has: (records,) int64."""
        return np.bincount(self.members[:, 0], minlength=records)

    @cached_property
    def hours(self) -> Hours:
        """Opening hours of the locations, by row."""
        return Hours.numbered(self.facts["hours"], self.kinds.hours)

    @cached_property
    def departement_counts(self) -> Mapping[str, int]:
        """Number of locations of each département, by its INSEE code; counted once per index."""
        codes, counts = np.unique(self.facts["departement"], return_counts=True)
        pairs = zip(codes.tolist(), counts.tolist(), strict=True)
        return {code: count for code, count in pairs if code}

    @cached_property
    def points(self) -> NDArray[np.float64]:
        """Points of the locations on the sphere of radius 1: (n, 3) float64."""
        return on_sphere(np.radians(self.facts["latitude"]), np.radians(self.facts["longitude"]))

    def within(self, column: str, codes: Sequence[str]) -> Mask:
        """Return the locations whose code is one of some: (n,) bool.

        column: "commune" or "departement"; codes: INSEE codes.
        """
        distinct, numbers = self._numbered[column]
        return np.asarray(np.isin(distinct, codes)[numbers], dtype=np.bool_)

    @cached_property
    def _numbered(self) -> Mapping[str, tuple[NDArray[np.str_], NDArray[np.int64]]]:
        """The distinct codes of a column, and the number of that of each location."""
        return {
            column: np.unique(self.facts[column], return_inverse=True)
            for column in ("commune", "departement")
        }

    def shares(self, needs: Mapping[str, float]) -> Column:
        """Return the share of a query that each list of needs serves: (number of lists,) float32.

        The list of a location is at `facts["needs"]`; the empty one, its network's, serves 0.
        needs: identifier of a need -> its share of the query, in [0, 1].
        """
        served = np.zeros(len(self.kinds.needs))
        for need, share in needs.items():
            served[self._lists_with.of_key(need)] += share
        return served.astype(np.float32)

    @cached_property
    def _lists_with(self) -> Postings:
        """Positions of the lists that have each need."""
        lists: dict[str, list[int]] = {}
        for position, listed in enumerate(self.kinds.needs):
            for need in listed:
                lists.setdefault(need, []).append(position)
        return Postings.of(lists)

    @classmethod
    def of(cls, locations: Iterable[Location], rows: Mapping[str, int]) -> LocationTable:
        """Make the table of some locations.

        Args:
            locations: in any order; those of no record of the index are left out.
            rows: identifier of a record of the index -> its row.

        Returns:
            The table, its locations sorted by identifier.
        """
        kept = sorted(
            (place for place in locations if any(net in rows for net in place.networks)),
            key=lambda place: place.id,
        )
        needs: dict[tuple[str, ...], int] = {(): 0}
        hours: dict[Expression, int] = {}
        facts = np.array([_facts(place, needs, hours) for place in kept], dtype=FACTS)
        members = sorted(
            (rows[net], row)
            for row, place in enumerate(kept)
            for net in place.networks
            if net in rows
        )
        ids = [
            (identifier, row)
            for row, place in enumerate(kept)
            for identifier in (place.id, *place.autres_ids)
        ]
        return cls(
            LineFile.of(place.model_dump_json(exclude_defaults=True) for place in kept),
            facts,
            np.array(members, dtype=np.int32).reshape(-1, 2),
            RowTrie(ids),
            Kinds(tuple(needs), tuple(hours)),
        )


def _facts(
    place: Location, needs: dict[tuple[str, ...], int], hours: dict[Expression, int]
) -> tuple[object, ...]:
    """Return the columns of a location; its needs and hours get a number in the dictionaries."""
    code = place.code_insee or place.code_postal or ""
    zone = zone_of_code(code) if len(code) == 5 else None
    number = NONE
    if place.horaires_accueil and zone is not None:
        number = hours.setdefault(Expression(place.horaires_accueil, zone), len(hours))
    return (
        place.latitude,
        place.longitude,
        PRECISIONS.index(place.precision),
        place.is_contactable,
        place.prise_rdv is not None,
        place.accessibilite_lieu is not None,
        bool(place.publics),
        is_reception_uncertain(place),
        NONE if place.frais is None else FEES.index(place.frais),
        sum(1 << SERVICES.index(service) for service in place.services),
        needs.setdefault(tuple(place.besoins), len(needs)),
        number,
        place.code_insee or "",
        departement_of(place.code_insee) if place.code_insee else "",
    )
