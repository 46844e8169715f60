"""Service areas: the places that each record serves, from the codes in it.

A record has a zone of eligibility (data·inclusion) or, failing that, régions. It serves the people
inside this zone wherever it sits, and does not apply to those outside it. A record with neither is
compared by distance alone (`index.places.proximity`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.arrays import Mask
from index.places.administrative_codes import COUNTRY_OF, DEPARTEMENTS_OF, REGION_SLUGS
from index.places.models import Place, PlaceKind
from index.records.models import AnyRecord

EVERYWHERE = frozenset({"europe", "monde"})
"""Codes, in the field `territoires` of records, of areas that hold every place of the gazetteer."""
NATIONAL = EVERYWHERE | {"france-entiere"}
"""Codes, in the field `territoires` of records, of areas as wide as France, or wider."""
REMOTE = "a-distance"
"""Code of a service that is only given at a distance, in `modes_accueil`."""
WIDE = frozenset({"p:fr", "p:*"})
"""Zones so wide (France, the world) that a record that serves them is not a local one."""

_COMMUNE = re.compile(r"\d[\dAB]\d{3}")
_EPCI = re.compile(r"\d{9}")


def seat_only(record: AnyRecord) -> bool:
    """Return True when the commune of a record is only its registered seat, not a place to go to.

    That is a record (an organisation or a programme) that has no street address and serves the
    whole of France, or more.
    """
    return not record.adresse and not NATIONAL.isdisjoint(record.territoires)


class ServiceAreas:
    """Area that each record (an organisation or a programme) serves, wherever its address is.

    An area is a set of zones, written as codes: "59350" for a commune, "59" for a département, nine
    figures for a group of communes (EPCI), "r:bretagne" for a région, "p:fr" for a country, "p:*"
    for everywhere; "d:59" is added for the département of a commune served.
    """

    def __init__(self, records: Sequence[AnyRecord]) -> None:
        """records: those of the index; the arrays of this class are in the same order."""
        self._size = len(records)
        rows: dict[str, list[int]] = defaultdict(list)
        self.zoned: Mask = np.zeros(self._size, dtype=np.bool_)
        """(n records,) bool: True when the record says which area it serves; places outside are not
        served."""
        self.grouped: Mask = np.array(
            [any(map(_EPCI.fullmatch, record.zone_eligibilite)) for record in records], dtype=bool
        )
        """(n records,) bool: True when the record serves a group of communes (EPCI); its communes
        are not listed."""
        self.abroad: Mask = np.zeros(self._size, dtype=np.bool_)
        """(n records,) bool: True when the record serves only other countries than France."""
        inside: dict[str, list[int]] = defaultdict(list)
        self._seated: Mask = np.array([bool(record.code_insee) for record in records], dtype=bool)
        for row, record in enumerate(records):
            codes = set(_served(record))
            self.zoned[row] = bool(codes)
            self.abroad[row] = bool(codes) and all(map(_is_foreign, codes))
            for code in codes:
                rows[code].append(row)
                if _COMMUNE.fullmatch(code):
                    rows[f"d:{departement_of(code)}"].append(row)
            if record.code_insee:
                inside[departement_of(record.code_insee)].append(row)
                inside[record.code_insee].append(row)
        self._rows = {code: np.array(numbers) for code, numbers in rows.items()}
        self._inside = {code: np.array(numbers) for code, numbers in inside.items()}

    def serving(self, place: Place) -> Mask:
        """Return, for each record, True when it serves a place: (n records,) bool."""
        return self._mask(self._rows, _codes_of(place))

    def narrowly(self, place: Place) -> Mask:
        """Return, for each record, True when it serves a place in particular: (n records,) bool.

        It does so when a zone of its area holds the place and is smaller than the whole of France.
        """
        return self._mask(self._rows, (code for code in _codes_of(place) if code not in WIDE))

    def in_country(self, country: str) -> Mask:
        """Return, for each record, True when it serves a country: (n records,) bool.

        The country is given by its two letters. Records that serve everywhere count. For "fr", so
        do those that serve a part of France or sit in one of its communes.
        """
        codes = {f"p:{country}", "p:*"}
        if country == "fr":
            codes |= {code for code in self._rows if not code.startswith("p:")}
        return self._mask(self._rows, codes) | (self._seated if country == "fr" else False)

    def inside(self, place: Place) -> Mask:
        """Return, for each record, True when its own commune is in a place: (n records,) bool.

        The place is a commune, a group of communes, a département or a région; the area that the
        record serves does not count.
        """
        codes = departements_in(place) if place.is_area else [place.commune]
        return self._mask(self._inside, place.communes or codes)

    def _mask(self, rows: dict[str, NDArray[np.int64]], codes: Iterable[str]) -> Mask:
        """Return the records listed under one of some codes: (n records,) bool."""
        mask = np.zeros(self._size, dtype=np.bool_)
        for code in codes:
            if code in rows:
                mask[rows[code]] = True
        return mask


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
