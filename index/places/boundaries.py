"""Outlines: the shapes of the départements on one drawing, and where a point of Earth falls on it.

`scripts/build_outlines.py` makes the file, and says where its facts come from. The drawing has
frames: mainland France with Corsica, and one for each overseas département. In each the projection
is Mercator's, so that east is to the right everywhere and a short distance is right in all
directions.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import InvalidRecords, RecordError
from index.messages import in_french

KM_PER_DEGREE = 111.195
"""Along a meridian, on the sphere of mean radius."""
Spot = tuple[float, float]
"""A place on the drawing, in its units: to the right, then down."""
_NUMBER = re.compile(r"-?\d+")
_RING = re.compile(r"M(-?\d+) (-?\d+)l([^z]*)z")


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing, in its units."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """Where it ends on the right."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """Where it ends at the bottom."""
        return self.top + self.height

    @property
    def view(self) -> str:
        """The `viewBox` of an SVG that shows it."""
        return " ".join(
            f"{round(each, 1):g}" for each in (self.left, self.top, self.width, self.height)
        )

    @classmethod
    def around(cls, spots: Sequence[Spot]) -> Box:
        """The least box that holds some places, at least one."""
        across, down = zip(*spots, strict=True)
        return cls(min(across), min(down), max(across) - min(across), max(down) - min(down))

    def holds(self, spot: Spot) -> bool:
        """Whether a place is in it, its sides included."""
        return self.left <= spot[0] <= self.right and self.top <= spot[1] <= self.bottom

    def meets(self, other: Box) -> bool:
        """Whether it has something in common with another box."""
        return (
            self.left <= other.right
            and other.left <= self.right
            and self.top <= other.bottom
            and other.top <= self.bottom
        )

    def joined(self, other: Box) -> Box:
        """The least box that holds both."""
        corners = [(each.left, each.top) for each in (self, other)]
        return Box.around([*corners, *((each.right, each.bottom) for each in (self, other))])

    def widened(self, share: float, ratio: float) -> Box:
        """A box with the same middle and a margin, as many times as wide as it is high.

        Args:
            share: of its size, added on each side.
            ratio: width over height of the box wanted.

        Returns:
            The least such box.
        """
        grown = 1 + 2 * share
        width = max(self.width * grown, self.height * grown * ratio)
        height = width / ratio
        middle = self.left + self.width / 2, self.top + self.height / 2
        return Box(middle[0] - width / 2, middle[1] - height / 2, width, height)


@dataclass(frozen=True)
class Frame:
    """A part of the drawing with its own scale.

    name: of the land it shows; box: its place on the drawing; scale: units for a degree of
    longitude; x0, y0: where longitude 0 on the equator would fall.
    """

    name: str
    box: Box
    scale: float
    x0: float
    y0: float

    def spot(self, latitude: float, longitude: float) -> Spot:
        """Where a point of Earth falls, be it out of the frame; degrees WGS 84."""
        stretched = math.degrees(math.asinh(math.tan(math.radians(latitude))))
        return self.x0 + self.scale * longitude, self.y0 - self.scale * stretched

    def units(self, km: float, latitude: float) -> float:
        """The length of some kilometres on the drawing, at a latitude."""
        return km * self.scale / (KM_PER_DEGREE * math.cos(math.radians(latitude)))


@dataclass(frozen=True)
class Boundary:
    """The shape of a département: its INSEE code, its name, its frame, and a path of SVG.

    rings: what the path draws, closed lines of places; bounds: the least box around them.
    """

    code: str
    name: str
    frame: Frame
    path: str
    rings: tuple[tuple[Spot, ...], ...]
    bounds: Box

    def middle(self, box: Box, least: float = 0.0) -> Spot | None:
        """Where to write its name: the middle of what is seen of its largest ring.

        Args:
            box: what is seen of the drawing.
            least: share of the box that it must cover.

        Returns:
            The centroid of that part, or None when less is seen.
        """
        best: tuple[float, Spot | None] = (least * box.width * box.height, None)
        for ring in self.rings:
            area, centroid = _centroid(_clipped(ring, box))
            if area > best[0]:
                best = (area, centroid)
        return best[1]


@dataclass(frozen=True)
class Town:
    """A town to find one's way by: its name and its place on the drawing."""

    name: str
    spot: Spot


