"""Service areas: the places that each record serves, from the codes in it.

A record has a zone of eligibility (data·inclusion) or, failing that, régions. It serves the people
inside this zone wherever it sits, and does not apply to those outside it. A record with neither is
compared by distance alone (`index.places.proximity`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask
from index.places.administrative_codes import COUNTRY_OF, DEPARTEMENTS_OF, REGION_SLUGS
from index.places.models import Place, PlaceKind
from index.postings import Postings
from index.records.models import AnyRecord

EVERYWHERE = frozenset({"europe", "monde"})
"""Codes, in the field `territoires` of records, of areas that hold every place of the gazetteer."""
NATIONAL = EVERYWHERE | {"france-entiere"}
"""Codes, in the field `territoires` of records, of areas as wide as France, or wider."""
REMOTE = "a-distance"
"""Code of a service that is only given at a distance, in `modes_accueil`."""
VISIT = "se-presenter"
"""Code, in `modes_mobilisation`, of a record that people may come to."""
WIDE = frozenset({"p:fr", "p:*"})
"""Zones so wide (France, the world) that a record that serves them is not a local one."""

_COMMUNE = re.compile(r"\d[\dAB]\d{3}")
_EPCI = re.compile(r"\d{9}")


def seat_only(record: AnyRecord) -> bool:
    """Return True when the commune of a record is only its registered seat, not a place to go to.

    That is a record (an organisation or a programme) that serves the whole of France, or more, and
    has no street address, or does not say that people may come to it nor when.
    """
    if NATIONAL.isdisjoint(record.territoires):
        return False
    receives = VISIT in record.modes_mobilisation or bool(record.horaires_accueil)
    return not (record.adresse and receives)


@dataclass(frozen=True)
class AreaFacts:
    """Facts on the area of each record, (n records,) bool.

    zoned: it says which area it serves, and places outside are not served; grouped: it serves a
    group of communes (EPCI), whose communes are not listed; abroad: it serves only other countries
    than France; french: it serves a part of France, or sits in one of its communes.
    """

    zoned: Mask
    grouped: Mask
    abroad: Mask
    french: Mask

    def among(self, rows: NDArray[np.int64]) -> AreaFacts:
        """Return the facts on the records at some rows."""
        return AreaFacts(self.zoned[rows], self.grouped[rows], self.abroad[rows], self.french[rows])


class ServiceAreas:
    """Area that each record (an organisation or a programme) serves, wherever its address is.

    An area is a set of zones, written as codes: "59350" for a commune, "59" for a département, nine
    figures for a group of communes (EPCI), "r:bretagne" for a région, "p:fr" for a country, "p:*"
    for everywhere; "d:59" is added for the département of a commune served.
    """

    def __init__(
        self,
        facts: AreaFacts,
        zones: Postings,
        seats: Postings,
        rows: NDArray[np.int64] | None = None,
    ) -> None:
        """Hold the areas of some records.

        facts: of these records; zones: zone -> rows of the records that serve it; seats: commune or
        département -> rows of the records that sit in it; rows: those of these records, in
        increasing order, None for all.
        """
        self.zoned, self.grouped, self.abroad = facts.zoned, facts.grouped, facts.abroad
        self.facts, self.zones, self.seats = facts, zones, seats
        self._rows = np.arange(len(facts.zoned)) if rows is None else rows

    @classmethod
    def of(cls, records: Sequence[AnyRecord]) -> ServiceAreas:
        """Read the areas of records; the arrays of the result are in the same order."""
        zones: defaultdict[str, list[int]] = defaultdict(list)
        seats: defaultdict[str, list[int]] = defaultdict(list)
        served = [set(_served(record)) for record in records]
        for row, (record, codes) in enumerate(zip(records, served, strict=True)):
            for code in codes:
                zones[code].append(row)
                if _COMMUNE.fullmatch(code):
                    zones[f"d:{departement_of(code)}"].append(row)
            if record.code_insee and not seat_only(record):
                seats[departement_of(record.code_insee)].append(row)
                seats[record.code_insee].append(row)
        facts = AreaFacts(
            np.array([bool(codes) for codes in served], dtype=np.bool_),
            np.array([any(map(_EPCI.fullmatch, each.zone_eligibilite)) for each in records], bool),
            np.array([bool(codes) and all(map(_is_foreign, codes)) for codes in served], np.bool_),
            np.array(
                [_is_french(each, codes) for each, codes in zip(records, served, strict=True)], bool
            ),
        )
        return cls(facts, Postings.of(zones), Postings.of(seats))

    def among(self, rows: NDArray[np.int64]) -> ServiceAreas:
        """Return the areas of the records at some rows only, in increasing order."""
        return ServiceAreas(self.facts.among(rows), self.zones, self.seats, self._rows[rows])

    def serving(self, place: Place) -> Mask:
        """Return, for each record, True when it serves a place: (n records,) bool."""
        return self._mask(self.zones, _codes_of(place))

    def narrowly(self, place: Place) -> Mask:
        """Return, for each record, True when it serves a place in particular: (n records,) bool.

        It does so when a zone of its area holds the place and is smaller than the whole of France.
        """
        return self._mask(self.zones, (code for code in _codes_of(place) if code not in WIDE))

    def local_rows(self, place: Place) -> NDArray[np.int64]:
        """Return the rows of the records that serve a place in particular, or sit in it.

        The result is (k,) int64, in increasing order, of all the records of the index.
        """
        zones = (code for code in _codes_of(place) if code not in WIDE)
        found = [self.zones.of_key(code) for code in zones]
        found += [self.seats.of_key(code) for code in _seats_in(place)]
        return np.unique(np.concatenate(found)).astype(np.int64)

    def in_country(self, country: str) -> Mask:
        """Return, for each record, True when it serves a country: (n records,) bool.

        The country is given by its two letters. Records that serve everywhere count. For "fr", so
        do those that serve a part of France or sit in one of its communes.
        """
        serving = self._mask(self.zones, (f"p:{country}", "p:*"))
        return serving | self.facts.french if country == "fr" else serving

    def inside(self, place: Place) -> Mask:
        """Return, for each record, True when its own commune is in a place: (n records,) bool.

        The place is a commune, a group of communes, a département or a région; the area that the
        record serves does not count.
        """
        return self._mask(self.seats, _seats_in(place))

    def _mask(self, postings: Postings, codes: Iterable[str]) -> Mask:
        """Return the records listed under one of some codes: (n records,) bool."""
        return postings.mask(codes, self._rows)


def _is_french(record: AnyRecord, codes: Iterable[str]) -> bool:
    """Return True for a record that serves a part of France, or sits in one of its communes."""
    return bool(record.code_insee) or any(not code.startswith("p:") for code in codes)


def _seats_in(place: Place) -> Iterable[str]:
    """Return the communes, or the départements, that records inside a place sit in."""
    codes = departements_in(place) if place.is_area else [place.commune]
    return place.communes or codes


def _is_foreign(code: str) -> bool:
    """Return True for the zone of one country that is not France."""
    return code.startswith("p:") and code not in WIDE


def departements_in(place: Place) -> list[str]:
    """Return the codes of the départements of a région, or the one of a smaller place.

    None for a country.
    """
    if place.kind is PlaceKind.REGION:
        return DEPARTEMENTS_OF.get(place.region, "").split()
    return [place.departement] if place.departement else []


def departement_of(code_insee: str) -> str:
    """Return the code of the département of a commune, read in its INSEE code: "59350" -> "59".

    Overseas codes have three figures: "97411" -> "974".
    """
    return code_insee[:3] if code_insee.startswith(("97", "98")) else code_insee[:2]


def _served(record: AnyRecord) -> Iterable[str]:
    """Yield the zones that a record serves: zone of eligibility or, failing that, régions."""
    for code in record.zone_eligibilite:
        if code == "france":
            yield "p:fr"
        else:
            yield f"p:{code}" if code.isalpha() else code
    if not record.zone_eligibilite:
        for slug in record.territoires:
            # with an address, people are met there: the région only says where it is
            if slug in COUNTRY_OF or not record.adresse:
                yield from _territory(slug)
        if set(record.modes_accueil) == {REMOTE} and not record.territoires:
            yield "p:fr"
    if not EVERYWHERE.isdisjoint(record.territoires):
        yield "p:*"


def _territory(slug: str) -> Iterable[str]:
    """Yield the zone of a code of the list TERRITOIRES, none for those that hold everything."""
    if slug in COUNTRY_OF:
        yield f"p:{COUNTRY_OF[slug]}"
    elif slug not in EVERYWHERE:
        yield f"r:{slug}"


def _codes_of(place: Place) -> Iterable[str]:
    """Yield the zones that hold a place, from the commune to everywhere."""
    yield from (code for code in (place.commune, place.epci, place.departement) if code)
    slug = REGION_SLUGS.get(place.region)
    if slug:
        yield f"r:{slug}"
    if place.kind is PlaceKind.REGION:
        yield from DEPARTEMENTS_OF.get(place.region, "").split()
    if place.communes:
        yield from place.communes
    elif place.is_area:
        yield from (f"d:{code}" for code in departements_in(place))
    if place.country:
        yield f"p:{place.country}"
    yield "p:*"
