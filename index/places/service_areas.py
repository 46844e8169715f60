"""Territories: whom a record may serve, from the codes it gives.

A record says its zone of eligibility (data·inclusion) or, failing that, its regions. Within a zone
the person is served wherever the record sits; outside it, the record does not apply.
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
"""Territories that hold every place that we know."""


_COMMUNE = re.compile(r"\d[\dAB]\d{3}")
_EPCI = re.compile(r"\d{9}")
NATIONAL = EVERYWHERE | {"france-entiere"}
"""Territories as wide as the country, or wider."""
REMOTE = "a-distance"
"""How who is only met at a distance is met."""
WIDE = frozenset({"p:fr", "p:*"})
"""Zones so wide that serving them says nothing of being near."""


def seat_only(record: AnyRecord) -> bool:
    """Whether the commune of a record is but its seat: it serves the whole country, or more."""
    return not record.adresse and not NATIONAL.isdisjoint(record.territoires)


class ServiceAreas:
    """Who serves what, one row a record."""

    def __init__(self, records: Sequence[AnyRecord]) -> None:
        """records: in the order of the artefact."""
        self._size = len(records)
        rows: dict[str, list[int]] = defaultdict(list)
        self.zoned: Mask = np.zeros(self._size, dtype=np.bool_)
        """(n,) bool: says whom it serves, so that the others are not served."""
        self.grouped: Mask = np.array(
            [any(map(_EPCI.fullmatch, record.zone_eligibilite)) for record in records], dtype=bool
        )
        """(n,) bool: serves a group of communes (EPCI), whose members are not known here."""
        inside: dict[str, list[int]] = defaultdict(list)
        self._seated: Mask = np.array([bool(record.code_insee) for record in records], dtype=bool)
        for row, record in enumerate(records):
            codes = set(_served(record))
            self.zoned[row] = bool(codes)
            for code in codes:
                rows[code].append(row)
                if _COMMUNE.fullmatch(code):
                    rows[f"d:{departement_of(code)}"].append(row)
            if record.code_insee:
                inside[departement_of(record.code_insee)].append(row)
                inside[record.code_insee].append(row)
        self._rows = {code: np.array(each) for code, each in rows.items()}
        self._inside = {code: np.array(each) for code, each in inside.items()}

    def serving(self, place: Place) -> Mask:
        """The records whose zone holds a place: (n,) bool."""
        return self._mask(self._rows, _codes_of(place))

    def narrowly(self, place: Place) -> Mask:
        """The records whose zone holds the place and is narrower than France: (n,) bool."""
        return self._mask(self._rows, (code for code in _codes_of(place) if code not in WIDE))

    def in_country(self, country: str) -> Mask:
        """The records that sit in a country, or serve a part of it: (n,) bool."""
        codes = {f"p:{country}", "p:*"}
        if country == "fr":
            codes |= {code for code in self._rows if not code.startswith("p:")}
        return self._mask(self._rows, codes) | (self._seated if country == "fr" else False)

    def inside(self, place: Place) -> Mask:
        """The records that sit in a commune, a département or a region: (n,) bool."""
        codes = _departements(place) if place.is_area else [place.commune]
        return self._mask(self._inside, codes)

    def _mask(self, rows: dict[str, NDArray[np.int64]], codes: Iterable[str]) -> Mask:
        mask = np.zeros(self._size, dtype=np.bool_)
        for code in codes:
            if code in rows:
                mask[rows[code]] = True
        return mask


def _departements(place: Place) -> list[str]:
    """The codes of the départements of an area."""
    if place.kind is PlaceKind.REGION:
        return DEPARTEMENTS_OF.get(place.region, "").split()
    return [place.departement] if place.departement else []


def departement_of(code_insee: str) -> str:
    """The département of an INSEE code: "59350" -> "59", "97411" -> "974"."""
    return code_insee[:3] if code_insee.startswith(("97", "98")) else code_insee[:2]


def _served(record: AnyRecord) -> Iterable[str]:
    """What a record serves: codes of its zone, or its regions; countries and regions marked."""
    for code in record.zone_eligibilite:
        if code == "france":
            yield "p:fr"
        else:
            yield f"p:{code}" if code.isalpha() else code
    if not record.zone_eligibilite:
        for slug in record.territoires:
            # who has an address is met there, and says of its region only where it is
            if slug in COUNTRY_OF or not record.adresse:
                yield from _territory(slug)
        if set(record.modes_accueil) == {REMOTE} and not record.territoires:
            yield "p:fr"
    if not EVERYWHERE.isdisjoint(record.territoires):
        yield "p:*"


def _territory(slug: str) -> Iterable[str]:
    if slug in COUNTRY_OF:
        yield f"p:{COUNTRY_OF[slug]}"
    elif slug not in EVERYWHERE:
        yield f"r:{slug}"


def _codes_of(place: Place) -> Iterable[str]:
    """Every code that holds a place: its own and those of what it is part of."""
    yield from (code for code in (place.commune, place.epci, place.departement) if code)
    slug = REGION_SLUGS.get(place.region)
    if slug:
        yield f"r:{slug}"
    if place.kind is PlaceKind.REGION:
        yield from DEPARTEMENTS_OF.get(place.region, "").split()
    if place.is_area:
        yield from (f"d:{code}" for code in _departements(place))
    if place.country:
        yield f"p:{place.country}"
    yield "p:*"
