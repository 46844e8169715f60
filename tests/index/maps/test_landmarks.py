"""The communes that a close view of the map names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.maps.boundaries import Boundaries, read_boundaries
from index.maps.landmarks import Landmarks
from index.places.communes import Commune
from tests.index.maps.test_boundaries import SQUARE


@pytest.fixture
def outlines(tmp_path: Path) -> Boundaries:
    path = tmp_path / "outlines.json"
    path.write_text(json.dumps(SQUARE), encoding="utf-8")
    return read_boundaries(path)


def _commune(
    code: str, latitude: float | None, population: int, kind: str = "commune", name: str = ""
) -> Commune:
    return Commune(
        code,
        name or f"C{code}",
        kind,
        (),
        "01",
        "84",
        "",
        "fr",
        population,
        latitude,
        5.0,
        False,
        "",
    )


def test_the_most_populous_communes_in_view_should_be_named(outlines: Boundaries) -> None:
    landmarks = Landmarks(
        lambda: [
            _commune("1", 5.0, 10),
            _commune("2", 5.1, 30),
            _commune("3", 5.2, 20),
            _commune("4", 9.0, 99),
            _commune("5", None, 99),
            _commune("6", 5.0, 99, "ancienne"),
        ]
    )
    box = outlines.around(5, 5, 50)
    assert box is not None
    frame = outlines.frames[0]
    assert [town.name for town in landmarks.inside(frame, box, 2)] == ["C2", "C3"]
    assert len(landmarks.inside(frame, box, 9)) == 3
    assert landmarks.inside(frame, box, 1)[0].spot == frame.spot(5.1, 5.0)


def test_arrondissements_should_be_named_from_near_only(outlines: Boundaries) -> None:
    district = _commune("13201", 5.0, 40, "arrondissement", "Marseille 1er Arrondissement")
    landmarks = Landmarks(lambda: [_commune("13055", 5.0, 900), district])
    frame = outlines.frames[0]
    named = []
    for km in (10, 50):
        box = outlines.around(5, 5, km)
        assert box is not None
        named.append([town.name for town in landmarks.inside(frame, box, 9)])
    assert named == [["C13055", "1er arr."], ["C13055"]]
    assert landmarks.name("13201") == ""


def test_a_commune_should_be_named_by_its_code() -> None:
    landmarks = Landmarks(lambda: [_commune("01001", 5.0, 10)])
    assert landmarks.name("01001") == "C01001"
    assert landmarks.name("01002") == ""


def test_a_point_of_the_map_should_lead_back_to_that_of_the_earth(outlines: Boundaries) -> None:
    frame = outlines.frames[0]
    assert frame.degrees(frame.spot(46.5, 3.25)) == pytest.approx((46.5, 3.25))
    box = outlines.around(5, 5, 30)
    assert box is not None
    assert frame.km_across(box) == pytest.approx(60, rel=0.01)
