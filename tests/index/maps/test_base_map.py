"""The base map: neighbours and rivers are where they should be, and light."""

from __future__ import annotations

import gzip
import json
import math
import re
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from index.errors import InvalidRecords
from index.maps.base_map import BaseMap, Line, read_base_map
from index.maps.boundaries import Boundaries, Box, Spot, read_boundaries
from tests.conftest import DATA, ROOT
from tests.index.maps.test_boundaries import surrounded

MAX_BYTES, MAX_WHOLE = 150_000, 16_384
BORDER_WIDTH = 24
"""Units of the map that the style of the drawing gives to the borders with France."""
STATIC = ROOT / "service" / "static"
GROUND = {
    "source": "Un voisin.",
    "licence": "Sans licence.",
    "pays": {"BE": {"nom": "Belgique", "cadre": "Carré", "trace": "M40 0l40 0 0 40-40 0z"}},
    "frontieres": {"Carré": "M35 0l0 40"},
    "rivieres": {"Carré": "M0 50l100 0"},
    "villes": [["Bruges", 60, 20]],
}
"""A base map for the drawing of one square: a country at its right, a river across it."""


@pytest.fixture(scope="module")
def outlines() -> Boundaries:
    return read_boundaries(DATA / "contours.json")


@pytest.fixture(scope="module")
def base(outlines: Boundaries) -> BaseMap:
    return read_base_map(DATA / "fond.json", outlines.frames)


def on(outlines: Boundaries, latitude: float, longitude: float) -> Spot:
    """A point of the Earth on the drawing."""
    return outlines.frames[0].spot(latitude, longitude)


@pytest.mark.parametrize(
    ("code", "latitude", "longitude"),
    [
        pytest.param("BE", 50.85, 4.35, id="Bruxelles"),
        pytest.param("LU", 49.61, 6.13, id="Luxembourg"),
        pytest.param("DE", 49.23, 7.0, id="Sarrebruck"),
        pytest.param("CH", 47.37, 8.54, id="Zurich"),
        pytest.param("IT", 45.07, 7.69, id="Turin"),
        pytest.param("ES", 41.98, 2.82, id="Gérone"),
        pytest.param("AD", 42.51, 1.53, id="Andorre-la-Vieille"),
        pytest.param("GB", 51.1, 1.2, id="Douvres"),
    ],
)
def test_a_town_abroad_should_lie_on_the_land_of_its_country(
    outlines: Boundaries, base: BaseMap, code: str, latitude: float, longitude: float
) -> None:
    spot = on(outlines, latitude, longitude)
    assert [each.code for each in base.countries if surrounded(spot, each.rings)] == [code]


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        pytest.param(50.69, 3.17, id="Roubaix and Mouscron"),
        pytest.param(50.13, 4.82, id="Givet"),
        pytest.param(47.6, 7.57, id="Saint-Louis and Bâle"),
        pytest.param(46.2, 6.2, id="Annemasse and Genève"),
        pytest.param(42.43, 1.95, id="Bourg-Madame and Puigcerdà"),
    ],
)
def test_no_sea_should_show_between_france_and_its_neighbours(
    outlines: Boundaries, base: BaseMap, latitude: float, longitude: float
) -> None:
    across, down = on(outlines, latitude, longitude)
    lands = [*outlines.shapes.values(), *base.countries]
    around = [
        (across + reach * math.cos(turn / 5), down + reach * math.sin(turn / 5))
        for reach in (3, 6, 9, 12, 15)
        for turn in range(32)
    ]
    bare = [spot for spot in around if not any(surrounded(spot, land.rings) for land in lands)]
    assert [spot for spot in bare if away(spot, base.borders) > BORDER_WIDTH / 2] == []


def away(spot: Spot, lines: Sequence[Line]) -> float:
    """How far a point is from the nearest of some lines."""
    return min(
        segment_distance(spot, one, other) for line in lines for one, other in pairwise(line.spots)
    )


def segment_distance(spot: Spot, one: Spot, other: Spot) -> float:
    """How far a point is from a segment."""
    across, down = other[0] - one[0], other[1] - one[1]
    square = across**2 + down**2
    along = ((spot[0] - one[0]) * across + (spot[1] - one[1]) * down) / square if square else 0
    share = min(max(along, 0), 1)
    return math.dist(spot, (one[0] + share * across, one[1] + share * down))


def test_the_style_should_draw_borders_as_wide_as_the_gap_they_hide() -> None:
    style = (STATIC / "map.css").read_text(encoding="utf-8")
    (width,) = re.findall(r"\.borders \{[^}]*stroke-width: (\d+)px", style)
    assert int(width) == BORDER_WIDTH


