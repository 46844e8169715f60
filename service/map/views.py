"""Part of the map that a page shows: read from its URL, or chosen around results."""

from __future__ import annotations

import math
from collections.abc import Sequence

from index.maps.boundaries import Boundaries, Box, Frame, Spot
from index.places.models import Place, PlaceKind, Point
from index.places.proximity import distance_km

View = tuple[Box, Frame | None]
"""Part of the map that is shown: a rectangle, and the only part to draw, with its own scale:
mainland France or an overseas inset; None for all of them."""

WHOLE = "france"
"""Value of the URL parameter "vue" that shows the whole country."""
SMALLEST_KM, LARGEST_KM = 3.0, 500.0
"""Least and most kilometres from the centre of a requested view to its sides, without margin."""
MARGIN, RATIO = 0.12, 1.1
"""Margin on each side of a view, as a share of what it must show, and its width over its height."""
TOWN_KM = 15.0
"""Kilometres around a town within which results make the first view one of the town."""
TOWN_LEAST_KM = 4.0
"""Kilometres around a town that its first view shows at least, with the communes beside it."""
NEAREST = 3
"""Results that a view is widened to, the nearest, when none is near the place of the query."""


def frame_view(outlines: Boundaries, box: Box | None) -> View:
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


def parse_view(outlines: Boundaries, view: str) -> View | None:
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


def first_box(
    outlines: Boundaries, place: Place | None, distance: float, points: Sequence[tuple[Point, bool]]
) -> Box | None:
    """Return the rectangle of the map to show first: a place, and the results near it.

    Args:
        outlines: the map.
        place: searched; None for none.
        distance: kilometres around it that the search asks for.
        points: of the results, with whether each is near the place.

    Returns:
        The rectangle, as close as a town when most of the results near it are within 15 km. None
        for the whole country.
    """
    if place is None or place.point is None or place.kind is PlaceKind.COUNTRY:
        return None
    box = outlines.around(place.point.latitude, place.point.longitude, distance)
    if box is None:
        return None
    if place.kind is PlaceKind.DEPARTEMENT and place.departement in outlines.shapes:
        box = outlines.shapes[place.departement].bounds
    elif not place.is_area:
        town = _town_box(outlines, place.point, [point for point, near in points if near])
        if town is not None:
            return town
    frame = outlines.frame_at(place.point.latitude, place.point.longitude)
    spots = [
        (near, frame.spot(point.latitude, point.longitude))
        for point, near in points
        if frame is not None and outlines.frame_at(point.latitude, point.longitude) == frame
    ]
    if not any(near or box.holds(spot) for near, spot in spots):
        return widen(box, [spot for _, spot in spots])
    for near, spot in spots:
        box = box.joined(Box.around([spot])) if near else box
    return box


def _town_box(outlines: Boundaries, centre: Point, near: Sequence[Point]) -> Box | None:
    """Return the square around a town that holds the results within 15 km of it.

    None when they are less than half of those near it.
    """
    distances = [km for point in near if (km := distance_km(centre, point)) <= TOWN_KM]
    if not distances or 2 * len(distances) < len(near):
        return None
    return outlines.around(centre.latitude, centre.longitude, max(TOWN_LEAST_KM, *distances))


def zoomed(view: View, factor: float) -> str:
    """Return the value of the URL parameter "vue" for the same centre, closer or farther.

    view: what is shown now; factor: of the kilometres shown, 0.5 for twice as close. "" when the
    view cannot be zoomed so: it shows the whole country, or is the closest; "france" beyond 500 km.
    """
    box, frame = view
    if frame is None:
        return ""
    latitude, longitude = frame.degrees((box.left + box.width / 2, box.top + box.height / 2))
    km = frame.km_across(box) / 2 / (1 + 2 * MARGIN) / RATIO
    if factor < 1 and km < SMALLEST_KM * 1.05:
        return ""
    if factor * km > LARGEST_KM:
        return WHOLE
    return f"{latitude:.4f},{longitude:.4f},{max(factor * km, SMALLEST_KM):.1f}"
