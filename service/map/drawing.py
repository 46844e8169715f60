"""The drawing of a map: which shapes, names and numbered pins are seen, and where.

Lengths are in the units of the outlines; `em` is the size of a letter, so that a pin is as large
on the screen whatever is seen of the country.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from index.places.boundaries import Box, Frame, Outline, Outlines, Spot

EM = 1 / 28
"""Size of a letter, as a share of the width: 13 px on a telephone of 390."""
PIN_EM, TOWN_EM, LAND_EM = 0.95, 0.8, 0.9
"""Radius of a pin, and sizes of the names of towns and of départements, in letters."""
LETTER_WIDTH, LINE_HEIGHT = 0.6, 1.2
"""Of an ordinary letter, as shares of its size."""
BESIDE_EM = 1.7
"""How near a pin is to a town whose name is written beside it, in letters."""
GAP = 0.5
"""Left free beside the name of a town, in letters: two names would be read as one."""
DOT_EM = 0.3
"""Half of the square that the dot of a town takes, in letters."""
MAX_TOWNS = 8
LEAST_LAND = 0.05
"""Share of what is seen that a département must cover to be named."""
WHOLE = "france"
"""The view of all of France."""
SMALLEST_KM, LARGEST_KM = 3.0, 500.0
"""Half of the width of what may be asked to be seen."""
MARGIN, RATIO = 0.12, 1.1
"""Around what must be seen, as a share of it; and width over height of what is seen."""
NEAREST = 3
"""Places that are looked for farther, when none is near the place asked for."""
SHIFTS = (0, 1, -1, 2, -2)
"""Lines up or down that the name of a département may move to be read."""


@dataclass(frozen=True)
class Located:
    """A result with a place: its rank, its name, degrees WGS 84."""

    rank: int
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Pin:
    """A numbered mark, and what it stands for: several results when they are too near."""

    spot: Spot
    results: tuple[Located, ...]

    @property
    def spread(self) -> float:
        """Degrees, at most, between the first result and another."""
        first = self.results[0]
        return max(
            max(abs(each.latitude - first.latitude), abs(each.longitude - first.longitude))
            for each in self.results
        )


@dataclass(frozen=True)
class Label:
    """A name on the drawing, written at `spot` from its start, its middle or its end.

    kind: "town" or "land"; dot: the place of a town, None when a pin is there.
    """

    text: str
    spot: Spot
    kind: str = "land"
    anchor: str = "middle"
    dot: Spot | None = None


@dataclass(frozen=True)
class Drawing:
    """What is seen: box, shapes, names and pins; unseen: ranks of those that are out of it."""

    box: Box
    shapes: tuple[Outline, ...]
    labels: tuple[Label, ...]
    pins: tuple[Pin, ...]
    unseen: tuple[int, ...]

    @property
    def em(self) -> float:
        """The size of a letter."""
        return self.box.width * EM

    @property
    def land(self) -> str:
        """The shapes in one path of SVG."""
        return "".join(each.path for each in self.shapes)

    @property
    def is_grouped(self) -> bool:
        """Whether a pin stands for several results."""
        return any(len(pin.results) > 1 for pin in self.pins)


@dataclass
class _Paper:
    """Where there is room left to write."""

    box: Box
    taken: list[Box] = field(default_factory=list)

    def take(self, *wanted: Box) -> bool:
        """Take rectangles, when they are in the box and free."""
        corners = [
            corner
            for each in wanted
            for corner in ((each.left, each.top), (each.right, each.bottom))
        ]
        if not all(self.box.holds(each) for each in corners):
            return False
        if any(each.meets(other) for each in wanted for other in self.taken):
            return False
        self.taken += wanted
        return True


def framed(outlines: Outlines, box: Box | None) -> tuple[Box, Frame | None]:
    """What is seen around a box, and in which frame; all of France without one."""
    if box is None:
        return outlines.box, None
    middle = box.left + box.width / 2, box.top + box.height / 2
    frame = next((each for each in outlines.frames if each.box.holds(middle)), None)
    return box.widened(MARGIN, RATIO), frame


def asked_view(outlines: Outlines, view: str) -> tuple[Box, Frame | None] | None:
    """What a view asks to see, or None when it says nothing that can be shown."""
    if view == WHOLE:
        return framed(outlines, None)
    try:
        latitude, longitude, km = (float(each) for each in view.split(","))
    except ValueError:
        return None
    if not (-85 <= latitude <= 85 and -180 <= longitude <= 180 and km > 0):
        return None
    reach = min(max(km, SMALLEST_KM), LARGEST_KM)
    box = outlines.around(latitude, longitude, reach)
    return None if box is None else framed(outlines, box)


def widened(box: Box, spots: Sequence[Spot]) -> Box | None:
    """A box that holds the nearest of some places too; None, for all of France, without any."""
    middle = box.left + box.width / 2, box.top + box.height / 2
    nearest = sorted(spots, key=lambda spot: math.dist(middle, spot))[:NEAREST]
    return box.joined(Box.around(nearest)) if nearest else None


def draw(outlines: Outlines, box: Box, frame: Frame | None, located: Sequence[Located]) -> Drawing:
    """A part of the map, with its results.

    Args:
        outlines: the shapes.
        box: what is seen.
        frame: the one that is seen, None for all.
        located: the results that have a place, in order.

    Returns:
        What to show.
    """
    shapes = tuple(
        each
        for each in outlines.shapes.values()
        if frame in (None, each.frame) and each.bounds.meets(box)
    )
    spots = [(each, _spot(outlines, box, frame, each)) for each in located]
    em = box.width * EM
    pins = _pins([(each, spot) for each, spot in spots if spot is not None], 2 * PIN_EM * em)
    paper = _Paper(box, [_around(pin.spot, PIN_EM * em) for pin in pins])
    towns = _town_names(paper, outlines, frame or outlines.frames[0], pins, em)
    lands = _inset_names(outlines) if frame is None else _land_names(paper, shapes, em)
    unseen = tuple(each.rank for each, spot in spots if spot is None)
    return Drawing(box, shapes, (*lands, *towns), pins, unseen)


def _spot(outlines: Outlines, box: Box, frame: Frame | None, result: Located) -> Spot | None:
    """Where a result is seen, or None."""
    own = outlines.frame_at(result.latitude, result.longitude)
    if own is None or frame not in (None, own):
        return None
    spot = own.spot(result.latitude, result.longitude)
    return spot if box.holds(spot) else None


def _pins(placed: Iterable[tuple[Located, Spot]], apart: float) -> tuple[Pin, ...]:
    """A pin for each result, or for those that would hide one another."""
    groups: list[tuple[Spot, list[Located]]] = []
    for result, (across, down) in placed:
        for (x, y), members in groups:
            if _reach((x, y), (across, down)) < apart:
                members.append(result)
                break
        else:
            groups.append(((across, down), [result]))
    return tuple(Pin(spot, tuple(members)) for spot, members in groups)


def _around(spot: Spot, reach: float) -> Box:
    return Box(spot[0] - reach, spot[1] - reach, 2 * reach, 2 * reach)


def _inset_names(outlines: Outlines) -> list[Label]:
    """The names of the frames other than the first, at their top: they would be taken for isles."""
    return [
        Label(
            each.name,
            (each.box.left + each.box.width / 2, each.box.top + each.box.height / 7),
            "land",
        )
        for each in outlines.frames[1:]
    ]


def _land_names(paper: _Paper, shapes: Iterable[Outline], em: float) -> list[Label]:
    """The names of the départements that are seen enough, where there is room."""
    labels: list[Label] = []
    height = LAND_EM * em * LINE_HEIGHT
    for shape, shift in product(shapes, SHIFTS):
        if any(each.text == shape.name for each in labels):
            continue
        middle = shape.middle(paper.box, LEAST_LAND)
        if middle is None:
            continue
        width = len(shape.name) * LETTER_WIDTH * LAND_EM * em
        across = min(max(middle[0], paper.box.left + width / 2), paper.box.right - width / 2)
        down = middle[1] + shift * height
        if paper.take(Box(across - width / 2, down - height / 2, width, height)):
            labels.append(Label(shape.name, (across, down)))
    return labels


def _town_names(
    paper: _Paper, outlines: Outlines, frame: Frame, pins: Sequence[Pin], em: float
) -> list[Label]:
    """The most populous towns that are seen, where there is room."""
    labels: list[Label] = []
    for town in outlines.towns:
        if len(labels) == MAX_TOWNS:
            break
        if not (paper.box.holds(town.spot) and frame.box.holds(town.spot)):
            continue
        hidden = [pin.spot for pin in pins if _reach(pin.spot, town.spot) < BESIDE_EM * em]
        label = _town_name(paper, town.name, hidden[0] if hidden else town.spot, bool(hidden), em)
        labels += [label] if label else []
    return labels


def _reach(one: Spot, other: Spot) -> float:
    return math.hypot(one[0] - other[0], one[1] - other[1])


def _town_name(paper: _Paper, name: str, spot: Spot, under_pin: bool, em: float) -> Label | None:
    """The name of a town to the right or to the left of its dot, or of the pin that hides it."""
    size = TOWN_EM * em
    width, height = (len(name) * LETTER_WIDTH + GAP) * size, size * LINE_HEIGHT
    away = PIN_EM * em + size / 4 if under_pin else size / 2
    dot, dots = (None, ()) if under_pin else (spot, (_around(spot, DOT_EM * size),))
    for anchor, across, start in (
        ("start", spot[0] + away, spot[0] + away),
        ("end", spot[0] - away, spot[0] - away - width),
    ):
        if paper.take(Box(start, spot[1] - height / 2, width, height), *dots):
            return Label(name, (across, spot[1]), "town", anchor, dot)
    return None
