"""Search of locations: around a place, of a need or a network, nearest first."""

from __future__ import annotations

from typing import Any

import pytest

from index.errors import InvalidQuery, UnknownRecord
from index.locations.filters import LocationFilters
from index.places.models import PlaceCode, PlaceKind, Point
from index.search.location_search import LocationResult, search_locations
from index.search.query import LocationQuery
from index.search.searcher import Searcher
from tests.locations import PAPERS, WIFI

LILLE = PlaceCode(PlaceKind.COMMUNE, "59350")
LIBRARY, FIVES, TOURCOING = (
    "bibliotheque--lille",
    "france-services--lille",
    "france-services--tourcoing",
)


def _search(searcher: Searcher, **options: Any) -> LocationResult:
    return search_locations(searcher.retriever, LocationQuery(**options))


def _ids(result: LocationResult) -> list[str]:
    return [near.location.id for near in result.locations]


def test_the_nearest_should_come_first_within_the_radius(located_searcher: Searcher) -> None:
    assert _ids(_search(located_searcher, code=LILLE)) == [LIBRARY, FIVES, TOURCOING]
    assert _ids(_search(located_searcher, code=LILLE, radius_km=5)) == [LIBRARY, FIVES]
    assert _ids(_search(located_searcher, near=Point(50.7239, 3.1612), radius_km=1)) == [TOURCOING]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (PlaceKind.DEPARTEMENT, "59"),
        (PlaceKind.REGION, "32"),
        (PlaceKind.EPCI, "200093201"),
    ],
)
def test_an_area_should_hold_all_its_own(
    located_searcher: Searcher, kind: PlaceKind, code: str
) -> None:
    result = _search(located_searcher, code=PlaceCode(kind, code))
    assert set(_ids(result)) == {LIBRARY, FIVES, TOURCOING}


def test_a_need_should_select_who_serves_it_and_a_network_its_own(
    located_searcher: Searcher,
) -> None:
    assert _ids(_search(located_searcher, code=LILLE, need=WIFI)) == [LIBRARY]
    assert _ids(_search(located_searcher, code=LILLE, need=PAPERS)) == [FIVES, TOURCOING]
    network = "bibliotheques-publiques"
    assert _ids(_search(located_searcher, code=LILLE, network=network)) == [LIBRARY]
    assert _ids(_search(located_searcher, network=network, need=PAPERS)) == []


def test_without_a_place_all_should_be_listed_by_pages(located_searcher: Searcher) -> None:
    pages = [_search(located_searcher, page=page, size=3) for page in (1, 2)]
    assert [result.total for result in pages] == [4, 4]
    assert sorted([*_ids(pages[0]), *_ids(pages[1])]) == sorted(
        [LIBRARY, FIVES, TOURCOING, "france-services--1"]
    )
    assert {near.km for near in pages[0].locations} == {None}


def test_a_place_that_is_not_understood_should_give_nothing(located_searcher: Searcher) -> None:
    result = _search(located_searcher, place="Zzyzxqq")
    assert (result.total, result.unknown_place) == (0, "Zzyzxqq")


def test_a_filter_should_apply_and_facets_should_count_the_silent_ones_apart(
    located_searcher: Searcher,
) -> None:
    free = LocationFilters(fees=("gratuit",))
    result = _search(located_searcher, code=LILLE, location_filters=free)
    assert _ids(result) == [FIVES, TOURCOING]
    facets = {facet.field: facet for facet in result.facets}
    assert (facets["frais_lieu"].size, facets["frais_lieu"].known) == (3, 2)
    assert [(value.code, value.count, value.selected) for value in facets["frais_lieu"].values] == [
        ("gratuit", 2, True)
    ]
    assert (facets["service"].size, facets["service"].known) == (2, 2)
    assert facets["ouvert"].known == 1
    assert "rdv" not in facets  # none of them says it


def test_an_unknown_network_or_code_should_be_refused(located_searcher: Searcher) -> None:
    with pytest.raises(UnknownRecord):
        _search(located_searcher, network="inconnu")
    with pytest.raises(InvalidQuery):
        _search(located_searcher, code=PlaceCode(PlaceKind.COMMUNE, "59999"))
