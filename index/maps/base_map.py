"""The base map under the départements: neighbouring countries, rivers, towns of other countries.

`scripts/build_base_map.py` makes the file and names its sources. What it draws lies on the parts of
the map of the départements, in the same units.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import InvalidRecords, RecordError
from index.maps.boundaries import Boundary, Box, Frame, Spot, Town, boundary
from index.maps.clipping import clipped_line, clipped_ring, lines_of, path_data
from index.messages import in_french

LEAST_RIVER = 0.04
"""Length of a river, as a share of the width of what is seen, below which it is not drawn."""


@dataclass(frozen=True)
class Line:
    """A line of the map, such as a piece of a river: its points, and the rectangle around them."""

    frame: Frame
    spots: tuple[Spot, ...]
    bounds: Box

    @property
    def length(self) -> float:
        """Return the larger side of the rectangle around it, in units of the map."""
        return max(self.bounds.width, self.bounds.height)


@dataclass(frozen=True)
class BaseMap:
    """The base map, drawn below the outlines of the départements.

    countries: neighbours of France, with their name in French; borders: those that they share with
    France; rivers: the main ones, those of neighbours included; towns: of other countries, the most
    populous first; source, licence: to be stated beside the map.
    """

    countries: tuple[Boundary, ...]
    borders: tuple[Line, ...]
    rivers: tuple[Line, ...]
    towns: tuple[Town, ...]
    source: str
    licence: str

    def land_in(self, frame: Frame, box: Box) -> str:
        """Return the land of other countries inside a box, as SVG path data.

        frame: the part of the map that is drawn; box: what is seen of it, in units of the map.
        """
        rings = [
            clipped_ring(ring, box)
            for country in self.countries
            if country.frame == frame and country.bounds.meets(box)
            for ring in country.rings
        ]
        return path_data([ring for ring in rings if len(ring) > 2], "z")

    def borders_in(self, frame: Frame, box: Box) -> str:
        """Return the borders with France inside a box, as SVG path data.

        A wide stroke of the colour of the land hides what lies between the outlines of France and
        those of its neighbours, which come from two drawings. frame: the part of the map that is
        drawn; box: what is seen of it, in units of the map.
        """
        return _inside(self.borders, frame, box)

    def rivers_in(self, frame: Frame, box: Box) -> str:
        """Return the rivers inside a box, as SVG path data; small ones only from near.

        frame: the part of the map that is drawn; box: what is seen of it, in units of the map.
        """
        least = LEAST_RIVER * box.width
        wide = (line for line in self.rivers if line.length >= least)
        return _inside(wide, frame, box)


def _inside(lines: Iterable[Line], frame: Frame, box: Box) -> str:
    """Return what is inside a box of the lines on a part of the map, as SVG path data."""
    return path_data(
        [
            piece
            for line in lines
            if line.frame == frame and line.bounds.meets(box)
            for piece in clipped_line(line.spots, box)
        ]
    )


def read_base_map(path: Path, frames: Sequence[Frame]) -> BaseMap:
    """Read the base map from a file.

    Args:
        path: the JSON file.
        frames: the parts of the map of the départements.

    Returns:
        The base map.

    Raises:
        InvalidRecords: when the file is absent, is not JSON, lacks a part of the base map, or draws
            something on a part that the map of the départements does not have.
    """
    try:
        return _base_map(json.loads(path.read_text(encoding="utf-8")), frames)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        problem = RecordError(path.name, 0, "fichier", in_french(error), "le fond de carte")
        raise InvalidRecords([problem]) from error


def _base_map(fields: Mapping[str, Any], frames: Sequence[Frame]) -> BaseMap:
    """Build the base map from the content of the JSON file, whose fields are in French."""
    parts = {frame.name: frame for frame in frames}
    countries = tuple(
        boundary(code, country["nom"], parts[country["cadre"]], country["trace"])
        for code, country in fields["pays"].items()
    )
    borders, rivers = (
        tuple(
            Line(parts[name], spots, Box.around(spots))
            for name, path in fields[kind].items()
            for spots in lines_of(path)
        )
        for kind in ("frontieres", "rivieres")
    )
    towns = tuple(Town(name, (across, down)) for name, across, down in fields["villes"])
    return BaseMap(countries, borders, rivers, towns, fields["source"], fields["licence"])
