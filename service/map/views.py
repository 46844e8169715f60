"""Part of the map that a page shows: read from its URL, or chosen around results."""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.maps.boundaries import Boundaries, Box, Frame, Spot

WHOLE = "france"
"""Value of the URL parameter "vue" that shows the whole country."""
SMALLEST_KM, LARGEST_KM = 3.0, 500.0
"""Least and most kilometres from the centre of a requested view to its sides, without margin."""
MARGIN, RATIO = 0.12, 1.1
"""Margin on each side of a view, as a share of what it must show, and its width over its height."""
NEAREST = 3
"""Results that a view is widened to, the nearest, when none is near the place of the query."""


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
