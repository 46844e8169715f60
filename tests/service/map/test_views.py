"""Tests of the part of the map that is shown, on one square département."""

from __future__ import annotations

import pytest

from index.maps.boundaries import Boundaries
from service.map.views import NEAREST, frame_view, parse_view, widen


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