@dataclass(frozen=True)
class Boundaries:
    """The drawing: its box, its frames, its shapes by code of département, towns by population.

    source: where the shapes come from; licence: that they must be told with.
    """

    box: Box
    frames: tuple[Frame, ...]
    shapes: Mapping[str, Boundary]
    towns: tuple[Town, ...]
    source: str
    licence: str

    def frame_at(self, latitude: float, longitude: float) -> Frame | None:
        """The frame that shows a point of Earth, or None."""
        for frame in self.frames:
            if frame.box.holds(frame.spot(latitude, longitude)):
                return frame
        return None

    def point(self, latitude: float, longitude: float) -> Spot | None:
        """Where a point of Earth falls on the drawing.

        Args:
            latitude: decimal degrees, WGS 84.
            longitude: decimal degrees, WGS 84.

        Returns:
            Its place, or None when no frame shows it. Frames are rectangles: a neighbour of France
            may be in one, out of every shape.
        """
        frame = self.frame_at(latitude, longitude)
        return None if frame is None else frame.spot(latitude, longitude)

    def around(self, latitude: float, longitude: float, km: float) -> Box | None:
        """The square around a point of Earth, `km` on each side of it; None out of the drawing."""
        frame = self.frame_at(latitude, longitude)
        if frame is None:
            return None
        across, down = frame.spot(latitude, longitude)
        reach = frame.units(km, latitude)
        return Box(across - reach, down - reach, 2 * reach, 2 * reach)


def read_boundaries(path: Path) -> Boundaries:
    """The drawing of a file.

    Args:
        path: the JSON file.

    Returns:
        What it holds.

    Raises:
        InvalidRecords: when the file is absent or cannot be read.
    """
    try:
        return _outlines(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = RecordError(path.name, 0, "fichier", in_french(error), "les contours")
        raise InvalidRecords([problem]) from error


def _outlines(told: Mapping[str, Any]) -> Boundaries:
    frames = {
        name: Frame(name, Box(*each["cadre"]), each["echelle"], *each["origine"])
        for name, each in told["cadres"].items()
    }
    shapes = {
        code: _outline(code, each["nom"], frames[each["cadre"]], each["trace"])
        for code, each in told["departements"].items()
    }
    towns = tuple(Town(name, (across, down)) for name, across, down in told["villes"])
    return Boundaries(
        Box(*told["cadre"]),
        tuple(frames.values()),
        shapes,
        towns,
        told["source"],
        told["licence"],
    )


def _outline(code: str, name: str, frame: Frame, path: str) -> Boundary:
    rings = tuple(
        _ring(int(across), int(down), steps) for across, down, steps in _RING.findall(path)
    )
    if not rings:
        raise ValueError(path)
    return Boundary(
        code, name, frame, path, rings, Box.around([each for ring in rings for each in ring])
    )


def _ring(across: int, down: int, steps: str) -> tuple[Spot, ...]:
    spots: list[Spot] = [(across, down)]
    numbers = [int(each) for each in _NUMBER.findall(steps)]
    for right, below in zip(numbers[::2], numbers[1::2], strict=True):
        across, down = across + right, down + below
        spots.append((across, down))
    return tuple(spots)


def _clipped(ring: Sequence[Spot], box: Box) -> list[Spot]:
    """What a box holds of a closed line (Sutherland and Hodgman)."""
    kept = list(ring)
    sides = ((0, box.left, 1), (0, box.right, -1), (1, box.top, 1), (1, box.bottom, -1))
    for axis, limit, sign in sides:
        given, kept = kept, []
        for one, other in zip(given, given[1:] + given[:1], strict=True):
            inside = sign * (one[axis] - limit) >= 0
            if inside:
                kept.append(one)
            if inside != (sign * (other[axis] - limit) >= 0):
                along = (limit - one[axis]) / (other[axis] - one[axis])
                kept.append(
                    (one[0] + along * (other[0] - one[0]), one[1] + along * (other[1] - one[1]))
                )
    return kept


def _centroid(ring: Sequence[Spot]) -> tuple[float, Spot | None]:
    """The area of a closed line, and the middle of what it surrounds."""
    area = across = down = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        cross = x1 * y2 - x2 * y1
        area += cross / 2
        across += (x1 + x2) * cross / 6
        down += (y1 + y2) * cross / 6
    return (abs(area), (across / area, down / area)) if area else (0.0, None)
