"""Similarity of two rows of lists: when they are the same place, and the reason in French.

Names, addresses, points and contacts are compared as those of records are
(`index.indexing.comparison`), within a commune.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from index.indexing.comparison import (
    DuplicatePair,
    Traits,
    compare_traits,
    place_similarity,
    traits_of,
)
from index.indexing.deduplication import CERTAIN
from index.location_import.entries import Entry, is_placed
from index.location_import.kinds import Kind, kinds_of
from index.locations.models import Location

SAME_KIND = frozenset({Kind.FRANCE_SERVICES, Kind.LIBRARY})
"""Kinds of which two places so near are one: no street has two libraries next to each other."""
SAME_KIND_PLACE = 0.9
"""Least similarity of the addresses and points of two places of one of these kinds, in [0, 1]."""


def pairs_of(entries: Sequence[Entry]) -> Iterator[DuplicatePair]:
    """Yield the pairs of rows that are one place, with the confidence and the reason.

    Args:
        entries: the rows of all the lists; pairs hold positions in it.

    Yields:
        Pairs of rows that share the identifier of a producer, with confidence 1; that are of the
        same commune and alike, with a confidence of at least .9 (`CERTAIN`); or that are both of
        France services, or both libraries, at the same address.
    """
    traits = [location_traits(entry.location, entry.siret) for entry in entries]
    groups: dict[str, list[int]] = defaultdict(list)
    official = Counter(
        entry.location.code_insee
        for entry in entries
        if entry.location.reseau == Kind.FRANCE_SERVICES
    )
    for row, entry in enumerate(entries):
        groups[entry.location.code_insee or ""].append(row)
        for key in entry.keys:
            groups[key].append(row)
    compared = {pair for rows in groups.values() for pair in combinations(rows, 2)}
    for one, other in sorted(compared):
        confidence, reason = _compare(entries[one], entries[other], traits[one], traits[other])
        if confidence < CERTAIN and official[entries[one].location.code_insee] == 1:
            confidence, reason = _only_one(entries[one], entries[other])
        if confidence >= CERTAIN:
            yield DuplicatePair(one, other, confidence, reason)


def location_traits(location: Location, siret: str = "") -> Traits:
    """Return the features of a location that are compared: its point only when it is precise."""
    point = (location.latitude, location.longitude) if is_placed(location) else None
    return traits_of(location, (siret,), point)


def _compare(one: Entry, other: Entry, first: Traits, second: Traits) -> tuple[float, str]:
    """Return the confidence that two rows are one place, in [0, 1], and the reason."""
    if one.keys & other.keys:
        return 1.0, "même identifiant chez le producteur"
    confidence, reason = compare_traits(first, second)
    shared = one.kinds & other.kinds & SAME_KIND
    if shared and one.rank != other.rank and confidence < CERTAIN:
        place, where = place_similarity(first, second)
        kind = "France services" if Kind.FRANCE_SERVICES in shared else "bibliothèque"
        if place >= SAME_KIND_PLACE:
            return CERTAIN, f"même {kind}, {where}"
        if first.contacts & second.contacts and Kind.FRANCE_SERVICES in shared:
            return CERTAIN, f"même {kind}, même contact"
    return confidence, reason


def _only_one(one: Entry, other: Entry) -> tuple[float, str]:
    """Compare two rows of a commune that has one France services, which may have moved in it."""
    rows = (one.location, other.location)
    official = [row for row in rows if row.reseau == Kind.FRANCE_SERVICES]
    named = all(Kind.FRANCE_SERVICES in kinds_of(row.nom, ()) for row in rows)
    if len(official) != 1 or not named or any(row.complement_adresse for row in rows):
        return 0.0, ""
    return CERTAIN, "seule France services de la commune"
