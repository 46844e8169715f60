"""Boundaries of the départements, drawn on one map, and the projection of points onto it.

`scripts/build_outlines.py` makes the file and names its sources. The map has frames: mainland
France with Corsica, and one for each overseas département. The projection of each is Mercator's:
east is to the right everywhere, and a short distance has the same length in all directions.
Coordinates on the map are in its own units, to the right and down, as in SVG.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import InvalidRecords, RecordError
from index.maps.clipping import clipped_line, clipped_ring, lines_of, path_data
from index.messages import in_french
from index.places.models import KM_PER_DEGREE

Spot = tuple[float, float]
"""A point of the drawn map: (to the right, down), in the units of its SVG image."""


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawn map, in the units of its SVG image.

    left, top: coordinates of its upper left corner, counted to the right and down.
    """

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Horizontal coordinate of the right side, in units of the map."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Vertical coordinate of the lower side, in units of the map, counted downwards."""
        return self.top + self.height

    @property
    def view(self) -> str:
        """The rectangle as the SVG attribute `viewBox`: "left top width height"."""
        return " ".join(
            f"{round(number, 1):g}" for number in (self.left, self.top, self.width, self.height)
        )

    @classmethod
    def around(cls, spots: Sequence[Spot]) -> Box:
        """Return the smallest rectangle that holds some points of the map, at least one."""
        across, down = zip(*spots, strict=True)
        return cls(min(across), min(down), max(across) - min(across), max(down) - min(down))

    def holds(self, spot: Spot) -> bool:
        """Return True when a point of the map is inside the rectangle or on one of its sides."""
        return self.left <= spot[0] <= self.right and self.top <= spot[1] <= self.bottom

    def meets(self, other: Box) -> bool:
        """Return True when the rectangle overlaps or touches another one."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def joined(self, other: Box) -> Box:
        """Return the smallest rectangle that holds both this one and another."""
        corners = [(box.left, box.top) for box in (self, other)]
        return Box.around([*corners, *((box.right, box.bottom) for box in (self, other))])

    def widened(self, share: float, ratio: float) -> Box:
        """Return a larger rectangle with the same centre, a margin and chosen proportions.

        Args:
            share: least margin on each side, as a share of the width or of the height: 0.1 is a
                tenth.
            ratio: width divided by height of the new rectangle.

        Returns:
            The smallest rectangle that has this margin and these proportions.
        """
        growth = 1 + 2 * share
        width = max(self.width * growth, self.height * growth * ratio)
        height = width / ratio
        middle = self.left + self.width / 2, self.top + self.height / 2
        return Box(middle[0] - width / 2, middle[1] - height / 2, width, height)


@dataclass(frozen=True)
class Frame:
    """A part of the map drawn at its own scale: mainland France, or an overseas département.

    name: of the land inside; box: its rectangle on the map; scale: units of the map for one degree
    of longitude; x0, y0: coordinates, on the map, of the point at latitude 0 and longitude 0.
    """

    name: str
    box: Box
    scale: float
    x0: float
    y0: float

    def spot(self, latitude: float, longitude: float) -> Spot:
        """Return the point of the map for a point of the Earth (Mercator's projection).

        Args:
            latitude: decimal degrees, WGS 84.
            longitude: decimal degrees, WGS 84.

        Returns:
            (to the right, down), in units of the map; it may be outside the rectangle of the frame.
        """
        northing = math.degrees(math.asinh(math.tan(math.radians(latitude))))
        return self.x0 + self.scale * longitude, self.y0 - self.scale * northing

    def degrees(self, spot: Spot) -> Spot:
        """Return the point of the Earth for a point of the map: (latitude, longitude).

        It is the inverse of `spot`; degrees are decimal, WGS 84.
        """
        northing = math.radians((self.y0 - spot[1]) / self.scale)
        return math.degrees(math.atan(math.sinh(northing))), (spot[0] - self.x0) / self.scale

    def km_across(self, box: Box) -> float:
        """Return the width of a rectangle of the map on the ground, at its middle, in km."""
        latitude, _ = self.degrees((box.left, box.top + box.height / 2))
        return box.width / self.units(1.0, latitude)

    def units(self, km: float, latitude: float) -> float:
        """Convert a distance on the ground into a length on the map.

        Args:
            km: the distance, in kilometres.
            latitude: where it is measured, in decimal degrees: Mercator's scale depends on it.

        Returns:
            The length, in units of the map.
        """
        return km * self.scale / (KM_PER_DEGREE * math.cos(math.radians(latitude)))


@dataclass(frozen=True)
class Boundary:
    """Outline of a département, or of another country, on the map.

    code: its INSEE code ("59"), or that of the country ("BE"); frame: the part of the map where it
    is drawn; path: the outline, as SVG path data; rings: the closed lines of that path, as points
    of the map (islands have their own); bounds: the smallest rectangle around them.
    """

    code: str
    name: str
    frame: Frame
    path: str
    rings: tuple[tuple[Spot, ...], ...]
    bounds: Box

    def middle(self, box: Box, least: float = 0.0) -> Spot | None:
        """Return where to write the name on a view of the map.

        Args:
            box: the rectangle of the map in view.
            least: share of the view that must be covered for a name: 0.1 is a tenth.

        Returns:
            The centroid of its largest piece in view, or None when that piece covers no more than
            `least`.
        """
        best: tuple[float, Spot | None] = (least * box.width * box.height, None)
        for ring in self.rings:
            area, centroid = _centroid(clipped_ring(ring, box))
            if area > best[0]:
                best = (area, centroid)
        return best[1]


@dataclass(frozen=True)
class Town:
    """A town written on the map as a landmark; spot: its point, (to the right, down)."""

    name: str
    spot: Spot


@dataclass(frozen=True)
class Boundaries:
    """Map of the départements of France, with their outlines, to be drawn in SVG.

    box: the rectangle of the whole map; frames: its parts, each with its own scale; shapes: INSEE
    code of a département -> its outline; towns: landmarks, the most populous first; source: origin
    of the outlines; licence: their licence, to be stated beside the map.
    """

    box: Box
    frames: tuple[Frame, ...]
    shapes: Mapping[str, Boundary]
    towns: tuple[Town, ...]
    source: str
    licence: str

    def frame_at(self, latitude: float, longitude: float) -> Frame | None:
        """Return the part of the map that holds a point of the Earth, or None when none does.

        The latitude and the longitude are in decimal degrees, WGS 84.
        """
        for frame in self.frames:
            if frame.box.holds(frame.spot(latitude, longitude)):
                return frame
        return None

    def point(self, latitude: float, longitude: float) -> Spot | None:
        """Return the point of the map for a point of the Earth.

        Args:
            latitude: decimal degrees, WGS 84.
            longitude: decimal degrees, WGS 84.

        Returns:
            (to the right, down) in units of the map, or None when the point is off the map. The
            parts of the map are rectangles: a point of a neighbouring country may be on it, outside
            every outline.
        """
        frame = self.frame_at(latitude, longitude)
        return None if frame is None else frame.spot(latitude, longitude)

    def around(self, latitude: float, longitude: float, km: float) -> Box | None:
        """Return the square of the map whose centre is a point of the Earth.

        Args:
            latitude: of the centre, in decimal degrees, WGS 84.
            longitude: of the centre, in decimal degrees, WGS 84.
            km: kilometres on the ground from the centre to each side.

        Returns:
            The square, or None when its centre is off the map.
        """
        frame = self.frame_at(latitude, longitude)
        if frame is None:
            return None
        across, down = frame.spot(latitude, longitude)
        reach = frame.units(km, latitude)
        return Box(across - reach, down - reach, 2 * reach, 2 * reach)

    def limits_in(self, frame: Frame, box: Box) -> str:
        """Return the limits between two départements inside a box, as SVG path data.

        Coasts and borders, which bound only one, are left out. frame: the part of the map that is
        drawn; box: what is seen of it, in units of the map.
        """
        sides = Counter(
            frozenset(side)
            for shape in self.shapes.values()
            if shape.frame == frame and shape.bounds.meets(box)
            for ring in shape.rings
            for side in zip(ring, [*ring[1:], ring[0]], strict=True)
        )
        shared = [sorted(side) for side, times in sides.items() if times > 1 and len(side) > 1]
        return path_data([piece for side in shared for piece in clipped_line(side, box)])


def read_boundaries(path: Path) -> Boundaries:
    """Read the map of the départements from a file.

    Args:
        path: the JSON file.

    Returns:
        The map, with its outlines and its towns.

    Raises:
        InvalidRecords: when the file is absent, is not JSON or lacks a part of the map.
    """
    try:
        return _boundaries(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = RecordError(path.name, 0, "fichier", in_french(error), "les contours")
        raise InvalidRecords([problem]) from error


def _boundaries(fields: Mapping[str, Any]) -> Boundaries:
    """Build the boundaries from the content of the JSON file, whose fields are in French."""
    frames = {
        name: Frame(name, Box(*frame["cadre"]), frame["echelle"], *frame["origine"])
        for name, frame in fields["cadres"].items()
    }
    shapes = {
        code: boundary(code, shape["nom"], frames[shape["cadre"]], shape["trace"])
        for code, shape in fields["departements"].items()
    }
    towns = tuple(Town(name, (across, down)) for name, across, down in fields["villes"])
    return Boundaries(
        Box(*fields["cadre"]),
        tuple(frames.values()),
        shapes,
        towns,
        fields["source"],
        fields["licence"],
    )


def boundary(code: str, name: str, frame: Frame, path: str) -> Boundary:
    """Return a boundary from its SVG path data; ValueError when it has no ring."""
    rings = lines_of(path)
    if not rings:
        raise ValueError(path)
    bounds = Box.around([spot for ring in rings for spot in ring])
    return Boundary(code, name, frame, path, rings, bounds)


def _centroid(ring: Sequence[Spot]) -> tuple[float, Spot | None]:
    """Return the area of a closed line and its centroid (shoelace formula), None without area."""
    area = across = down = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        cross = x1 * y2 - x2 * y1
        area += cross / 2
        across += (x1 + x2) * cross / 6
        down += (y1 + y2) * cross / 6
    return (abs(area), (across / area, down / area)) if area else (0.0, None)
