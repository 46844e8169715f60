"""Situation of records: how far they are from a place, and which of their locations are near it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index.candidates.naming import Named
from index.candidates.record_view import RecordView
from index.locations.models import Precision
from index.locations.nearest import NearestLocations, NearLocation, kilometres
from index.places.models import Place
from index.places.proximity import Proximity
from index.search.arrangement import GROUPS, groups_of
from index.search.results import NearbyPlace, Situation
from index.search.retriever import Retriever

LOCATIONS_SHOWN = 3
"""Most locations that come with a result."""


@dataclass(frozen=True)
class Situations:
    """Situations of the records in view from the place of a query.

    view: these records, by position; place: None without one; located: distance and nearness of
    each record; nearest: locations of the records around the place that serve the need; named:
    the name that the query is, whose locations come first, None for none; groups: of the records,
    None for those by their distance alone.
    """

    retriever: Retriever
    view: RecordView
    place: Place | None
    located: Proximity
    nearest: NearestLocations
    named: Named | None = None
    groups: NDArray[np.int8] | None = None

    def of(self, position: int) -> Situation:
        """Return the situation of the record at a position."""
        locations = self._locations(position)
        return Situation(
            distance_km=self.located.shown_km(position),
            precision=self._precision(position, locations),
            group=GROUPS[int(self._groups[position])],
            locations=locations,
            location_count=int(self.view.location_counts[position]),
        )

    def _locations(self, position: int) -> tuple[NearbyPlace, ...]:
        """Return the locations that the query names, else the nearest ones of a record near by."""
        row = int(self.view.rows[position])
        if self.named is not None and row in self.named.locations:
            return self._at(self.named.locations[row][:LOCATIONS_SHOWN])
        if self.located.local is None or not self.located.local[position]:
            return ()
        return self.retriever.nearby(self.nearest.of(position, LOCATIONS_SHOWN))

    def _at(self, rows: Sequence[int]) -> tuple[NearbyPlace, ...]:
        """Return the locations at some rows of their table, with their distances to the place."""
        point = None if self.place is None else self.place.point
        km = kilometres(self.retriever.locations, np.array(rows, dtype=np.int64), point).tolist()
        return self.retriever.nearby([NearLocation(*each) for each in zip(rows, km, strict=True)])

    def _precision(self, position: int, locations: tuple[NearbyPlace, ...]) -> Precision | None:
        """Return the precision of the point to which the distance of a record is measured."""
        return (
            locations[0].location.precision
            if locations
            else self.retriever.precision(int(self.view.rows[position]))
        )

    @cached_property
    def _groups(self) -> NDArray[np.int8]:
        """Groups of the records, as given, or by their distance alone."""
        if self.groups is not None:
            return self.groups
        near = np.ones(len(self.view), dtype=np.int8)
        return groups_of(self.view, self.place, self.located, near)
