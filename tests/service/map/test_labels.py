"""Tests of the names written on the map: where they go, and that they stay readable."""

from __future__ import annotations

import pytest

from index.maps.boundaries import Boundaries, Box, Town
from service.map.labels import (
    EM,
    PIN_EM,
    LabelSpace,
    here_label,
    land_labels,
    square,
    town_labels,
)

VIEW = Box(0, 0, 240, 240)
SMALLEST_PX, PHONE_PX = 288, 328
"""Width of the drawing on screens 320 and 360 px wide."""


@pytest.fixture
def space() -> LabelSpace:
    return LabelSpace(VIEW, VIEW.width * EM)


def test_a_pin_should_be_wide_enough_to_touch_on_a_small_telephone() -> None:
    assert 2 * PIN_EM * EM * SMALLEST_PX >= 24
    assert 2 * PIN_EM * EM * PHONE_PX >= 32


def test_names_of_towns_should_be_twelve_px_high_on_a_small_telephone() -> None:
    assert EM * SMALLEST_PX >= 12


def test_a_town_should_be_named_at_the_left_of_its_dot_near_the_right_side(
    space: LabelSpace,
) -> None:
    towns = [Town("Lille", (100, 100)), Town("Roubaix", (235, 50))]
    labels = town_labels(space, towns, VIEW, [], 8)
    assert [(label.text, label.anchor) for label in labels] == [
        ("Lille", "start"),
        ("Roubaix", "end"),
    ]


def test_no_more_towns_than_asked_should_be_named(space: LabelSpace) -> None:
    towns = [Town(f"Ville {row}", (50, 20 + 30 * row)) for row in range(6)]
    assert len(town_labels(space, towns, VIEW, [], 3)) == 3


def test_a_town_out_of_its_part_of_the_map_should_not_be_named(space: LabelSpace) -> None:
    assert town_labels(space, [Town("Lille", (100, 100))], Box(0, 0, 50, 50), [], 8) == []


def test_a_land_should_be_named_once_where_there_is_room(
    outlines: Boundaries, space: LabelSpace
) -> None:
    shapes = list(outlines.shapes.values())
    (label,) = land_labels(space, shapes, Box(10, 10, 20, 20), "land")
    assert (label.text, label.kind) == ("Ain", "land")
    assert land_labels(space, shapes, Box(50, 50, 20, 20), "land") == []


def test_the_place_searched_should_be_named_above_its_mark(space: LabelSpace) -> None:
    label = here_label(space, "Roubaix", (120, 120))
    assert (label.kind, label.anchor, label.dot) == ("here", "middle", (120, 120))
    assert label.spot[1] < 120


def test_the_place_searched_should_be_named_where_nothing_is_covered(space: LabelSpace) -> None:
    space.reserve(Box(80, 90, 80, 15))
    label = here_label(space, "Roubaix", (120, 120))
    assert label.spot[1] > 120


def test_the_place_searched_should_be_named_even_without_room(space: LabelSpace) -> None:
    space.reserve(VIEW)
    label = here_label(space, "Roubaix", (2, 2))
    assert label.text == "Roubaix"
    assert VIEW.holds(label.spot)


def test_what_is_reserved_should_be_widened_where_there_is_room(space: LabelSpace) -> None:
    own, other = square((100, 100), 10), square((150, 100), 10)
    assert space.reserve(own)
    assert space.reserve(other)
    assert not space.extend(own, Box(60, 90, 90, 20))
    assert own in space.covered
    assert space.extend(own, Box(80, 90, 40, 20))
    assert own not in space.covered
