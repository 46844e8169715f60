"""Comparison of two places by name, address, coordinates and contacts (rapidfuzz)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from rapidfuzz import fuzz

from index.places.proximity import haversine_km
from index.records.models import AnyRecord
from index.text.analysis import fold

CLOSE_M, FAR_M = 60.0, 500.0
"""Metres up to which two records are at the same site, and from which they are at two sites."""
SAME_ADDRESS, CLOSE_ADDRESS = 0.9, 0.75
NAME_WEIGHT, PLACE_WEIGHT, CONTACT_WEIGHT = 0.55, 0.35, 0.10
GENERIC = frozenset({
    "de", "du", "des", "la", "le", "les", "l", "d", "et", "a", "au", "aux", "en", "commune",
    "mairie", "ville", "association", "asso", "espace", "france", "services", "service", "maison",
    "centre", "point", "relais", "numerique", "public", "publique",
})  # fmt: skip
"""Words of the names of organisations that many have, and that do not tell one from another."""
STREET = {
    "av": "avenue",
    "bd": "boulevard",
    "pl": "place",
    "r": "rue",
    "che": "chemin",
    "rte": "route",
}

_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True)
class DuplicatePair:
    """Two records (organisations or programmes) that are likely the same one.

    one, other: their positions in the list of records; confidence: that they are the same, in
    [0, 1]; reason: in French, such as "noms proches à 95%, même adresse".
    """

    one: int
    other: int
    confidence: float
    reason: str


@dataclass(frozen=True)
class Traits:
    """Features of a place that are compared, made by `traits_of`.

    name: all its words; proper: those that identify it; numbers: official ones; latitude,
    longitude: degrees, NaN when absent.
    """

    name: str
    proper: str
    address: str
    contacts: frozenset[str]
    numbers: frozenset[str]
    latitude: float
    longitude: float


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


class Described(Protocol):
    """Any object with the name, address, contacts and point of a place: a record, a location."""

    @property
    def nom(self) -> str:
        """Name of the place."""
        ...

    @property
    def commune(self) -> str | None:
        """Name of its commune."""
        ...

    @property
    def adresse(self) -> str | None:
        """Number and street."""
        ...

    @property
    def telephone(self) -> str | None:
        """Telephone number."""
        ...

    @property
    def courriel(self) -> str | None:
        """Mail address."""
        ...

    @property
    def site_web(self) -> str | None:
        """Web address."""
        ...


def traits_of(
    place: Described, numbers: Iterable[str | None], point: tuple[float, float] | None
) -> Traits:
    """Return the features of a place that `compare_traits` compares.

    place: a record or a location; numbers: its official numbers (SIRET…); point: its latitude and
    longitude in degrees, None when they are unknown or not those of its address.
    """
    town = set(_words(place.commune or ""))
    words = _words(place.nom)
    proper = [word for word in words if word not in GENERIC and word not in town]
    address = " ".join(
        STREET.get(word, word) for word in _words(place.adresse or "") if word not in town
    )
    contacts = {place.telephone, place.courriel, (place.site_web or "").rstrip("/")} - {None, ""}
    latitude, longitude = (np.nan, np.nan) if point is None else point
    return Traits(
        " ".join(words),
        " ".join(proper),
        address,
        frozenset(map(str, contacts)),
        frozenset(filter(None, numbers)),
        latitude,
        longitude,
    )


def traits_of_record(record: AnyRecord) -> Traits:
    """Return the features of a record that are compared."""
    point = None
    if record.latitude is not None and record.longitude is not None:
        point = (record.latitude, record.longitude)
    return traits_of(record, (record.siret, record.rna, record.ridet), point)


def _name_similarity(one: Traits, other: Traits) -> float:
    """Return the similarity of two names, in [0, 1]: of identifying words, and of all words."""
    whole = fuzz.token_sort_ratio(one.name, other.name) / 100
    if not one.proper or not other.proper:
        return whole if one.proper == other.proper else whole * 0.7
    proper = fuzz.token_set_ratio(one.proper, other.proper) / 100
    return max(whole, (proper + whole) / 2)


def _metres(one: Traits, other: Traits) -> float:
    """Return the metres between two records, NaN if unknown."""
    degrees = [one.latitude, one.longitude, other.latitude, other.longitude]
    return 1000 * float(haversine_km(*np.radians(degrees)))


def place_similarity(one: Traits, other: Traits) -> tuple[float, str]:
    """Return the similarity of two places, in [0, 1], and the reason in French."""
    address = (
        fuzz.token_set_ratio(one.address, other.address) / 100
        if one.address and other.address
        else 0.0
    )
    if re.findall(r"\d+", one.address)[:1] != re.findall(r"\d+", other.address)[:1]:
        address *= 0.8
    metres = _metres(one, other)
    near = 0.0 if np.isnan(metres) else 1 - min(max(metres - CLOSE_M, 0) / (FAR_M - CLOSE_M), 1)
    if address >= near and address >= SAME_ADDRESS:
        return address, "même adresse"
    if near > 0:
        return max(near, address), f"à {max(metres, 1):.0f} m"
    return address, "adresses proches" if address >= CLOSE_ADDRESS else "adresses différentes"


def compare(one: AnyRecord, other: AnyRecord) -> tuple[float, str]:
    """Compare the names, addresses, coordinates, contacts and official numbers of two records.

    Returns the confidence that they describe the same organisation at the same site, in [0, 1],
    and the reason in French, such as "noms proches à 95%, même adresse".
    """
    return compare_traits(traits_of_record(one), traits_of_record(other))


def compare_traits(one: Traits, other: Traits) -> tuple[float, str]:
    """Return the confidence that two places are the same, in [0, 1], and the reason in French."""
    name = _name_similarity(one, other)
    place, where = place_similarity(one, other)
    shared = bool(one.contacts & other.contacts)
    reasons = [f"noms proches à {name:.0%}", where]
    confidence = NAME_WEIGHT * name + PLACE_WEIGHT * place + CONTACT_WEIGHT * shared
    if shared:
        reasons.append("même contact")
    if one.numbers & other.numbers:
        reasons.append("même numéro SIRET ou RNA")
        confidence += (1 - confidence) * (0.6 if place > 0.7 else 0.2)
    elif one.numbers and other.numbers:
        confidence *= 0.9
    if name < 0.5:
        confidence *= 0.6
    return min(confidence, 1.0), ", ".join(reasons)
