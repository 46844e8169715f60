"""Tests of the layout of the map drawing, on one square département."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.maps.boundaries import Boundaries, read_boundaries
from service.map.drawing import EM, NEAREST, PIN_EM, MapPoint, draw, frame_view, parse_view, widen
from tests.index.maps.test_boundaries import SQUARE


@pytest.fixture
def outlines(tmp_path: Path) -> Boundaries:
    """Boundaries of one département, around longitudes 0 to 10 and latitudes 0 to 10."""
    path = tmp_path / "outlines.json"
    path.write_text(json.dumps(SQUARE), encoding="utf-8")
    return read_boundaries(path)


def _point(rank: int, latitude: float, longitude: float) -> MapPoint:
    return MapPoint(rank, f"Fiche {rank}", latitude, longitude)


def test_close_results_should_share_a_pin_and_distant_ones_should_not(outlines: Boundaries) -> None:
    points = [_point(1, 2, 2), _point(2, 2.01, 2.01), _point(3, 8, 8)]
    drawing = draw(outlines, *frame_view(outlines, None), points)
    assert [[point.rank for point in pin.results] for pin in drawing.pins] == [[1, 2], [3]]
    assert drawing.is_grouped
    assert drawing.pins[0].spread == pytest.approx(0.01)


def test_a_result_out_of_the_view_should_be_reported_unseen(outlines: Boundaries) -> None:
    drawing = draw(outlines, *frame_view(outlines, None), [_point(1, 2, 2), _point(2, 60, 60)])
    assert drawing.unseen == (2,)
    assert len(drawing.pins) == 1


def test_a_town_should_be_named_beside_its_dot_or_beside_the_pin_that_hides_it(
    outlines: Boundaries,
) -> None:
    town = outlines.towns[0]
    (label,) = [
        label for label in draw(outlines, outlines.box, None, []).labels if label.kind == "town"
    ]
    assert (label.text, label.dot) == (town.name, town.spot)
    hiding = draw(outlines, outlines.box, None, [_point(1, 8, 2)])
    (label,) = [label for label in hiding.labels if label.kind == "town"]
    assert (label.text, label.dot) == (town.name, None)


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


def test_a_box_should_be_widened_to_the_nearest_points_only(outlines: Boundaries) -> None:
    box = outlines.around(5, 5, 10)
    assert box is not None
    spots = [(float(x), 50.0) for x in (50, 60, 70, 80, 99)]
    wider = widen(box, spots)
    assert wider is not None
    assert sum(wider.holds(spot) for spot in spots) == NEAREST
    assert widen(box, []) is None


def test_a_pin_should_be_wide_enough_to_touch_on_a_small_telephone() -> None:
    drawing_px = 288  # the drawing on a screen 320 px wide
    assert 2 * PIN_EM * EM * drawing_px >= 24
