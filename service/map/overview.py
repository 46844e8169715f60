"""The map of France before any search: how many places each département has, each one a link."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from urllib.parse import urlencode

from index.maps.boundaries import Box, Spot
from service.map.addresses import ADDRESS
from service.map.drawing import Atlas
from service.map.labels import LETTER_WIDTH, Label, LabelSpace, inset_labels
from service.presentation.i18n import to

STEPS = (100, 200, 300, 400)
"""Numbers of places from which a département has the next of the five shades."""
COUNT_EM = 15.0
"""Height of the numbers, in units of the map: 12 px where the drawing is 1,000 px wide."""
CENTRE = ("75", "92", "93", "94")
"""Départements too small to be told apart: they are drawn once more, larger, in an inset."""
CENTRE_SHARE = 0.16
"""Side of that inset, as a share of the width of the map."""


@dataclass(frozen=True)
class Area:
    """A département with the number of its places.

    code: INSEE; name; count: of the places; shade: from 1, the palest, to 5; path: its outline, as
    SVG path data; middle: of its largest part; has_room: whether its number is written there;
    address: URL of its page.
    """

    code: str
    name: str
    count: int
    shade: int
    path: str
    middle: Spot
    has_room: bool
    address: str


@dataclass(frozen=True)
class Overview:
    """The départements, with their places, and what is drawn around them.

    areas: in the order of their codes; total: number of places; box: the rectangle to draw; ground,
    borders: land of other countries, as SVG path data; insets: rectangles of the overseas ones;
    labels: their names; centre: rectangle that the inset of Paris shows, None for no inset;
    inset: where it is drawn.
    """

    areas: Sequence[Area]
    total: int
    box: Box
    ground: str
    borders: str
    insets: Sequence[Box]
    labels: Sequence[Label]
    centre: Box | None
    inset: Box

    @property
    def steps(self) -> Sequence[tuple[int, int, int]]:
        """Return the legend: (shade, least number of places, largest one, 0 for no limit)."""
        ends = (*(step - 1 for step in STEPS), 0)
        return [
            (shade, start, end)
            for shade, (start, end) in enumerate(zip((0, *STEPS), ends, strict=True), 1)
        ]

    @property
    def small(self) -> Sequence[Area]:
        """Return the départements that the inset shows again."""
        return [area for area in self.areas if area.code in CENTRE]


def overview(atlas: Atlas, counts: Mapping[str, int]) -> Overview:
    """Draw France with the number of places of each département.

    Args:
        atlas: the outlines and what is around them.
        counts: INSEE code of a département -> number of its places.

    Returns:
        The drawing; a département without a place is drawn with 0.
    """
    outlines, base = atlas.outlines, atlas.base
    frames = [(frame, frame.box) for frame in outlines.frames]
    bounds = [outlines.shapes[code].bounds for code in CENTRE if code in outlines.shapes]
    centre = reduce(Box.joined, bounds).widened(0.06, 1.0) if bounds else None
    side = CENTRE_SHARE * outlines.box.width
    return Overview(
        list(_areas(atlas, counts)),
        sum(counts.get(code, 0) for code in outlines.shapes),
        outlines.box,
        "".join(base.land_in(*part) for part in frames),
        "".join(base.borders_in(*part) for part in frames),
        [frame.box for frame in outlines.frames[1:]],
        inset_labels(outlines.frames[1:]),
        centre,
        Box(outlines.box.left + 8, outlines.box.top + 8, side, side),
    )


def _areas(atlas: Atlas, counts: Mapping[str, int]) -> Sequence[Area]:
    """Return the départements, each with its number where there is room to write it inside."""
    space = LabelSpace(atlas.outlines.box, COUNT_EM)
    areas = []
    for code, shape in sorted(atlas.outlines.shapes.items()):
        count = counts.get(code, 0)
        middle = shape.middle(shape.bounds) or shape.rings[0][0]
        width, height = len(str(count)) * LETTER_WIDTH * COUNT_EM, COUNT_EM
        box = Box(middle[0] - width / 2, middle[1] - height / 2, width, height)
        has_room = shape.bounds.width > 1.5 * width and space.reserve(box)
        areas.append(
            Area(
                code,
                shape.name,
                count,
                1 + bisect_right(STEPS, count),
                shape.path,
                middle,
                has_room,
                f"{to(ADDRESS)}?{urlencode({'lieu': code})}",
            )
        )
    return areas
