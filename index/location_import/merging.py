"""Merging: one location from the rows of several lists that are the same place.

Rows are merged within a licence, never across: a file under a licence of share alike would make
the others its own. Places of two licences at one address are linked by `meme_lieu`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from index.indexing.comparison import DuplicatePair, compare_traits
from index.indexing.deduplication import CERTAIN
from index.location_import.entries import ITINERANT, Entry
from index.location_import.kinds import Kind
from index.location_import.similarity import location_traits
from index.locations.models import Location, Precision
from index.records.code_lists import SERVICES_MEDIATION

_PRECISIONS = tuple(Precision)


def merged(
    entries: Sequence[Entry], pairs: Iterable[DuplicatePair], previous: Mapping[str, Location]
) -> list[Location]:
    """Return the locations of some rows: one for the rows that are the same place.

    Args:
        entries: the rows of all the lists.
        pairs: pairs of their positions that are the same place.
        previous: identifier, merged ones included -> location of the last time: an identifier that
            was shown stays the one that is shown.

    Returns:
        The locations, ordered by identifier.
    """
    ordered = sorted(pairs, key=lambda pair: (-pair.confidence, pair.one, pair.other))
    groups = _Groups(entries)
    linked = []
    for pair in ordered:
        one, other = entries[pair.one].location, entries[pair.other].location
        if one.licence != other.licence:
            linked.append(pair)
        else:
            groups.join(pair)
    identifiers = _Identifiers(entries, previous)
    locations: dict[int, Location] = {}
    for rows in groups.members():
        first, *others = sorted(rows, key=lambda row: (entries[row].rank, entries[row].location.id))
        reasons = [groups.reasons.get(row, "") for row in others]
        location = _merge([entries[row] for row in (first, *others)], reasons)
        locations[groups.root(first)] = identifiers.renew(location)
    _link(locations, [(groups.root(pair.one), groups.root(pair.other)) for pair in linked])
    return sorted(locations.values(), key=lambda location: location.id)


class _Groups:
    """Rows joined into groups, none of which has two rows of lists without duplicates.

    France services inside a library stay two places, though a third row may be like both.

    reasons: position of a row -> why it joined its group.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._parents = list(range(len(entries)))
        self._alone = [entry.alone for entry in entries]
        self.reasons: dict[int, str] = {}

    def root(self, row: int) -> int:
        """Return the row that stands for the group of another."""
        while self._parents[row] != row:
            self._parents[row] = self._parents[self._parents[row]]
            row = self._parents[row]
        return row

    def join(self, pair: DuplicatePair) -> None:
        """Join the groups of two rows, unless both have a row of a list without duplicates."""
        one, other = self.root(pair.one), self.root(pair.other)
        if one == other or (self._alone[one] and self._alone[other]):
            return
        self.reasons.setdefault(pair.other, pair.reason)
        self.reasons.setdefault(pair.one, pair.reason)
        self._parents[other] = one
        self._alone[one] |= self._alone[other]

    def members(self) -> list[list[int]]:
        """Return the groups, each as positions of rows."""
        groups: dict[int, list[int]] = defaultdict(list)
        for row in range(len(self._parents)):
            groups[self.root(row)].append(row)
        return list(groups.values())


def _merge(entries: Sequence[Entry], reasons: Sequence[str]) -> Location:
    """Return the location of rows that are one place, the most trusted first.

    reasons: of each row but the first, why it is the same.
    """
    first = entries[0].location
    others = [entry.location for entry in entries[1:]]
    if not others:
        return first
    networks = dict.fromkeys(name for each in (first, *others) for name in each.networks)
    best = min((first, *others), key=lambda each: _PRECISIONS.index(each.precision))
    update: dict[str, object] = {
        "autres_reseaux": tuple(name for name in networks if name != first.reseau),
        "services": SERVICES_MEDIATION.ordered(
            code for each in (first, *others) for code in each.services
        ),
        "besoins": tuple(sorted({need for each in (first, *others) for need in each.besoins})),
        "autres_ids": tuple(sorted({each.id for each in others} - {first.id})),
        "sources": tuple(
            dict.fromkeys(
                f"{each.source} ({each.date_source}) : {reason}"
                for each, reason in zip(others, reasons, strict=True)
            )
        ),
    }
    if best is not first and first.complement_adresse != ITINERANT:
        update |= {name: getattr(best, name) for name in _PLACE_FIELDS}
    return first.model_copy(update=update | _filled(entries))


