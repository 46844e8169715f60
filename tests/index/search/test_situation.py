"""Where results are from the place of a query: group, distance, precision, nearest locations."""

from __future__ import annotations

from index.locations.models import Precision
from index.search.query import Query
from index.search.results import Group, Hit
from index.search.searcher import Searcher

PAPERS = "démarches administratives en ligne"


def _hits(searcher: Searcher, place: str) -> dict[str, Hit]:
    result = searcher.search(Query(PAPERS, place=place, size=50))
    return {hit.record.id: hit for hit in result.hits}


def test_a_network_should_be_where_its_nearest_location_is(located_searcher: Searcher) -> None:
    hit = _hits(located_searcher, "Lille")["france-services"]
    assert [near.location.id for near in hit.locations] == [
        "france-services--lille",
        "france-services--tourcoing",
    ]
    assert (hit.group, hit.precision) == (Group.NEAR, Precision.ADRESSE)
    assert hit.distance_km == hit.locations[0].km
    assert hit.location_count == 3


def test_a_network_without_a_location_near_should_be_anywhere(located_searcher: Searcher) -> None:
    hit = _hits(located_searcher, "Brest")["france-services"]
    assert (hit.group, hit.locations, hit.distance_km) == (Group.ANYWHERE, (), None)
    assert hit.location_count == 3


def test_without_a_place_there_should_be_no_group_nor_locations(located_searcher: Searcher) -> None:
    hit = _hits(located_searcher, "")["france-services"]
    assert (hit.group, hit.locations, hit.distance_km) == (None, (), None)
