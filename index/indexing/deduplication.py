"""Deduplication: records of several sources that describe the same place.

Records are compared within a commune, by name, address, coordinates and contacts (rapidfuzz).
Records with the same official number at the same place are merged; likely duplicates are grouped.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from rapidfuzz import fuzz
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from index.places.proximity import haversine_km
from index.records.models import OURS, AnyRecord
from index.text.analysis import fold

CERTAIN, LIKELY = 0.9, 0.8
"""Least confidence, in [0, 1], that two records are the same for them to be merged (they must also
share an official number), and for them to be grouped as likely the same."""
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


def _traits(record: AnyRecord) -> Traits:
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
    return compare_traits(_traits(one), _traits(other))


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


def pairs_of(records: Sequence[AnyRecord]) -> Iterator[DuplicatePair]:
    """Yield the pairs of records whose confidence of being the same is at least `LIKELY`.

    Only organisations with an address are compared, with those of the same commune.
    """
    blocks: dict[str, list[int]] = defaultdict(list)
    traits = [_traits(record) for record in records]
    for row, record in enumerate(records):
        if record.type == "structure" and record.code_insee and record.adresse:
            blocks[record.code_insee].append(row)
    for rows in blocks.values():
        for place, one in enumerate(rows):
            for other in rows[place + 1 :]:
                confidence, reason = compare_traits(traits[one], traits[other])
                if confidence >= LIKELY:
                    yield DuplicatePair(one, other, confidence, reason)


def same_record(one: AnyRecord, other: AnyRecord, pair: DuplicatePair) -> bool:
    """Return True if two records share an official number and are the same by their comparison.

    The numbers are SIRET, RNA and RIDET; the confidence of `pair`, the comparison of the two
    records, must be at least `CERTAIN`.
    """
    numbers = {one.siret, one.rna, one.ridet} & {other.siret, other.rna, other.ridet} - {None}
    return bool(numbers) and pair.confidence >= CERTAIN


def merge(one: AnyRecord, other: AnyRecord) -> AnyRecord:
    """Merge two records of the same organisation into one.

    It is the preferred of the two, its empty fields filled from the other, whose source and
    identifier are added to its `sources`. A record of the project's own catalogue is preferred,
    then a verified one, then the most recent, then the one with the most fields filled.
    """
    first, second = sorted((one, other), key=_preference, reverse=True)
    filled = {
        field: value
        for field in type(first).model_fields
        if getattr(first, field) in _EMPTY and (value := getattr(second, field)) not in _EMPTY
    }
    if first.latitude is not None:
        filled = {field: value for field, value in filled.items() if field not in _COORDINATES}
    cited = dict.fromkeys((*first.sources, f"{second.source} : {second.id}", *second.sources))
    return first.model_copy(update=filled | {"sources": tuple(cited)})


_EMPTY: tuple[object, ...] = (None, "", (), {})
_COORDINATES = frozenset({"latitude", "longitude"})


def _preference(record: AnyRecord) -> tuple[bool, bool, date, int]:
    """Return the sort key of the record to prefer of two: the highest."""
    filled = sum(bool(getattr(record, field)) for field in type(record).model_fields)
    return (record.source == OURS, not record.a_reverifier, record.date_maj or date.min, filled)


@dataclass(frozen=True)
class Distinct:
    """Records after those that are certainly the same were merged.

    records: the records that remain; groups: positions in `records` of those that are likely the
    same, at least two a group; merged: number of records that were merged into another.
    """

    records: tuple[AnyRecord, ...]
    groups: tuple[tuple[int, ...], ...]
    merged: int


def distinct(records: Sequence[AnyRecord]) -> Distinct:
    """Merge the records that are certainly the same, and group those that are likely the same.

    Certainly: they have the same identifier, or share an official number and are alike by name,
    site and contacts.
    """
    total = len(records)
    records = _by_identifier(records)
    pairs = list(pairs_of(records))
    certain = [pair for pair in pairs if same_record(records[pair.one], records[pair.other], pair)]
    merged: dict[int, AnyRecord] = dict(enumerate(records))
    for rows in groups_of(len(records), certain):
        for row in rows[1:]:
            merged[rows[0]] = merge(merged[rows[0]], merged.pop(row))
    places = {row: place for place, row in enumerate(merged)}
    owner = {row: rows[0] for rows in groups_of(len(records), certain) for row in rows}
    likely = [
        DuplicatePair(places[one], places[other], pair.confidence, pair.reason)
        for pair in pairs
        if (one := owner.get(pair.one, pair.one)) != (other := owner.get(pair.other, pair.other))
    ]
    groups = tuple(tuple(rows) for rows in groups_of(len(merged), likely))
    return Distinct(tuple(merged.values()), groups, total - len(merged))


def _by_identifier(records: Sequence[AnyRecord]) -> list[AnyRecord]:
    """Merge the records of the same identifier."""
    unique: dict[str, AnyRecord] = {}
    for record in records:
        unique[record.id] = merge(unique[record.id], record) if record.id in unique else record
    return list(unique.values())


def groups_of(size: int, pairs: Sequence[DuplicatePair]) -> list[list[int]]:
    """Return the groups of records that pairs link, directly or through others.

    Args:
        size: number of records.
        pairs: pairs of positions in the list of records.

    Returns:
        Each group as positions in increasing order, at least two, the groups ordered by their
        first position. Records in no pair are in no group.
    """
    if not pairs:
        return []
    ends = ([pair.one for pair in pairs], [pair.other for pair in pairs])
    edges = coo_array((np.ones(len(pairs), dtype=np.bool_), ends), shape=(size, size))
    _, components = connected_components(edges, directed=False)
    groups: dict[int, list[int]] = defaultdict(list)
    for row, component in enumerate(components.tolist()):
        groups[component].append(row)
    return [rows for rows in groups.values() if len(rows) > 1]