_PLACE_FIELDS = ("adresse", "latitude", "longitude", "precision")
_FILLED = (
    "complement_adresse", "telephone", "courriel", "site_web", "horaires_accueil", "frais",
    "prise_rdv",
)  # fmt: skip


def _filled(entries: Sequence[Entry]) -> dict[str, object]:
    """Return the empty fields of the first row that another fills.

    The hours and the appointments of an adviser are not those of the library that lodges him. A
    place that takes a contact from a list to check is to check too.
    """
    first = entries[0]
    filled: dict[str, object] = {}
    for name in _FILLED:
        for other in entries[1:]:
            value = getattr(other.location, name)
            if value is None or getattr(first.location, name) is not None:
                continue
            own_desk = other.location.reseau == first.location.reseau or (
                Kind.ADVISER not in other.kinds and first.kinds <= other.kinds
            )
            if name in ("horaires_accueil", "prise_rdv", "frais") and not own_desk:
                continue
            filled[name] = value
            if other.location.a_verifier and name != "frais":
                filled["a_verifier"] = True
            break
    return filled


class _Identifiers:
    """Identifiers of the last time, each given again to one location."""

    def __init__(self, entries: Sequence[Entry], previous: Mapping[str, Location]) -> None:
        self._previous = previous
        self._taken = {entry.location.id for entry in entries}
        self._gone: dict[tuple[str, str | None], list[Location]] = defaultdict(list)
        for name, location in previous.items():
            if name == location.id and name not in self._taken:
                self._gone[location.source, location.code_insee].append(location)

    def renew(self, location: Location) -> Location:
        """Return a location under the identifier that was shown, the others leading to it.

        That is the identifier of one of its rows; or one that no row has any more, when a row of
        the location was merged into it, or when its list renamed it and it is alike enough.
        """
        own = {location.id, *location.autres_ids}
        former = [self._previous[name] for name in sorted(own) if name in self._previous]
        former = former or self._renamed(location)
        shown = [each.id for each in former if each.id in own or each.id not in self._taken]
        if not shown:
            return location
        kept = location.id if location.id in shown else shown[0]
        gone = {name for each in former for name in (each.id, *each.autres_ids)} - self._taken
        self._taken |= gone
        others = tuple(sorted((own | gone) - {kept}))
        return location.model_copy(update={"id": kept, "autres_ids": others})

    def _renamed(self, location: Location) -> list[Location]:
        """Return the location of the last time, gone from its list, that one is under new words."""
        gone = self._gone[location.source, location.code_insee]
        alike = (each for each in gone if each.id not in self._taken and _are_alike(each, location))
        return [each for each in (next(alike, None),) if each is not None]


def _are_alike(one: Location, other: Location) -> bool:
    """Return whether two locations are certainly the same place, by what they say of themselves."""
    return compare_traits(location_traits(one), location_traits(other))[0] >= CERTAIN


def _link(locations: dict[int, Location], pairs: Iterable[tuple[int, int]]) -> None:
    """Link the locations of different licences that are the same place, both ways."""
    same: dict[int, set[str]] = defaultdict(set)
    for one, other in pairs:
        same[one].add(locations[other].id)
        same[other].add(locations[one].id)
    for row, ids in same.items():
        locations[row] = locations[row].model_copy(update={"meme_lieu": tuple(sorted(ids))})
