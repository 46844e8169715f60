"""Names written on the map, each where it covers nothing else.

Lengths are in units of the map. `em` is the font size: it is proportional to the width of the view,
so that marks and names have the same size on the screen whatever the zoom.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from index.maps.boundaries import Boundary, Box, Frame, Spot, Town

EM = 1 / 24
"""Font size, as a share of the width of the view: 12 px on a telephone 320 px wide."""
PIN_EM, MARK_EM, LAND_EM = 1.2, 0.5, 0.9
"""Radius of a pin and of the mark of the place searched, size of the names of lands, in em.

A pin is 29 px wide on a telephone 320 px wide, 33 px on one of 360 px: WCAG 2.5.8 asks for 24."""
LETTER_WIDTH, LINE_HEIGHT = 0.6, 1.2
"""Average width and height of a letter, as shares of its font size."""
BESIDE_EM = 1.7
"""Distance in em under which a pin hides the dot of a town: its name is written beside the pin."""
GAP = 0.5
"""Free space beside the name of a town, in em: without it two names read as one."""
DOT_EM = 0.3
"""Half of the side of the square reserved for the dot of a town, in em."""
LEAST_LAND = 0.05
"""Share of the view that a département or a country must cover to be named."""
SHIFTS = (0, 1, -1, 2, -2)
"""Offsets, in lines, tried for the name of a land until it overlaps nothing."""


@dataclass(frozen=True)
class Label:
    """A name written on the map.

    spot: position of the text, in units of the map; kind: "town", "here" for the place searched,
    "land" for a département, "inset" for one overseas when the whole country is shown, "country";
    anchor: which part of the text is
    at `spot`, as the SVG attribute text-anchor: "start", "middle" or "end"; dot: position of the
    mark of a town; None when a pin hides it, and for a land.
    """

    text: str
    spot: Spot
    kind: str = "land"
    anchor: str = "middle"
    dot: Spot | None = None


@dataclass
class LabelSpace:
    """The rectangles of a view that names and pins already cover.

    box: the view; em: font size; covered: the rectangles, in units of the map.
    """

    box: Box
    em: float
    covered: list[Box] = field(default_factory=list)

    def reserve(self, *rectangles: Box) -> bool:
        """Reserve rectangles; return False when one is out of the view or already covered."""
        corners = [
            corner
            for rectangle in rectangles
            for corner in ((rectangle.left, rectangle.top), (rectangle.right, rectangle.bottom))
        ]
        if not all(self.box.holds(corner) for corner in corners):
            return False
        if any(rectangle.meets(other) for rectangle in rectangles for other in self.covered):
            return False
        self.covered += rectangles
        return True

    def extend(self, own: Box, rectangle: Box) -> bool:
        """Reserve a rectangle around one that is reserved already; return False without room."""
        self.covered.remove(own)
        extended = self.reserve(rectangle)
        if not extended:
            self.covered.append(own)
        return extended


def square(spot: Spot, half_side: float) -> Box:
    """Return the square around a point of the map."""
    return Box(spot[0] - half_side, spot[1] - half_side, 2 * half_side, 2 * half_side)


def here_label(space: LabelSpace, name: str, spot: Spot) -> Label:
    """Return the name of the place searched, beside its mark.

    The mark is kept free too. The name is written above it, below it, at its right or at its left:
    the first that is free, or above, even where that covers something, for the place searched is
    always named.
    """
    em = space.em
    width, away = len(name) * LETTER_WIDTH * em, (PIN_EM + LINE_HEIGHT / 2 + GAP) * em
    left = min(max(spot[0] - width / 2, space.box.left), space.box.right - width)
    beside = (PIN_EM + GAP) * em
    tries = (
        ("middle", left, -away),
        ("middle", left, away),
        ("start", spot[0] + beside, 0.0),
        ("end", spot[0] - beside - width, 0.0),
    )
    space.covered.append(square(spot, MARK_EM * em))
    for anchor, start, down in tries:
        y = spot[1] + down
        if space.reserve(Box(start, y - em / 2, width, em)):
            return Label(name, (_anchored(anchor, start, width), y), "here", anchor, spot)
    y = max(spot[1] - away, space.box.top + em / 2)
    return Label(name, (left + width / 2, y), "here", "middle", spot)


def _anchored(anchor: str, start: float, width: float) -> float:
    """Return where a text is anchored, from where it starts."""
    return start + {"start": 0.0, "middle": width / 2, "end": width}[anchor]


def inset_labels(frames: Iterable[Frame]) -> list[Label]:
    """Return the names of the overseas insets: without a name they would look like islands."""
    return [
        Label(
            frame.name,
            (frame.box.left + frame.box.width / 2, frame.box.top + frame.box.height / 7),
            "inset",
        )
        for frame in frames
    ]


def land_labels(space: LabelSpace, shapes: Iterable[Boundary], box: Box, kind: str) -> list[Label]:
    """Return the names of lands that cover enough of a view, where there is room.

    space: where names go; shapes: the lands; box: what is seen of them; kind: "land" or "country".
    """
    labels: list[Label] = []
    height = LAND_EM * space.em * LINE_HEIGHT
    for shape, shift in product(shapes, SHIFTS):
        if any(label.text == shape.name for label in labels):
            continue
        middle = shape.middle(box, LEAST_LAND if kind == "land" else LEAST_LAND / 2)
        if middle is None:
            continue
        width = len(shape.name) * LETTER_WIDTH * LAND_EM * space.em
        x = min(max(middle[0], space.box.left + width / 2), space.box.right - width / 2)
        y = middle[1] + shift * height
        if space.reserve(Box(x - width / 2, y - height / 2, width, height)):
            labels.append(Label(shape.name, (x, y), kind))
    return labels


def town_labels(
    space: LabelSpace, towns: Iterable[Town], box: Box, pins: Sequence[Spot], most: int
) -> list[Label]:
    """Return the names of the first towns of a view, where there is room.

    space: where names go; towns: the most populous first; box: where they may be; pins: positions
    of the pins; most: number of names, at most.
    """
    labels: list[Label] = []
    for town in towns:
        if len(labels) == most:
            break
        if not (space.box.holds(town.spot) and box.holds(town.spot)):
            continue
        hiding = [pin for pin in pins if math.dist(pin, town.spot) < BESIDE_EM * space.em]
        label = _town_label(space, town.name, hiding[0] if hiding else town.spot, bool(hiding))
        labels += [label] if label else []
    return labels


def _town_label(space: LabelSpace, name: str, spot: Spot, under_pin: bool) -> Label | None:
    """Place the name of a town at the right or the left of its dot, or of the pin that hides it.

    None when there is room on neither side.
    """
    em = space.em
    width, height = (len(name) * LETTER_WIDTH + GAP) * em, em * LINE_HEIGHT
    gap = PIN_EM * em + em / 4 if under_pin else em / 2
    dot, dots = (None, ()) if under_pin else (spot, (square(spot, DOT_EM * em),))
    for anchor, x, left in (
        ("start", spot[0] + gap, spot[0] + gap),
        ("end", spot[0] - gap, spot[0] - gap - width),
    ):
        if space.reserve(Box(left, spot[1] - height / 2, width, height), *dots):
            return Label(name, (x, spot[1]), "town", anchor, dot)
    return None
