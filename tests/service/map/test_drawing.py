"""Tests of the layout of the map drawing, on one square département and its neighbour."""

from __future__ import annotations

from index.maps.base_map import BaseMap
from index.maps.boundaries import Boundaries, Box
from service.map.drawing import Drawing, Here, MapPoint, draw
from service.map.views import frame_view


def _point(rank: int, latitude: float, longitude: float, theme: str = "") -> MapPoint:
    return MapPoint(rank, f"Fiche {rank}", latitude, longitude, theme)


def _drawn(outlines: Boundaries, base: BaseMap, *points: MapPoint) -> Drawing:
    return draw(outlines, base, frame_view(outlines, None), points)


def test_close_results_should_share_a_pin_and_distant_ones_should_not(
    outlines: Boundaries, base: BaseMap
) -> None:
    points = [_point(1, 2, 2), _point(2, 2.01, 2.01), _point(3, 8, 8)]
    pins = _drawn(outlines, base, *points).pins
    assert [[point.rank for point in pin.results] for pin in pins] == [[1, 2], [3]]
    assert round(pins[0].spread, 5) == 0.01


def test_a_result_out_of_the_view_should_be_reported_unseen(
    outlines: Boundaries, base: BaseMap
) -> None:
    drawing = _drawn(outlines, base, _point(1, 2, 2), _point(2, 60, 60))
    assert drawing.unseen == (2,)
    assert len(drawing.pins) == 1


def test_several_results_at_one_place_should_say_how_many_they_are(
    outlines: Boundaries, base: BaseMap
) -> None:
    points = [_point(rank, 5, 5) for rank in range(1, 5)]
    drawing = _drawn(outlines, base, *points)
    assert [pin.text for pin in drawing.pins] == ["4 résultats"]
    assert not drawing.has_numbers


def test_a_number_alone_should_say_how_many_they_are_without_room_for_words(
    outlines: Boundaries, base: BaseMap
) -> None:
    drawing = _drawn(outlines, base, _point(1, 5, 0.6), _point(2, 5, 0.6), _point(3, 5, 1.6))
    assert [pin.text for pin in drawing.pins] == ["2", ""]
    assert drawing.has_numbers


def test_a_pin_should_have_the_theme_of_its_results_if_they_have_one(
    outlines: Boundaries, base: BaseMap
) -> None:
    drawing = _drawn(
        outlines,
        base,
        _point(1, 2, 2, "bases"),
        _point(2, 2, 2, "bases"),
        _point(3, 8, 8, "bases"),
        _point(4, 8, 8, "reemploi"),
    )
    assert [pin.theme for pin in drawing.pins] == ["bases", ""]


def test_a_town_should_be_named_beside_its_dot_or_beside_the_pin_that_hides_it(
    outlines: Boundaries, base: BaseMap
) -> None:
    town = outlines.towns[0]
    (label,) = [each for each in _drawn(outlines, base).labels if each.text == town.name]
    assert label.dot == town.spot
    hiding = _drawn(outlines, base, _point(1, 8, 2))
    (label,) = [each for each in hiding.labels if each.text == town.name]
    assert label.dot is None


def test_the_land_of_a_neighbour_and_a_river_should_be_drawn_in_the_view_alone(
    outlines: Boundaries, base: BaseMap
) -> None:
    drawing = _drawn(outlines, base)
    assert drawing.ground == "M40 0l40 0 0 40-40 0z"
    assert drawing.rivers == "M0 50l100 0"
    assert drawing.borders == "M35 0l0 40"
    apart = draw(outlines, base, (Box(0, 60, 20, 20), outlines.frames[0]), [])
    assert (apart.ground, apart.borders, apart.rivers) == ("", "", "")


def test_a_neighbour_and_its_towns_should_be_named(outlines: Boundaries, base: BaseMap) -> None:
    named = {label.text: label.kind for label in _drawn(outlines, base).labels}
    assert named["Belgique"] == "country"
    assert named["Bruges"] == "town"


def test_the_place_searched_should_be_named_once(outlines: Boundaries, base: BaseMap) -> None:
    town = outlines.towns[0]
    here = Here(town.name, 8, 2)
    drawing = draw(outlines, base, frame_view(outlines, None), [], here)
    assert drawing.here is not None
    assert drawing.here.text == town.name
    assert town.name not in [label.text for label in drawing.labels]


def test_a_place_out_of_the_view_should_have_no_mark(outlines: Boundaries, base: BaseMap) -> None:
    away = Here("Ailleurs", 60, 60)
    assert draw(outlines, base, frame_view(outlines, None), [], away).here is None


def test_the_mark_of_the_place_searched_should_not_be_covered_by_words(
    outlines: Boundaries, base: BaseMap
) -> None:
    view, points = frame_view(outlines, None), [_point(1, 5, 5), _point(2, 5, 5)]
    assert draw(outlines, base, view, points).pins[0].text == "2 résultats"
    beside = Here("Ailleurs", 5, 5.8)
    assert draw(outlines, base, view, points, beside).pins[0].text == "2"
