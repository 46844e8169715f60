"""Facts of the groups of results."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index.places.models import Place, PlaceKind, Point
from index.search.query import Query
from index.search.results import Group
from index.search.searcher import Searcher
from service.search.groups import has_near, near_title, result_groups

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def titles(searcher: Searcher, text: str, place: str = "") -> list[str]:
    """The titles of the groups of a search."""
    result = searcher.search(Query(text, place=place))
    return [group.title for group in result_groups(result, searcher.retriever, NOW)]


def test_results_without_a_place_should_be_one_group_without_a_title(
    located_searcher: Searcher,
) -> None:
    assert titles(located_searcher, "démarches administratives") == [""]


def test_results_near_a_town_should_come_first_with_the_place_to_go_to(
    located_searcher: Searcher,
) -> None:
    result = located_searcher.search(Query("démarches administratives", place="Lille"))
    near, *others = result_groups(result, located_searcher.retriever, NOW)
    assert near.title == "Près de Lille"
    assert has_near([near, *others])
    cards = {card.hit.record.id: card for card in near.cards}
    location = cards["france-services"].location
    assert location is not None
    assert location.name == "France services Lille-Fives"
    ranks = [[card.hit.rank for card in group.cards] for group in (near, *others)]
    assert all(group == sorted(group) for group in ranks)


def test_a_place_of_two_networks_should_be_shown_once(located_searcher: Searcher) -> None:
    result = located_searcher.search(Query("démarches administratives", place="Lille"))
    (hit,) = (hit for hit in result.hits if hit.record.id == "france-services")
    twice = replace(result, hits=(hit, hit))
    (near,) = result_groups(twice, located_searcher.retriever, NOW)
    assert [card.location and card.location.id for card in near.cards] == [
        "france-services--lille",
        "france-services--tourcoing",
    ]


def test_the_order_of_the_results_should_be_kept_in_groups(located_searcher: Searcher) -> None:
    result = located_searcher.search(Query("démarches administratives", place="Lille"))
    places = (Group.NATIONAL, Group.NEAR, Group.NEAR, Group.REGION, Group.ANYWHERE, Group.ABROAD)
    hits = tuple(
        replace(result.hits[0], group=group, rank=rank) for rank, group in enumerate(places, 1)
    )
    groups = result_groups(replace(result, hits=hits), located_searcher.retriever, NOW)
    assert [(group.title, [card.hit.rank for card in group.cards]) for group in groups] == [
        ("Le service national qui répond", [1]),
        ("Près de Lille", [2, 3]),
        ("Dans votre région", [4]),
        ("Partout ou à distance", [5]),
        ("Dans d'autres pays", [6]),
    ]


@pytest.mark.parametrize(
    ("place", "title"),
    [
        (None, "Près de vous"),
        (Place.at(Point(46.2, 1.9)), "Près de vous"),
        (Place(PlaceKind.COMMUNE, "Guéret (23)", None), "Près de Guéret"),
        (Place(PlaceKind.COMMUNE, "Amiens (80)", None), "Près d'Amiens"),
        (Place(PlaceKind.COMMUNE, "Le Mans (72)", None), "Près du Mans"),
        (Place(PlaceKind.DEPARTEMENT, "Creuse (23)", None), "Sur place : Creuse"),
    ],
)
def test_the_first_group_should_name_the_place(place: Place | None, title: str) -> None:
    assert near_title(place) == title
