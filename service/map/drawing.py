"""Layout of the map drawing: the shapes, labels and numbered pins of a view, with coordinates.

Lengths are in units of the map, those of the outlines of the départements. `em` is the font size:
it is proportional to the width of the view, so that pins and labels have the same size on the
screen whatever the zoom. A view is the rectangle of the map that is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product

from index.maps.boundaries import Boundaries, Boundary, Box, Frame, Spot

EM = 1 / 28
"""Font size, as a share of the width of the view: 13 px on a telephone 390 px wide."""
PIN_EM, TOWN_EM, LAND_EM = 1.2, 0.8, 0.9
"""Radius of a pin, and font sizes of the names of towns and of départements, in em.

A pin is 24 px wide on a telephone 320 px wide, the least that WCAG 2.5.8 asks for."""
LETTER_WIDTH, LINE_HEIGHT = 0.6, 1.2
"""Average width and height of a letter, as shares of its font size."""
BESIDE_EM = 1.7
"""Distance in em under which a pin hides the dot of a town: its name is written beside the pin."""
GAP = 0.5
"""Free space beside the name of a town, in letters: without it two names read as one."""
DOT_EM = 0.3
"""Half of the side of the square reserved for the dot of a town, in letters."""
MAX_TOWNS = 8
"""Names of towns on one drawing, at most."""
LEAST_LAND = 0.05
"""Share of the view that a département must cover to be named."""
WHOLE = "france"
"""Value of the URL parameter "vue" that shows the whole country."""
SMALLEST_KM, LARGEST_KM = 3.0, 500.0
"""Least and most kilometres from the centre of a requested view to its sides, without margin."""
MARGIN, RATIO = 0.12, 1.1
"""Margin on each side of a view, as a share of what it must show, and its width over its height."""
NEAREST = 3
"""Results that a view is widened to, the nearest, when none is near the place of the query."""
SHIFTS = (0, 1, -1, 2, -2)
"""Offsets, in lines, tried for the name of a département until it overlaps nothing."""


@dataclass(frozen=True)
class MapPoint:
    """A search result to show on the map.

    rank: in the results, from 1; name: of the record; latitude, longitude: in degrees, WGS 84.
    """

    rank: int
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Here:
    """The place searched, to mark on the map: its name and its point, in degrees, WGS 84."""

    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True)
class Pin:
    """A mark on the map for one search result, or for several too close to be drawn apart.

    spot: its position, in units of the map; results: at least one, in order of rank; `spot` is that
    of the first.
    """

    spot: Spot
    results: tuple[MapPoint, ...]

    @property
    def spread(self) -> float:
        """Return the largest difference in latitude or longitude from the first result, in degrees.

        It is 0 for a single result, or for several at the same point.
        """
        first = self.results[0]
        return max(
            max(abs(point.latitude - first.latitude), abs(point.longitude - first.longitude))
            for point in self.results
        )


@dataclass(frozen=True)
class Label:
    """The name of a town, of a département or of an overseas inset, written on the map.

    spot: position of the text, in units of the map; kind: "town", "here" for the place searched, or
    "land" for the two others;
    anchor: which part of the text is at `spot`, as the SVG attribute text-anchor: "start", "middle"
    or "end"; dot: position of the dot of a town; None when a pin hides it, and for a "land".
    """

    text: str
    spot: Spot
    kind: str = "land"
    anchor: str = "middle"
    dot: Spot | None = None


@dataclass(frozen=True)
class Drawing:
    """Drawing of the map for one view (the rectangle shown).

    box: the rectangle, in units of the map; shapes: départements in it; labels: names written on
    it; pins: marks of the results; unseen: ranks of the results that are out of the rectangle.
    """

    box: Box
    shapes: tuple[Boundary, ...]
    labels: tuple[Label, ...]
    pins: tuple[Pin, ...]
    unseen: tuple[int, ...]

    @property
    def em(self) -> float:
        """Return the font size, in units of the map: a constant share of the width shown."""
        return self.box.width * EM

    @property
    def land(self) -> str:
        """Return the outlines of all départements drawn, as the data of one SVG path."""
        return "".join(shape.path for shape in self.shapes)

    @property
    def is_grouped(self) -> bool:
        """Return whether at least one pin (mark on the map) stands for several results."""
        return any(len(pin.results) > 1 for pin in self.pins)


@dataclass
class _LabelSpace:
    """The rectangles of a view that labels and pins already cover."""

    box: Box
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


def frame_view(outlines: Boundaries, box: Box | None) -> tuple[Box, Frame | None]:
    """Return (rectangle to show, frame) for what the map must show.

    outlines: the map; box: rectangle that must be seen, in units of the map; a margin is added, and
    the height or the width grows to the proportions of the page. None shows the whole country.

    A frame is a part of the map with its own scale: mainland France, or the inset of an overseas
    département. The frame returned is the only one to draw; None to draw all of them.
    """
    if box is None:
        return outlines.box, None
    middle = box.left + box.width / 2, box.top + box.height / 2
    frame = next((frame for frame in outlines.frames if frame.box.holds(middle)), None)
    return box.widened(MARGIN, RATIO), frame


def parse_view(outlines: Boundaries, view: str) -> tuple[Box, Frame | None] | None:
    """Return (rectangle to show, frame) for the parameter of a URL; None when it is not valid.

    outlines: the map; view: "france" (the whole country), or the centre in degrees and the
    kilometres to show around it, brought between 3 and 500: "45.76,4.84,20". A frame is a part of
    the map with its own scale (mainland France, an overseas inset): the only one to draw, None for
    all. A centre out of the map is not valid either.
    """
    if view == WHOLE:
        return frame_view(outlines, None)
    try:
        latitude, longitude, km = (float(number) for number in view.split(","))
    except ValueError:
        return None
    if not (-85 <= latitude <= 85 and -180 <= longitude <= 180 and km > 0):
        return None
    reach = min(max(km, SMALLEST_KM), LARGEST_KM)
    box = outlines.around(latitude, longitude, reach)
    return None if box is None else frame_view(outlines, box)


def widen(box: Box, spots: Sequence[Spot]) -> Box | None:
    """Widen a rectangle of the map to hold also the three points that are nearest to its centre.

    spots: the points, in units of the map. None without points: the whole country is then shown.
    """
    middle = box.left + box.width / 2, box.top + box.height / 2
    nearest = sorted(spots, key=lambda spot: math.dist(middle, spot))[:NEAREST]
    return box.joined(Box.around(nearest)) if nearest else None


def draw(
    outlines: Boundaries,
    box: Box,
    frame: Frame | None,
    points: Sequence[MapPoint],
    here: Here | None = None,
) -> Drawing:
    """Choose what to draw of a part of the map, with the search results as pins.

    Args:
        outlines: all départements and towns that can be drawn.
        box: the rectangle to show, in units of the map.
        frame: the only part of the map to draw, mainland France or an overseas inset; None for all.
        points: the results that have coordinates, in order of rank.
        here: the place searched, None for none.

    Returns:
        The shapes, names and pins to draw. The place searched is named first, then towns from the
        most populous, eight at most, then départements; a name that would cover a pin or another
        name is left out.
    """
    shapes = tuple(
        shape
        for shape in outlines.shapes.values()
        if frame in (None, shape.frame) and shape.bounds.meets(box)
    )
    spots = [
        (point, _spot(outlines, box, frame, point.latitude, point.longitude)) for point in points
    ]
    em = box.width * EM
    pins = _pins([(point, spot) for point, spot in spots if spot is not None], 2 * PIN_EM * em)
    space = _LabelSpace(box, [_square(pin.spot, PIN_EM * em) for pin in pins])
    marks = _here_names(space, outlines, frame, here, em)
    towns = [
        label
        for label in _town_names(space, outlines, frame or outlines.frames[0], pins, em)
        if here is None or label.text != here.name
    ]
    lands = _inset_names(outlines) if frame is None else _land_names(space, shapes, em)
    unseen = tuple(point.rank for point, spot in spots if spot is None)
    return Drawing(box, shapes, (*lands, *towns, *marks), pins, unseen)


def _spot(
    outlines: Boundaries, box: Box, frame: Frame | None, latitude: float, longitude: float
) -> Spot | None:
    """Project a point on the drawing; None when it is out of the view."""
    own = outlines.frame_at(latitude, longitude)
    if own is None or frame not in (None, own):
        return None
    spot = own.spot(latitude, longitude)
    return spot if box.holds(spot) else None


def _here_names(
    space: _LabelSpace, outlines: Boundaries, frame: Frame | None, here: Here | None, em: float
) -> list[Label]:
    """Return the mark of the place searched with its name, none when it is out of the view.

    The name is written above its mark, even where it covers something.
    """
    if here is None:
        return []
    spot = _spot(outlines, space.box, frame, here.latitude, here.longitude)
    if spot is None:
        return []
    width = len(here.name) * LETTER_WIDTH * em
    x = min(max(spot[0], space.box.left + width / 2), space.box.right - width / 2)
    y = spot[1] - PIN_EM * em - em * LINE_HEIGHT / 2
    space.reserve(Box(x - width / 2, y - em / 2, width, em))
    return [Label(here.name, (x, y), "here", "middle", spot)]


def _pins(placed: Iterable[tuple[MapPoint, Spot]], min_distance: float) -> tuple[Pin, ...]:
    """Make one pin for a result, or for a group closer than `min_distance` to its first one."""
    groups: list[tuple[Spot, list[MapPoint]]] = []
    for point, spot in placed:
        for first, members in groups:
            if math.dist(first, spot) < min_distance:
                members.append(point)
                break
        else:
            groups.append((spot, [point]))
    return tuple(Pin(spot, tuple(members)) for spot, members in groups)


def _square(spot: Spot, half_side: float) -> Box:
    return Box(spot[0] - half_side, spot[1] - half_side, 2 * half_side, 2 * half_side)


def _inset_names(outlines: Boundaries) -> list[Label]:
    """Return the names of the overseas insets: without a name they would look like islands."""
    return [
        Label(
            frame.name,
            (frame.box.left + frame.box.width / 2, frame.box.top + frame.box.height / 7),
            "land",
        )
        for frame in outlines.frames[1:]
    ]


def _land_names(space: _LabelSpace, shapes: Iterable[Boundary], em: float) -> list[Label]:
    """Return labels for the départements that cover enough of the view, where there is room."""
    labels: list[Label] = []
    height = LAND_EM * em * LINE_HEIGHT
    for shape, shift in product(shapes, SHIFTS):
        if any(label.text == shape.name for label in labels):
            continue
        middle = shape.middle(space.box, LEAST_LAND)
        if middle is None:
            continue
        width = len(shape.name) * LETTER_WIDTH * LAND_EM * em
        x = min(max(middle[0], space.box.left + width / 2), space.box.right - width / 2)
        y = middle[1] + shift * height
        if space.reserve(Box(x - width / 2, y - height / 2, width, height)):
            labels.append(Label(shape.name, (x, y)))
    return labels


def _town_names(
    space: _LabelSpace, outlines: Boundaries, frame: Frame, pins: Sequence[Pin], em: float
) -> list[Label]:
    """Return labels for the most populous towns in the view, where there is room."""
    labels: list[Label] = []
    for town in outlines.towns:
        if len(labels) == MAX_TOWNS:
            break
        if not (space.box.holds(town.spot) and frame.box.holds(town.spot)):
            continue
        hiding = [pin.spot for pin in pins if math.dist(pin.spot, town.spot) < BESIDE_EM * em]
        label = _town_name(space, town.name, hiding[0] if hiding else town.spot, bool(hiding), em)
        labels += [label] if label else []
    return labels


def _town_name(
    space: _LabelSpace, name: str, spot: Spot, under_pin: bool, em: float
) -> Label | None:
    """Place the name of a town at the right or the left of its dot, or of the pin that hides it.

    None when there is room on neither side.
    """
    size = TOWN_EM * em
    width, height = (len(name) * LETTER_WIDTH + GAP) * size, size * LINE_HEIGHT
    gap = PIN_EM * em + size / 4 if under_pin else size / 2
    dot, dots = (None, ()) if under_pin else (spot, (_square(spot, DOT_EM * size),))
    for anchor, x, left in (
        ("start", spot[0] + gap, spot[0] + gap),
        ("end", spot[0] - gap, spot[0] - gap - width),
    ):
        if space.reserve(Box(left, spot[1] - height / 2, width, height), *dots):
            return Label(name, (x, spot[1]), "town", anchor, dot)
    return None
