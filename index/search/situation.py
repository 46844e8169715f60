"""Situation of records: how far they are from a place, and which of their locations are near it."""

from __future__ import annotations

from dataclasses import dataclass

from index.locations.models import Precision
from index.locations.nearest import NearestLocations
from index.places.models import FRANCE, Place
from index.places.proximity import Proximity
from index.search.results import Group, NearbyPlace, Situation
from index.search.retriever import Retriever

LOCATIONS_SHOWN = 3
"""Most locations that come with a result."""


@dataclass(frozen=True)
class Situations:
    """Situations of the records of an index from the place of a query.

    place: None without one; located: distance and nearness of each record; nearest: locations of
    the records around the place that serve the need.
    """

    retriever: Retriever
    place: Place | None
    located: Proximity
    nearest: NearestLocations

    def of(self, row: int) -> Situation:
        """Return the situation of the record at a row."""
        locations = self._locations(row)
        return Situation(
            distance_km=self.located.shown_km(row),
            precision=self._precision(row, locations),
            group=self._group(row),
            locations=locations,
            location_count=int(self.retriever.location_counts[row]),
        )

    def _locations(self, row: int) -> tuple[NearbyPlace, ...]:
        """Return the nearest locations of a record that is near the place."""
        if self.located.local is None or not self.located.local[row]:
            return ()
        return self.retriever.nearby(self.nearest.of(row, LOCATIONS_SHOWN))

    def _precision(self, row: int, locations: tuple[NearbyPlace, ...]) -> Precision | None:
        """Return the precision of the point to which the distance of a record is measured."""
        return locations[0].location.precision if locations else self.retriever.precision(row)

    def _group(self, row: int) -> Group | None:
        """Return where a record is from the place."""
        in_france = self.place is None or self.place.country == FRANCE
        if in_france and self.retriever.abroad[row]:
            return Group.ABROAD
        if self.place is None:
            return None
        if self.located.local is not None and self.located.local[row]:
            return Group.NEAR
        if self.located.regional is not None and self.located.regional[row]:
            return Group.REGION
        return Group.ANYWHERE
