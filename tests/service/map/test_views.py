"""Tests of the part of the map that is shown, on one square département."""

from __future__ import annotations

import pytest

from index.maps.boundaries import Boundaries
from index.places.models import Place, PlaceKind, Point
from service.map.views import (
    NEAREST,
    SMALLEST_KM,
    TOWN_LEAST_KM,
    WHOLE,
    first_box,
    frame_view,
    parse_view,
    widen,
    zoomed,
)


@pytest.mark.parametrize("view", ["", "x", "1,2", "nan,nan,nan", "91,0,5", "5,5,-1", "60,60,10"])
def test_a_view_that_is_not_valid_should_be_ignored(outlines: Boundaries, view: str) -> None:
    assert parse_view(outlines, view) is None


def test_a_view_should_be_centred_on_its_point(outlines: Boundaries) -> None:
    parsed = parse_view(outlines, "5,5,100")
    assert parsed is not None
    box, frame = parsed
    assert frame is outlines.frames[0]
    spot = frame.spot(5, 5)
    assert (box.left + box.width / 2, box.top + box.height / 2) == pytest.approx(spot)


def test_the_whole_country_should_have_all_its_parts(outlines: Boundaries) -> None:
    assert frame_view(outlines, None) == (outlines.box, None)
    assert parse_view(outlines, "france") == (outlines.box, None)


def test_a_box_should_be_widened_to_the_nearest_points_only(outlines: Boundaries) -> None:
    box = outlines.around(5, 5, 10)
    assert box is not None
    spots = [(float(x), 50.0) for x in (50, 60, 70, 80, 99)]
    wider = widen(box, spots)
    assert wider is not None
    assert sum(wider.holds(spot) for spot in spots) == NEAREST
    assert widen(box, []) is None


PLACE = Place(PlaceKind.COMMUNE, "Milieu (01)", Point(5, 5), commune="01001", departement="01")


def _km(outlines: Boundaries, points: list[tuple[Point, bool]]) -> float:
    box = first_box(outlines, PLACE, 20, points)
    assert box is not None
    return outlines.frames[0].km_across(box)


def test_results_close_to_a_town_should_make_a_close_view(outlines: Boundaries) -> None:
    near = [(Point(5.01, 5), True), (Point(5.09, 5), True)]
    assert _km(outlines, near) == pytest.approx(20, rel=0.05)
    assert _km(outlines, near[:1]) == pytest.approx(2 * TOWN_LEAST_KM, rel=0.05)


def test_results_far_from_a_town_should_make_a_wide_view(outlines: Boundaries) -> None:
    far = [(Point(5.01, 5), True), (Point(6, 5), True), (Point(6, 6), True)]
    assert _km(outlines, far) > 100
    assert first_box(outlines, None, 20, far) is None


def test_a_view_should_be_zoomed_on_its_centre(outlines: Boundaries) -> None:
    shown = parse_view(outlines, "5,5,20")
    assert shown is not None
    assert zoomed(shown, 0.5) == "5.0000,5.0000,10.0"
    assert zoomed(shown, 2) == "5.0000,5.0000,40.0"
    assert zoomed(shown, 30) == WHOLE
    assert zoomed(frame_view(outlines, None), 0.5) == ""
    closest = parse_view(outlines, f"5,5,{SMALLEST_KM}")
    assert closest is not None
    assert zoomed(closest, 0.5) == ""
