"""Tests of what the map says of a result: where it is, its theme, its price."""

from __future__ import annotations

from dataclasses import replace

from index.records.models import AnyRecord
from index.search.explanation import Reason
from index.search.likelihood import Closeness
from index.search.results import Group, Hit
from index.taxonomy.thesaurus import Thesaurus
from service.map.results import MapResult, map_result
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


def _hit(record: AnyRecord) -> Hit:
    reason = Reason("Service", "Réparer un vélo.", ())
    return Hit(1, record, reason, 0.5, 0.5, Closeness.ANSWERS, (), distance_km=None)


def test_only_a_hit_near_the_place_should_decide_what_is_seen_first() -> None:
    far = replace(_hit(make_actor(**PRECISE)), distance_km=215.0, group=Group.ANYWHERE)
    near = replace(far, distance_km=3.0, group=Group.NEAR)
    assert [map_result(hit, None, THESAURUS).near for hit in (far, near)] == [False, True]


def test_the_theme_of_a_hit_should_be_that_of_its_first_need() -> None:
    need = next(iter(THESAURUS.needs.values()))
    hit = _hit(make_actor(besoins=[need.id]))
    assert map_result(hit, None, THESAURUS).theme == need.theme
    assert map_result(_hit(make_actor(besoins=[])), None, THESAURUS).theme == ""
