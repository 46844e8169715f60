"""Tests of what the map says of a result: where it is, its theme, its price."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from index.search.likelihood import Closeness
from index.search.query import Query
from index.search.results import Group, Hit
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Thesaurus
from service.map.results import LIST_SIZE, MapResult, map_results, town_in_words
from service.search.groups import result_groups
from tests.conftest import DATA, make_actor

THESAURUS = Thesaurus.read(DATA / "needs.jsonl")
PRECISE = {"latitude": 50.6, "longitude": 3.1, "commune": "Lille", "code_insee": "59350"}


def test_a_record_should_have_a_point_with_its_theme() -> None:
    result = MapResult(3, make_actor(**PRECISE), theme="bases")
    assert result.point is not None
    assert (result.point.rank, result.point.theme) == (3, "bases")


def test_a_head_office_without_street_should_have_no_point() -> None:
    seat = MapResult(1, make_actor(**PRECISE, territoires=["france-entiere"]))
    assert seat.is_seat
    assert seat.point is None
    assert seat.is_anywhere


def test_a_record_of_another_country_should_be_away() -> None:
    assert MapResult(1, make_actor(territoires=["belgique"])).is_away
    assert not MapResult(1, make_actor(territoires=["bretagne"])).is_away


def test_a_result_should_say_its_price_if_it_is_known() -> None:
    assert MapResult(1, make_actor(frais="gratuit")).price == "Gratuit"
    assert MapResult(1, make_actor(frais=None)).price == ""


NOW = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)


def _hit(searcher: Searcher, group: Group, **changes: object) -> Hit:
    """A hit of the catalogue, without a location, whose record has other values."""
    hit = searcher.search(Query("démarches administratives", place="Lille")).hits[0]
    record = hit.record.model_copy(update=changes)
    return replace(hit, record=record, group=group, closeness=Closeness.ANSWERS, locations=())


def _on_map(searcher: Searcher, *hits: Hit, page: int = 1) -> list[MapResult]:
    result = searcher.search(Query("démarches administratives", place="Lille"))
    query = replace(result.query, page=page, size=50)
    shown = replace(result, query=query, hits=hits or result.hits)
    return map_results(shown, searcher.retriever, NOW, THESAURUS)


def test_the_map_should_have_the_places_and_the_order_of_the_list(
    located_searcher: Searcher,
) -> None:
    result = located_searcher.search(Query("démarches administratives", place="Lille"))
    groups = result_groups(result, located_searcher.retriever, NOW)
    cards = [card for group in groups for card in group.cards]
    shown = _on_map(located_searcher)
    assert [each.name for each in shown] == [card.name for card in cards]
    assert [each.rank for each in shown] == list(range(1, len(cards) + 1))
    facts = {fact.text for card in cards for fact in card.facts if fact.kind == "lieu"}
    assert {each.where for each in shown} <= facts | {""}
    assert any(each.location for each in shown)


def test_results_should_keep_their_order_and_their_numbers(located_searcher: Searcher) -> None:
    first = _hit(located_searcher, Group.NEAR, nom="Premier")
    hits = [first, *[_hit(located_searcher, Group.NEAR, nom="Autre")] * LIST_SIZE]
    shown = _on_map(located_searcher, *hits, page=2)
    assert [each.name for each in shown] == ["Premier", *["Autre"] * LIST_SIZE]
    assert shown[0].rank == 51


def test_only_a_hit_near_the_place_should_decide_what_is_seen_first(
    located_searcher: Searcher,
) -> None:
    far = replace(_hit(located_searcher, Group.ANYWHERE), distance_km=215.0)
    near = replace(far, distance_km=3.0, group=Group.NEAR)
    assert [each.near for each in _on_map(located_searcher, near, far)] == [True, False]


def test_the_theme_of_a_hit_should_be_that_of_its_first_need(located_searcher: Searcher) -> None:
    need = next(iter(THESAURUS.needs.values()))
    hits = [_hit(located_searcher, Group.ANYWHERE, besoins=besoins) for besoins in ((need.id,), ())]
    assert [each.theme for each in _on_map(located_searcher, *hits)] == [need.theme, ""]


def test_the_town_of_a_head_office_should_be_said_to_be_one() -> None:
    assert town_in_words(make_actor(**PRECISE, adresse="1 rue Haute")) == "Lille"
    seat = make_actor(**PRECISE, adresse=None, territoires=["france-entiere"])
    assert town_in_words(seat) == "Siège : Lille"
    assert town_in_words(make_actor(commune=None)) == ""