@pytest.mark.parametrize(
    ("river", "latitude", "longitude"),
    [
        pytest.param("la Seine", 48.86, 2.35, id="Paris"),
        pytest.param("la Loire", 47.39, 0.69, id="Tours"),
        pytest.param("le Rhône", 45.76, 4.84, id="Lyon"),
        pytest.param("la Garonne", 43.6, 1.44, id="Toulouse"),
        pytest.param("le Rhin", 48.58, 7.8, id="Strasbourg"),
        pytest.param("la Meuse", 49.16, 5.38, id="Verdun"),
        pytest.param("la Dordogne", 44.85, 0.48, id="Bergerac"),
    ],
)
def test_a_river_should_pass_through_its_town(
    outlines: Boundaries, base: BaseMap, river: str, latitude: float, longitude: float
) -> None:
    across, down = on(outlines, latitude, longitude)
    near = Box(across - 6, down - 6, 12, 12)
    assert base.rivers_in(outlines.frames[0], near), river


def test_small_rivers_should_be_drawn_from_near_alone(outlines: Boundaries, base: BaseMap) -> None:
    frame = outlines.frames[0]
    whole = base.rivers_in(frame, frame.box).count("M")
    quarters = [
        Box(left, top, frame.box.width / 2, frame.box.height / 2)
        for left in (0, frame.box.width / 2)
        for top in (0, frame.box.height / 2)
    ]
    assert 50 < whole < sum(base.rivers_in(frame, box).count("M") for box in quarters)


def test_the_file_should_be_small_and_all_of_france_light(
    outlines: Boundaries, base: BaseMap
) -> None:
    assert (DATA / "fond.json").stat().st_size <= MAX_BYTES
    drawn = "".join(
        base.land_in(frame, frame.box) + base.rivers_in(frame, frame.box)
        for frame in outlines.frames
    )
    assert len(gzip.compress(drawn.encode(), 5)) <= MAX_WHOLE


def test_what_is_drawn_should_stay_in_the_box(outlines: Boundaries, base: BaseMap) -> None:
    frame = outlines.frames[0]
    box = outlines.around(50.69, 3.17, 25)
    assert box is not None
    edges = Box(box.left - 1, box.top - 1, box.width + 2, box.height + 2)
    for path in (base.land_in(frame, box), base.rivers_in(frame, box)):
        spots = points(path)
        assert len(spots) > 3
        assert all(edges.holds(spot) for spot in spots)


def points(path: str) -> list[Spot]:
    """The points of path data with decimals."""
    found: list[Spot] = []
    for start, steps in re.findall(r"M([-\d. ]+)l([-\d. ]+)", path):
        across, down = (float(each) for each in start.split(" "))
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", steps)]
        found.append((across, down))
        for right, below in zip(numbers[::2], numbers[1::2], strict=True):
            across, down = across + right, down + below
            found.append((across, down))
    return found


def test_the_sources_and_their_licences_should_be_stated(base: BaseMap) -> None:
    assert "Natural Earth" in base.source
    assert "GSHHG" in base.source
    assert "LGPL 3.0" in base.licence
    text = (DATA / "fond.LICENSE").read_text(encoding="utf-8")
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text


def test_the_first_town_abroad_should_be_the_most_populous(base: BaseMap) -> None:
    assert base.towns[0].name == "Bruxelles"
    assert {"Genève", "Luxembourg", "Zurich"} <= {town.name for town in base.towns}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"pays": 3}, id="no countries"),
        pytest.param({"pays": {"BE": {"nom": "Belgique", "cadre": "Carré"}}}, id="no path"),
        pytest.param({"rivieres": {"ailleurs": "M0 0l1 1"}}, id="unknown part of the map"),
        pytest.param({"villes": [["Bruges"]]}, id="a town nowhere"),
    ],
)
def test_an_invalid_file_should_be_reported_with_its_name(
    outlines: Boundaries, tmp_path: Path, changes: dict[str, Any]
) -> None:
    path = tmp_path / "fond.json"
    path.write_text(json.dumps(GROUND | changes), encoding="utf-8")
    with pytest.raises(InvalidRecords, match=r"fond\.json"):
        read_base_map(path, outlines.frames)


def test_an_absent_file_should_be_reported(outlines: Boundaries, tmp_path: Path) -> None:
    with pytest.raises(InvalidRecords, match="aucun fichier de ce nom"):
        read_base_map(tmp_path / "fond.json", outlines.frames)
