"""Search of locations: those around a place, of a need or a network, without any text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan

import numpy as np
from numpy.typing import NDArray

from index.candidates.facets import LocationFacet, location_facets
from index.locations.nearest import serving_pairs
from index.places.models import FRANCE, Place, PlaceKind
from index.search.query import LocationQuery
from index.search.results import NearbyPlace
from index.search.retriever import Retriever

Found = tuple[NDArray[np.int64], NDArray[np.float64]]
"""Rows of locations, each once, and their kilometres to the place, NaN without a point."""


@dataclass(frozen=True)
class LocationResult:
    """One page of locations, nearest first.

    locations: of the page; total: their number on all pages; place: recognized, None without one;
    unknown_place: what was typed as a place and not recognized, otherwise empty, in which case
    there is no location; facets: filters that are offered, with their counts.
    """

    locations: tuple[NearbyPlace, ...]
    total: int
    place: Place | None
    unknown_place: str
    facets: tuple[LocationFacet, ...]


def search_locations(retriever: Retriever, query: LocationQuery) -> LocationResult:
    """List the locations within a radius of a point or a commune, or inside an area.

    Args:
        retriever: holds the open index.
        query: the place, the need, the network and the filters; without a place, those of the
            whole of France.

    Returns:
        The requested page: the nearest first, in the order of identifiers without a place.

    Raises:
        InvalidQuery: when no place has the code of the query.
        UnknownRecord: when no record is the network of the query.
    """
    network = retriever.row_of(query.network) if query.network else None
    place = retriever.place(query)
    unknown = query.place if query.place and place is None else ""
    if unknown:
        return LocationResult((), 0, None, unknown, ())
    rows, km = _in_view(retriever, query, place, network)
    facets = location_facets(retriever.locations, rows, query.location_filters)
    among = query.location_filters.mask(retriever.locations)
    if among is not None:
        rows, km = rows[among[rows]], km[among[rows]]
    order = np.lexsort((rows, km))
    first = (query.page - 1) * query.size
    shown = (
        NearbyPlace(int(rows[at]), retriever.locations[int(rows[at])], _known(float(km[at])))
        for at in order[first : first + query.size]
    )
    return LocationResult(tuple(shown), len(rows), place, "", facets)


def serving_locations(retriever: Retriever, needs: Mapping[str, float]) -> NDArray[np.int64]:
    """Return the locations that serve a need, wherever they are, with the records they are of.

    Args:
        retriever: holds the open index.
        needs: identifier of a need -> share of the query that goes to it; empty for any location.

    Returns:
        (m, 2) int, rows of records and of their locations.
    """
    table, whole = retriever.locations, retriever.whole
    every = np.ones(len(table), dtype=np.bool_)
    return serving_pairs(table, every, whole.networks(needs), needs)[0]


def _known(km: float) -> float | None:
    return None if isnan(km) else km


def _in_view(
    retriever: Retriever, query: LocationQuery, place: Place | None, network: int | None
) -> Found:
    """Return the locations that serve the need, whatever the filters on what they have."""
    needs = {query.need: 1.0} if query.need else {}
    if place is None or (place.kind is PlaceKind.COUNTRY and place.country == FRANCE):
        pairs = serving_locations(retriever, needs)
        records, rows = pairs[:, 0], pairs[:, 1]
        km = np.full(len(rows), np.nan)
    else:
        nearest = retriever.whole.nearest(place, needs)
        records, rows, km = nearest.records, nearest.rows, nearest.km
        if not place.is_area:
            within = km <= query.radius_km
            records, rows, km = records[within], rows[within], km[within]
    if network is not None:
        rows, km = rows[records == network], km[records == network]
    distinct, first = np.unique(rows, return_index=True)
    return distinct, km[first]
