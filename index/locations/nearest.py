"""Nearest locations: for each record, its places around a point that serve a need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import cos

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask
from index.locations.models import Precision
from index.locations.table import PRECISIONS, LocationTable
from index.places.models import EARTH_RADIUS_KM, Place, PlaceKind, Point
from index.places.proximity import (
    DEFAULT_RADIUS_KM,
    LocationDistances,
    km_of_chords,
    on_sphere,
    radians_of,
)
from index.places.service_areas import departements_in
from index.postings import positions_in

IMPRECISE_KM, RESERVED_KM, UNCERTAIN_KM = 2.0, 10.0, 8.0
"""Kilometres added to the distance of a location, to choose the nearest ones. In order: its point
is the centre of its commune, anywhere in which it may be; it is reserved to some people; it may not
receive the public (`index.locations.reception`)."""
REACH_KM = 100.0
"""Kilometres from a place beyond which no location is looked for."""


@dataclass(frozen=True)
class Networks:
    """Records whose locations are looked for, of an index or of a part of it.

    rows: (n records,) int64, their rows in the index, in increasing order; located: (n records,)
    bool, those that have locations; shares: (n records,) float32, the share of the query that goes
    to the needs of each, in [0, 1]; named: (n records,) bool, those whose name is in the query: all
    their locations serve; None for none.
    """

    rows: NDArray[np.int64]
    located: Mask
    shares: Column
    named: Mask | None = None


@dataclass(frozen=True)
class NearLocation:
    """A location near a place.

    row: its position in the table of locations; km: its distance to the place, in kilometres.
    """

    row: int
    km: float


@dataclass(frozen=True)
class NearestLocations:
    """The locations of each record around a place, nearest first.

    distances: of the nearest one of each record, for ranking; share: (n records,) float32, the
    greatest share of the query that a location of each record serves; lists_need: (n records,)
    bool, whether the nearest location of each lists what it does itself, besides what its network
    does in general; records, rows: (m,) int,
    record and location of each pair, sorted by record then by effort; km: (m,) float64, their
    distances; effort: (m,) float64, the same with kilometres added for what makes them less of a
    help; contactable: (m,) bool, those that one can call, write to, or whose hours are known.
    """

    distances: LocationDistances
    share: Column
    lists_need: Mask
    records: NDArray[np.int64]
    rows: NDArray[np.int64]
    km: NDArray[np.float64]
    effort: NDArray[np.float64]
    contactable: Mask

    @classmethod
    def nowhere(cls, located: Mask) -> NearestLocations:
        """Return the locations around no place: none; located: the records that have some."""
        rows, km = np.zeros(0, dtype=np.int64), np.zeros(0)
        unknown, none = np.full(len(located), np.nan), np.zeros(len(located), dtype=np.bool_)
        distances = LocationDistances(located, unknown, none)
        share = np.zeros(len(located), dtype=np.float32)
        return cls(distances, share, none, rows, rows, km, km, none[:0])

    def of(self, record: int, most: int) -> tuple[NearLocation, ...]:
        """Return the nearest locations of the record at a row, at most `most` of them.

        When none of them is contactable, the last gives way to the nearest one that is, if it is
        within 20 km.
        """
        start, end = np.searchsorted(self.records, [record, record + 1])
        pairs = list(range(start, min(end, start + most)))
        reachable = start + np.flatnonzero(
            self.contactable[start:end] & ~(self.km[start:end] > DEFAULT_RADIUS_KM)
        )
        if pairs and len(reachable) and reachable[0] > pairs[-1]:
            pairs[-1] = int(reachable[0])
        return tuple(NearLocation(int(self.rows[pair]), float(self.km[pair])) for pair in pairs)

    def contact_km(self) -> NDArray[np.float64]:
        """Return the distance to the nearest contactable location of each record.

        The result is (n records,) float64, kilometres, infinite where there is none; 0 for a
        location inside an area without a point.
        """
        return self._least(np.where(self.contactable, self.km, np.inf))

    def least_effort(self) -> NDArray[np.float64]:
        """Return the effort to the nearest location of each record: (n records,) float64, km.

        It is infinite where there is none.
        """
        return self._least(self.effort)

    def _least(self, kilometres: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the least value of each record, infinite without any; an unknown one is 0."""
        least = np.full(len(self.share), np.inf)
        known = np.nan_to_num(kilometres, posinf=np.inf)
        np.minimum.at(least, self.records, known)
        return least


