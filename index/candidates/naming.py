"""Naming: the records and the locations whose name a query is, or holds.

Who types a name looks for one thing: what bears it comes first, whatever the likelihoods of needs
say. A name inside a need lifts its record among the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.arrays import Column
from index.artefact.content import ArtefactContent
from index.candidates.record_view import RecordView
from index.locations.nearest import inside_of, kilometres
from index.names.asked import asked_name
from index.names.comparison import Match
from index.names.forms import Kind
from index.names.matcher import SURE, NameMatcher
from index.places.models import Place

MOST = 20
"""Most bearers of one name that are shown; more locations than that bear a common word."""
NEAR_KM = 12.0
"""Kilometres from the place of a query within which a location of the name is the one meant."""
WHOLE = 0.9
"""Share of a name, in [0, 1], that a text must hold when it names a place besides."""


@dataclass(frozen=True)
class Named:
    """Records whose name a query is, or holds.

    text: the name, as the catalogue writes it; is_whole: whether the query is this name and nothing
    else, but for politeness and a place; is_exact: whether it is written as in the catalogue;
    records: row of a record -> likeness of the name, in [0, 1], likest first; locations: row of a
    record -> rows of its locations that bear the name; besides: whether a place was taken out of
    the text.
    """

    text: str
    is_whole: bool
    is_exact: bool
    records: Mapping[int, float] = field(default_factory=dict)
    locations: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    besides: bool = False

    def likeness(self, view: RecordView) -> Column:
        """Return the likeness of the name and of those of the records in view: (m,) float32."""
        column = np.zeros(len(view), dtype=np.float32)
        for row, likeness in self.records.items():
            column[view.positions_of([row])] = likeness
        return column

    @property
    def holds_place(self) -> bool:
        """Whether the query is the exact name of records: a place in it says not where one is."""
        return self.is_whole and self.is_exact and not self.besides and not self.locations

    @property
    def bearers(self) -> int:
        """Number of records and locations that bear the name."""
        located = sum(map(len, self.locations.values()))
        return located + sum(row not in self.locations for row in self.records)


class Naming:
    """Finds the names of an index in queries; safe to share between threads."""

    def __init__(self, matcher: NameMatcher, content: ArtefactContent) -> None:
        """matcher: of the names of the index; content: the index."""
        self._matcher, self._content = matcher, content

    def whole(self, text: str, place: Place | None, besides: bool = False) -> Named | None:
        """Find whose name a text is.

        Args:
            text: as typed.
            place: of the query, near which a location must be; None for none.
            besides: whether the place was taken out of the text.

        Returns:
            Who bears the name, None when the text is none.
        """
        asked = asked_name(text)
        exact = self._matcher.exact(text) if asked != text else []
        found = self._kept(exact or self._matcher.find(asked), place, besides)
        return self._named(found, besides) if found else None

    def is_record(self, key: str) -> bool:
        """Return whether a text, as `name_key` writes it, is the full name of a record."""
        return self._content.names.names_record(key)

    def inside(self, text: str) -> Named | None:
        """Return the records whose name a text holds, written as in the catalogue; None if none."""
        found = self._matcher.inside(text, self._content.location_counts)
        if not found:
            return None
        rows = {match.owner: match.likeness for match in found}
        return Named(self._content.records[found[0].owner].nom, False, True, rows)

    def nearly(self, text: str, french: bool) -> Named | None:
        """Return the few records whose name sounds most like a text; None if none.

        They are offered for want of anything else: it is not their name. french: whether the text
        is in French.
        """
        found = self._matcher.nearly(asked_name(text), french)
        rows = {match.owner: match.likeness for match in found}
        return Named(asked_name(text), False, False, rows) if rows else None

    def _kept(self, found: Sequence[Match], place: Place | None, besides: bool) -> list[Match]:
        """Return the bearers that are meant, near the place if there is one.

        Without a place, a location is none when its name is very common ("Bibliothèque
        municipale"), is that of a record, or is not surely the text.
        """
        records = [each for each in found if not each.location]
        locations = [each for each in found if each.location]
        if besides:
            records = [each for each in records if each.whole >= WHOLE]
            locations = [each for each in locations if each.whole >= WHOLE]
        if place is not None:
            locations = self._near(locations, place)
        else:
            locations = [each for each in locations if each.alike >= SURE]
            if len(locations) > MOST or any(each.alike >= SURE for each in records):
                locations = []
        return [*records, *locations][:MOST]

    def _near(self, found: Sequence[Match], place: Place) -> list[Match]:
        """Return the locations near a place, or inside an area, nearest first."""
        rows = np.array([each.owner for each in found], dtype=np.int64)
        table = self._content.locations
        km = kilometres(table, rows, place.point)
        near = inside_of(table, rows, place) if place.is_area else km <= NEAR_KM
        order = np.argsort(km, kind="stable").tolist()
        return [found[at] for at in order if near[at]]

    def _named(self, found: Sequence[Match], besides: bool) -> Named:
        """Return the records of some bearers, those of locations included."""
        content = self._content
        records: dict[int, float] = {}
        locations: dict[int, tuple[int, ...]] = {}
        for match in found:
            if not match.location:
                records.setdefault(match.owner, match.likeness)
                continue
            networks = content.locations[match.owner].networks
            row = next(
                row for each in networks if (row := content.table.identifiers.get(each)) is not None
            )
            records.setdefault(row, match.likeness)
            locations[row] = (*locations.get(row, ()), match.owner)
        first = found[0]
        return Named(self._written(first), True, first.alike == 1.0, records, locations, besides)

    def _written(self, match: Match) -> str:
        """Return the name of a bearer as it is written, or its acronym if that was typed."""
        if match.location:
            return self._content.locations[match.owner].nom
        record = self._content.records[match.owner]
        return record.sigle if match.kind is Kind.ACRONYM and record.sigle else record.nom
