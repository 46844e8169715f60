"""Facts of the groups of results."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from index.places.models import Place, PlaceKind, Point
from index.search.likelihood import Closeness
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


def test_near_a_town_what_answers_should_come_before_what_may_not(
    located_searcher: Searcher,
) -> None:
    result = located_searcher.search(Query("démarches administratives", place="Lille"))
    hit = next(hit for hit in result.hits if hit.group is Group.NEAR)
    said = (Closeness.MAYBE, Closeness.ANSWERS, Closeness.MAYBE, Closeness.NEAR)
    hits = tuple(
        replace(hit, rank=rank, closeness=closeness) for rank, closeness in enumerate(said, 1)
    )
    (near,) = result_groups(replace(result, hits=hits), located_searcher.retriever, NOW)
    assert [card.hit.rank for card in near.cards] == [2, 4, 1, 3]


def told(searcher: Searcher, *said: tuple[str, Closeness]) -> list[tuple[str, list[str]]]:
    """The groups of results without a place, told as near to the need as said, in order."""
    result = searcher.search(Query("démarches administratives"))
    hit = result.hits[0]
    hits = tuple(
        replace(
            hit,
            record=hit.record.model_copy(update={"territoires": (territory,)}),
            closeness=closeness,
            location_count=0,
            rank=rank,
        )
        for rank, (territory, closeness) in enumerate(said, 1)
    )
    groups = result_groups(replace(result, hits=hits), searcher.retriever, NOW)
    return [
        (group.title, [card.hit.record.territoires[0] for card in group.cards]) for group in groups
    ]


def test_without_a_place_what_serves_one_region_should_come_last(
    located_searcher: Searcher,
) -> None:
    assert told(
        located_searcher, ("bretagne", Closeness.ANSWERS), ("france-entiere", Closeness.NEAR)
    ) == [("", ["france-entiere"]), ("Dans une ville ou une région", ["bretagne"])]


def test_without_a_place_nothing_should_come_before_for_being_everywhere_in_doubt(
    located_searcher: Searcher,
) -> None:
    assert told(
        located_searcher, ("bretagne", Closeness.ANSWERS), ("france-entiere", Closeness.MAYBE)
    ) == [("", ["bretagne", "france-entiere"])]


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


@pytest.mark.parametrize(
    ("elsewhere", "first"),
    [
        (Closeness.ANSWERS, Group.ANYWHERE),
        (Closeness.NEAR, Group.ANYWHERE),
        (Closeness.MAYBE, Group.NEAR),
    ],
)
def test_places_that_may_not_answer_should_come_after_what_does(
    located_searcher: Searcher, elsewhere: Closeness, first: Group
) -> None:
    result = located_searcher.search(Query("démarches administratives", place="Lille"))
    hit = result.hits[0]
    hits = (
        replace(hit, group=Group.NEAR, closeness=Closeness.MAYBE),
        replace(hit, group=Group.ANYWHERE, closeness=elsewhere),
    )
    groups = result_groups(replace(result, hits=hits), located_searcher.retriever, NOW)
    assert next(card.hit.group for group in groups for card in group.cards) is first