def nearest_locations(
    table: LocationTable,
    place: Place | None,
    networks: Networks,
    needs: Mapping[str, float],
    among: Mask | None = None,
) -> NearestLocations:
    """Find the locations of each record around a place that serve a need.

    A location serves a need that it lists; one that lists none serves those of its record.

    Args:
        table: all the locations of the index.
        place: a point, a commune or an area, all of whose locations count; None, or a country, for
            none.
        networks: the records whose locations count; a record is its position among them.
        needs: identifier of a need -> share of the query that goes to it; empty when it is not sure
            which needs it expresses: any location serves it.
        among: (n locations,) bool, the locations that pass the filters of the query; None for all.

    Returns:
        The locations within 100 km of the point, or inside the area.
    """
    size = len(networks.rows)
    near = np.zeros(len(table), dtype=np.bool_)
    near[_around(table, place)] = True
    if among is not None:
        near &= among
    pairs, shares = serving_pairs(table, near, networks, needs)
    share = np.zeros(size, dtype=np.float32)
    np.maximum.at(share, pairs[:, 0], shares)
    records, rows = pairs[:, 0], pairs[:, 1]
    km = kilometres(table, rows, None if place is None else place.point)
    effort = km + _added_km(table, rows)
    order = np.lexsort((effort, records))
    records, rows, km = records[order], rows[order], km[order]
    contactable = table.facts["contactable"][rows]
    distances = _distances(table, records, rows, km, place, networks.located)
    lists_need = np.zeros(size, dtype=np.bool_)
    first = np.flatnonzero(np.diff(records, prepend=-1))
    lists_need[records[first]] = table.facts["needs"][rows[first]] != 0
    return NearestLocations(
        distances, share, lists_need, records, rows, km, effort[order], contactable
    )


def _added_km(table: LocationTable, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the kilometres added to the distances of some locations: (len(rows),) float64."""
    facts = table.facts[rows]
    imprecise = facts["precision"] == PRECISIONS.index(Precision.COMMUNE)
    added = IMPRECISE_KM * imprecise + RESERVED_KM * facts["reserved"]
    return np.asarray(added + UNCERTAIN_KM * facts["uncertain"], dtype=np.float64)


def _distances(
    table: LocationTable,
    records: NDArray[np.int64],
    rows: NDArray[np.int64],
    km: NDArray[np.float64],
    place: Place | None,
    located: Mask,
) -> LocationDistances:
    """Return the distance of the nearest location of each record, and who is inside."""
    distances = np.full(len(located), np.nan)
    np.fmin.at(distances, records, km)
    inside = np.zeros(len(located), dtype=np.bool_)
    if place is not None:
        inside[records[inside_of(table, rows, place)]] = True
    return LocationDistances(located, distances, inside)


def serving_pairs(
    table: LocationTable, among: Mask, networks: Networks, needs: Mapping[str, float]
) -> tuple[NDArray[np.int64], Column]:
    """Return the locations that serve a need, each with a record that it belongs to.

    Args:
        table: all the locations of the index.
        among: (n locations,) bool, those to look at.
        networks: the records whose locations count.
        needs: identifier of a need -> share of the query that goes to it; empty for any location.

    Returns:
        (m, 2) int, positions of records among the networks and rows of their locations; (m,)
        float32, the share of the query that each serves.
    """
    pairs = table.members[among[table.members[:, 1]]].astype(np.int64)
    positions, known = positions_in(pairs[:, 0], networks.rows)
    pairs = np.column_stack((positions, pairs[:, 1]))[known]
    listed = table.facts["needs"][pairs[:, 1]]
    shares = np.where(listed == 0, networks.shares[pairs[:, 0]], table.shares(needs)[listed])
    if not needs:
        return pairs, shares
    serving = shares > 0
    if networks.named is not None:
        serving |= networks.named[pairs[:, 0]]
    return pairs[serving], shares[serving]


def _around(table: LocationTable, place: Place | None) -> NDArray[np.int64] | Mask:
    """Return the locations near a point or a commune, or inside an area.

    All are compared: a k-d tree takes longer to list thousands of them around a large town.
    """
    if place is None or place.kind is PlaceKind.COUNTRY:
        return np.zeros(0, dtype=np.int64)
    if place.is_area or place.point is None:
        return inside_of(table, np.arange(len(table)), place)
    centre = on_sphere(*radians_of(place.point))
    return np.asarray(table.points @ centre >= cos(REACH_KM / EARTH_RADIUS_KM))


def inside_of(table: LocationTable, rows: NDArray[np.int64], place: Place) -> Mask:
    """Return which locations are in a commune, or in one of an area."""
    if place.communes:
        return table.within("commune", sorted(place.communes))[rows]
    if place.is_area:
        return table.within("departement", departements_in(place))[rows]
    return table.within("commune", [place.commune] if place.commune else [])[rows]


def kilometres(
    table: LocationTable, rows: NDArray[np.int64], point: Point | None
) -> NDArray[np.float64]:
    """Return the kilometres from a point to some locations: (len(rows),) float64.

    Great circles; NaN without a point.
    """
    if point is None:
        return np.full(len(rows), np.nan)
    apart = table.points[rows] - on_sphere(*radians_of(point))
    return km_of_chords(np.linalg.norm(apart, axis=1))
