"""Tests of the layout of the map drawing, on one square département and its neighbour."""

from __future__ import annotations

import pytest

from index.maps.boundaries import Box, Frame
from index.maps.landmarks import Landmarks
from index.places.communes import Commune
from service.map.drawing import CLOSE_KM, Atlas, Drawing, Here, draw, is_close, km_across
from service.map.pins import MapPoint
from service.map.views import frame_view


def _point(rank: int, latitude: float, longitude: float, theme: str = "") -> MapPoint:
    return MapPoint(rank, f"Fiche {rank}", latitude, longitude, theme)


def _drawn(atlas: Atlas, *points: MapPoint) -> Drawing:
    return draw(atlas, frame_view(atlas.outlines, None), points)


def test_close_results_should_share_a_pin_and_distant_ones_should_not(atlas: Atlas) -> None:
    points = [_point(1, 2, 2), _point(2, 2.01, 2.01), _point(3, 8, 8)]
    pins = _drawn(atlas, *points).pins
    assert [[point.rank for point in pin.results] for pin in pins] == [[1, 2], [3]]
    assert round(pins[0].spread, 5) == 0.01


def test_a_result_out_of_the_view_should_have_no_pin(atlas: Atlas) -> None:
    drawing = _drawn(atlas, _point(1, 2, 2), _point(2, 60, 60))
    assert [pin.rank for pin in drawing.pins] == [1]


def test_several_results_at_one_place_should_say_how_many_they_are(atlas: Atlas) -> None:
    points = [_point(rank, 5, 5) for rank in range(1, 5)]
    drawing = _drawn(atlas, *points)
    assert [pin.text for pin in drawing.pins] == ["4 résultats"]
    assert not drawing.has_numbers


def test_a_sign_should_say_how_many_they_are_without_room_for_words(atlas: Atlas) -> None:
    drawing = _drawn(atlas, _point(1, 5, 0.6), _point(2, 5, 0.6), _point(3, 5, 1.6))
    assert [pin.text for pin in drawing.pins] == ["×2", "3"]
    assert drawing.has_numbers


def test_a_pin_should_have_the_theme_of_its_results_if_they_have_one(atlas: Atlas) -> None:
    drawing = _drawn(
        atlas,
        _point(1, 2, 2, "bases"),
        _point(2, 2, 2, "bases"),
        _point(3, 8, 8, "bases"),
        _point(4, 8, 8, "reemploi"),
    )
    assert [pin.theme for pin in drawing.pins] == ["bases", ""]


def test_a_town_should_be_named_beside_its_dot_or_beside_the_pin_that_hides_it(
    atlas: Atlas,
) -> None:
    town = atlas.outlines.towns[0]
    (label,) = [each for each in _drawn(atlas).labels if each.text == town.name]
    assert label.dot == town.spot
    hiding = _drawn(atlas, _point(1, 8, 2))
    (label,) = [each for each in hiding.labels if each.text == town.name]
    assert label.dot is None


def test_the_land_of_a_neighbour_and_a_river_should_be_drawn_in_the_view_alone(
    atlas: Atlas,
) -> None:
    drawing = _drawn(atlas)
    assert drawing.ground == "M40 0l40 0 0 40-40 0z"
    assert drawing.rivers == "M0 50l100 0"
    assert drawing.borders == "M35 0l0 40"
    apart = draw(atlas, (Box(0, 60, 20, 20), atlas.outlines.frames[0]), [])
    assert (apart.ground, apart.borders, apart.rivers) == ("", "", "")


def test_a_neighbour_and_its_towns_should_be_named(atlas: Atlas) -> None:
    named = {label.text: label.kind for label in _drawn(atlas).labels}
    assert named["Belgique"] == "country"
    assert named["Bruges"] == "town"


def test_the_place_searched_should_be_named_once(atlas: Atlas) -> None:
    town = atlas.outlines.towns[0]
    here = Here(town.name, 8, 2)
    drawing = draw(atlas, frame_view(atlas.outlines, None), [], here)
    assert drawing.here is not None
    assert drawing.here.text == town.name
    assert town.name not in [label.text for label in drawing.labels]


def test_a_place_out_of_the_view_should_have_no_mark(atlas: Atlas) -> None:
    away = Here("Ailleurs", 60, 60)
    assert draw(atlas, frame_view(atlas.outlines, None), [], away).here is None


def test_the_mark_of_the_place_searched_should_not_be_covered_by_words(atlas: Atlas) -> None:
    view, points = frame_view(atlas.outlines, None), [_point(1, 5, 5), _point(2, 5, 5)]
    assert draw(atlas, view, points).pins[0].text == "1 · 2"
    beside = Here("Ailleurs", 5, 5.8)
    assert draw(atlas, view, points, beside).pins[0].text == "×2"


def _near(atlas: Atlas, km: float) -> tuple[Box, Frame]:
    box = atlas.outlines.around(5, 5, km)
    assert box is not None
    return box, atlas.outlines.frames[0]


def test_a_close_view_should_have_a_bar_of_scale_and_no_river(atlas: Atlas) -> None:
    drawing = draw(atlas, _near(atlas, 20), [])
    assert drawing.scale is not None
    assert drawing.scale.km == 10
    assert drawing.scale.length == pytest.approx(drawing.box.width / 4)
    assert drawing.rivers == ""
    wide = draw(atlas, _near(atlas, 200), [])
    assert wide.scale is not None
    assert wide.scale.km == 100
    assert wide.rivers


def test_the_whole_country_should_have_no_bar_of_scale(atlas: Atlas) -> None:
    assert _drawn(atlas).scale is None
    assert km_across(frame_view(atlas.outlines, None)) is None


def test_only_a_close_view_should_name_small_communes(atlas: Atlas) -> None:
    village = Atlas(atlas.outlines, atlas.base, Landmarks(lambda: [_commune("Hameau", 5.05, 5.05)]))
    named = [
        [label.text for label in draw(village, _near(village, km), []).labels] for km in (20, 200)
    ]
    assert "Hameau" in named[0]
    assert "Hameau" not in named[1]
    assert is_close(_near(village, CLOSE_KM / 2 - 1))
    assert not is_close(_near(village, CLOSE_KM / 2 + 1))


def _commune(name: str, latitude: float, longitude: float) -> Commune:
    return Commune(
        "01001", name, "commune", (), "01", "84", "", "fr", 100, latitude, longitude, False, ""
    )
