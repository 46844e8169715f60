"""The drawing of France: its shapes are where they should be, and light."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from index.errors import InvalidRecords
from index.maps.boundaries import Boundaries, Box, Spot, read_boundaries
from index.places.communes import Commune, read_communes
from tests.conftest import ROOT

DATA = ROOT / "data"
MAX_BYTES, MAX_COMPRESSED = 25_600, 12_288
OVERSEAS = {"971", "972", "973", "974", "976"}
EVERY = 20
"""One commune in so many is looked for on the drawing."""
SQUARE = {
    "source": "Un carré.",
    "licence": "Sans licence.",
    "cadre": [0, 0, 100, 100],
    "cadres": {"Carré": {"cadre": [0, 0, 100, 100], "echelle": 10, "origine": [0, 100]}},
    "departements": {"01": {"nom": "Ain", "cadre": "Carré", "trace": "M10 10l20 0 0 20-20 0z"}},
    "villes": [["Milieu", 20, 20]],
}


@pytest.fixture(scope="module")
def outlines() -> Boundaries:
    return read_boundaries(DATA / "contours.json")


@pytest.fixture(scope="module")
def communes() -> list[Commune]:
    table = read_communes(DATA / "communes.csv")
    return [each for each in table if each.type == "commune"]


def written(folder: Path, **changes: Any) -> Path:
    """A file of a drawing of one square, with changes."""
    path = folder / "contours.json"
    path.write_text(json.dumps(SQUARE | changes), encoding="utf-8")
    return path


def surrounded(spot: Spot, rings: Sequence[Sequence[Spot]]) -> bool:
    """Whether a line to the right of a place crosses some rings an odd number of times."""
    crossings = 0
    for ring in rings:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
            if (y1 > spot[1]) != (y2 > spot[1]):
                crossings += spot[0] < (x2 - x1) * (spot[1] - y1) / (y2 - y1) + x1
    return crossings % 2 == 1


def test_every_departement_of_the_five_overseas_and_of_the_mainland_should_be_drawn(
    outlines: Boundaries,
) -> None:
    assert len(outlines.shapes) == 101
    assert set(outlines.shapes) >= OVERSEAS | {"2A", "2B", "01", "95"}
    assert outlines.shapes["59"].name == "Nord"
    assert outlines.shapes["974"].name == "La Réunion"


def test_the_shapes_should_weigh_little(outlines: Boundaries) -> None:
    paths = "".join(each.path for each in outlines.shapes.values()).encode()
    assert len(paths) <= MAX_BYTES
    assert len(gzip.compress(paths, 5)) <= MAX_COMPRESSED


def test_communes_should_fall_in_the_shape_of_their_departement(
    outlines: Boundaries, communes: list[Commune]
) -> None:
    looked_for = [each for each in communes if each.departement in outlines.shapes][::EVERY]
    strayed = []
    for each in looked_for:
        assert each.latitude is not None
        assert each.longitude is not None
        spot = outlines.point(each.latitude, each.longitude)
        if spot is None or not surrounded(spot, outlines.shapes[each.departement].rings):
            strayed.append(each.nom)
    assert len(looked_for) > 1_500
    assert len(strayed) / len(looked_for) < 0.03, strayed


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        pytest.param("75", 48.8566, 2.3522, id="Paris"),
        pytest.param("59", 50.6333, 3.0667, id="Lille"),
        pytest.param("29", 48.39, -4.486, id="Brest"),
        pytest.param("66", 42.6976, 2.8954, id="Perpignan"),
        pytest.param("2A", 41.62, 8.974, id="Sartène"),
        pytest.param("971", 16.0, -61.7, id="Basse-Terre"),
        pytest.param("973", 4.0, -53.0, id="Guyane"),
        pytest.param("976", -12.8, 45.15, id="Mayotte"),
    ],
)
def test_a_town_should_fall_in_its_departement_and_in_no_other(
    outlines: Boundaries, code: str, latitude: float, longitude: float
) -> None:
    spot = outlines.point(latitude, longitude)
    assert spot is not None
    found = [each for each, shape in outlines.shapes.items() if surrounded(spot, shape.rings)]
    assert found == [code]


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        pytest.param(-22.27, 166.45, id="Nouméa"),
        pytest.param(45.5, -73.6, id="Montréal"),
        pytest.param(51.5, -0.13, id="London"),
        pytest.param(0.0, 0.0, id="nowhere"),
    ],
)
def test_a_place_out_of_the_drawing_should_have_no_point(
    outlines: Boundaries, latitude: float, longitude: float
) -> None:
    assert outlines.point(latitude, longitude) is None
    assert outlines.around(latitude, longitude, 20) is None


def test_neighbouring_shapes_should_share_their_border(outlines: Boundaries) -> None:
    edges: dict[frozenset[Spot], set[str]] = {}
    for code in ("18", "36"):
        for ring in outlines.shapes[code].rings:
            for one, other in zip(ring, [*ring[1:], *ring[:1]], strict=True):
                edges.setdefault(frozenset((one, other)), set()).add(code)
    assert sum(len(codes) == 2 for codes in edges.values()) > 5


def test_the_name_of_a_shape_should_be_written_in_it(outlines: Boundaries) -> None:
    outside = [
        code
        for code, shape in outlines.shapes.items()
        if not surrounded(shape.middle(shape.bounds) or (0, 0), shape.rings)
    ]
    assert outside == []


def test_kilometres_should_be_true_north_and_east(outlines: Boundaries) -> None:
    here = outlines.point(46.5, 2.5)
    north = outlines.point(46.5 + 20 / 111.195, 2.5)
    east = outlines.point(46.5, 2.5 + 20 / (111.195 * math.cos(math.radians(46.5))))
    square = outlines.around(46.5, 2.5, 20)
    assert here
    assert north
    assert east
    assert square
    assert here[1] - north[1] == pytest.approx(square.height / 2, rel=0.01)
    assert east[0] - here[0] == pytest.approx(square.width / 2, rel=0.01)


def test_the_source_and_its_licence_should_be_stated(outlines: Boundaries) -> None:
    assert "MapSVG" in outlines.source
    assert "CC BY 4.0" in outlines.licence
    assert "Natural Earth" in outlines.source


def test_towns_should_come_by_population(outlines: Boundaries) -> None:
    assert [each.name for each in outlines.towns[:3]] == ["Paris", "Marseille", "Lyon"]
    assert all(outlines.box.holds(each.spot) for each in outlines.towns)


def test_a_shape_should_be_named_in_the_middle_of_what_is_seen(tmp_path: Path) -> None:
    shape = read_boundaries(written(tmp_path)).shapes["01"]
    assert shape.middle(Box(0, 0, 100, 100)) == pytest.approx((20, 20))
    assert shape.middle(Box(20, 0, 40, 40)) == pytest.approx((25, 20))
    assert shape.middle(Box(20, 0, 40, 40), least=0.5) is None
    assert shape.middle(Box(50, 50, 10, 10)) is None


def test_a_box_should_be_widened_to_a_ratio_around_its_middle() -> None:
    box = Box(10, 10, 10, 40).widened(0.25, 2)
    assert (box.width, box.height) == (120, 60)
    assert (box.left, box.top) == (-45, 0)
    assert box.view == "-45 0 120 60"


def test_two_boxes_should_be_joined_and_meet_when_they_touch() -> None:
    one, other, far = Box(0, 0, 10, 10), Box(10, 5, 10, 10), Box(30, 0, 1, 1)
    assert one.joined(other) == Box(0, 0, 20, 15)
    assert one.meets(other)
    assert not one.meets(far)


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"cadres": {}}, id="no frame"),
        pytest.param(
            {"departements": {"01": {"nom": "Ain", "cadre": "Carré", "trace": "rien"}}},
            id="no path",
        ),
        pytest.param({"cadre": [0]}, id="half a box"),
        pytest.param({"villes": 3}, id="no towns"),
    ],
)
def test_an_invalid_file_should_be_reported_with_its_name(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    with pytest.raises(InvalidRecords, match=r"contours\.json"):
        read_boundaries(written(tmp_path, **changes))


def test_an_absent_file_should_be_reported(tmp_path: Path) -> None:
    with pytest.raises(InvalidRecords, match="aucun fichier de ce nom"):
        read_boundaries(tmp_path / "contours.json")


def test_only_what_two_departements_share_should_be_a_limit(tmp_path: Path) -> None:
    shapes = {
        "01": {"nom": "Ain", "cadre": "Carré", "trace": "M10 10l20 0 0 20-20 0z"},
        "02": {"nom": "Aisne", "cadre": "Carré", "trace": "M30 10l20 0 0 20-20 0z"},
    }
    both = read_boundaries(written(tmp_path, departements=shapes))
    frame = both.frames[0]
    assert both.limits_in(frame, Box(0, 0, 100, 20)) == "M30 10l0 10"
    assert both.limits_in(frame, Box(5, 5, 10, 10)) == ""
    alone = read_boundaries(written(tmp_path))
    assert alone.limits_in(frame, both.box) == ""
