"""Tests of what is written on a pin."""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from index.maps.boundaries import Box
from service.map.labels import EM, MARK_EM, PIN_EM, LabelSpace
from service.map.pins import MapPoint, Pin, drawn_apart, pins_of, with_words


def _pin(*ranks: int, width_em: float = 0.0, is_place: bool = False) -> Pin:
    points = tuple(MapPoint(rank, f"Fiche {rank}", 2, 2, is_place=is_place) for rank in ranks)
    return Pin((5, 5), points, width_em)


def test_a_pin_should_bear_the_number_of_its_row() -> None:
    assert _pin(7).text == "7"
    assert _pin(0).text == ""


def test_a_wide_pin_should_bear_few_numbers_and_count_many() -> None:
    assert _pin(3, 7, width_em=4).text == "3 · 7"
    assert _pin(1, 2, 3, 4, width_em=6).text == "4 résultats"
    assert _pin(0, 0, is_place=True, width_em=6).text == "2 lieux"


def test_a_narrow_pin_should_never_bear_a_number_that_is_no_row() -> None:
    assert _pin(3, 7).text == "×2"


def test_only_results_known_by_their_town_should_make_a_vague_pin() -> None:
    exact, vague = MapPoint(1, "a", 2, 2), MapPoint(2, "b", 2, 2, is_vague=True)
    assert Pin((5, 5), (vague,)).is_vague
    assert not Pin((5, 5), (exact, vague)).is_vague


def test_a_pin_should_be_widened_where_there_is_room() -> None:
    space = LabelSpace(Box(0, 0, 240, 240), 240 * EM)
    points = [(MapPoint(rank, "a", 2, 2), (120.0, 120.0)) for rank in (1, 2)]
    (pin,) = pins_of(points, space)
    assert with_words(space, pin).width_em > 0
    crowded = LabelSpace(Box(110, 110, 20, 20), 10.0)
    (narrow,) = pins_of(points, crowded)
    assert with_words(crowded, narrow).width_em == 0


def _shared(space: LabelSpace, *ranks: int) -> Pin:
    points = [(MapPoint(rank, "a", 2, 2), (120.0, 120.0)) for rank in ranks]
    (pin,) = pins_of(points, space)
    return pin


@pytest.mark.parametrize("count", [2, 3, 4])
def test_few_results_at_one_spot_should_have_a_pin_each(count: int) -> None:
    space = LabelSpace(Box(0, 0, 240, 240), 10.0)
    pins = drawn_apart(space, _shared(space, *range(1, count + 1)), (120.0, 120.0))
    assert [pin.text for pin in pins] == [str(rank) for rank in range(1, count + 1)]
    apart = [math.dist(one.spot, other.spot) for one, other in combinations(pins, 2)]
    assert min(apart) >= 2 * PIN_EM * space.em
    mark = [math.dist(pin.spot, (120.0, 120.0)) for pin in pins]
    assert min(mark) >= (PIN_EM + MARK_EM) * space.em
    assert {pin.foot for pin in pins} == {(120.0, 120.0)}


def test_many_results_or_results_without_room_should_share_their_pin() -> None:
    space = LabelSpace(Box(0, 0, 240, 240), 10.0)
    many = _shared(space, 1, 2, 3, 4, 5)
    assert drawn_apart(space, many, None) == (many,)
    places = _shared(space, 0, 0)
    assert drawn_apart(space, places, None) == (places,)
    crowded = LabelSpace(Box(110, 110, 20, 20), 10.0)
    two = _shared(crowded, 1, 2)
    assert drawn_apart(crowded, two, None) == (two,)
