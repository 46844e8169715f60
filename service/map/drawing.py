"""Layout of the map drawing: what is drawn of a view, its names and its pins, with coordinates.

Lengths are in units of the map, those of the outlines of the départements. A view is the rectangle
of the map that is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.maps.base_map import BaseMap
from index.maps.boundaries import Boundaries, Boundary, Box, Frame, Spot
from service.map.labels import (
    EM,
    LETTER_WIDTH,
    PIN_EM,
    Label,
    LabelSpace,
    here_label,
    inset_labels,
    land_labels,
    square,
    town_labels,
)
from service.presentation.i18n import ngettext

MAX_TOWNS, MAX_TOWNS_ABROAD = 8, 3
"""Names of towns on one drawing, at most: of France, and of other countries."""


@dataclass(frozen=True)
class MapPoint:
    """A search result to show on the map.

    rank: in the results, from 1; name: of the record; latitude, longitude: in degrees, WGS 84;
    theme: identifier of the theme of the record, whose pictogram is drawn, "" for none.
    """

    rank: int
    name: str
    latitude: float
    longitude: float
    theme: str = ""


@dataclass(frozen=True)
class Here:
    """The place searched, to mark on the map.

    name: of the town, or "Vous"; latitude, longitude: in degrees, WGS 84; is_town: whether it is a
    town; False for the position of a person.
    """

    name: str
    latitude: float
    longitude: float
    is_town: bool = True


@dataclass(frozen=True)
class Pin:
    """A mark on the map for one search result, or for several too close to be drawn apart.

    spot: its position, in units of the map; results: at least one, in order of rank; `spot` is that
    of the first; width_em: width in em, where there is room to write how many results there are; 0
    for a disc.
    """

    spot: Spot
    results: tuple[MapPoint, ...]
    width_em: float = 0.0

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

    @property
    def theme(self) -> str:
        """Return the identifier of the theme of all its results, "" when they have several."""
        themes = {point.theme for point in self.results}
        return themes.pop() if len(themes) == 1 else ""

    @property
    def text(self) -> str:
        """Return what is written on it: "4 résultats", or "4" without room; "" for one result."""
        count = len(self.results)
        if count == 1:
            return ""
        return count_in_words(count) if self.width_em else str(count)


@dataclass(frozen=True)
class Drawing:
    """Drawing of the map for one view (the rectangle shown).

    box: the rectangle, in units of the map; shapes: départements in it; ground: land of other
    countries in it, borders: those with France, rivers: each as the data of one SVG path, "" for
    none; insets: rectangles
    of the overseas départements, when the whole country is shown; labels: names written on it;
    here: the name and the mark of the place searched, None when it is not in view; pins: marks of
    the results; unseen: ranks of the results that are out of the rectangle.
    """

    box: Box
    shapes: tuple[Boundary, ...]
    ground: str
    borders: str
    rivers: str
    insets: tuple[Box, ...]
    labels: tuple[Label, ...]
    here: Label | None
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
    def has_numbers(self) -> bool:
        """Return whether a pin shows a number alone, the number of results that it stands for."""
        return any(pin.text and not pin.width_em for pin in self.pins)


def count_in_words(count: int) -> str:
    """Return a number of results in words, in the language of the page: "4 résultats"."""
    return ngettext("%(count)s résultat", "%(count)s résultats", count) % {"count": count}


def draw(
    outlines: Boundaries,
    base: BaseMap,
    view: tuple[Box, Frame | None],
    points: Sequence[MapPoint],
    here: Here | None = None,
) -> Drawing:
    """Choose what to draw of a part of the map, with the search results as pins.

    Args:
        outlines: all départements and towns that can be drawn.
        base: what is around and under them.
        view: the rectangle to show, in units of the map, and the only part of the map to draw,
            mainland France or an overseas inset; None for all.
        points: the results that have coordinates, in order of rank.
        here: the place searched, None for none.

    Returns:
        The shapes, names and pins to draw. The place searched is named first, then towns from the
        most populous, then countries and départements; a name that would cover a pin or another
        name is left out.
    """
    box, frame = view
    shapes = tuple(
        shape
        for shape in outlines.shapes.values()
        if frame in (None, shape.frame) and shape.bounds.meets(box)
    )
    spots = [(point, _spot(outlines, view, point.latitude, point.longitude)) for point in points]
    space = LabelSpace(box, box.width * EM)
    pins = _pins([(point, spot) for point, spot in spots if spot is not None], space)
    marked = here and _spot(outlines, view, here.latitude, here.longitude)
    mark = here_label(space, here.name, marked) if here and marked else None
    pins = tuple(_with_words(space, pin) for pin in pins)
    seen = [(each, each.box) for each in outlines.frames] if frame is None else [(frame, box)]
    return Drawing(
        box,
        shapes,
        "".join(base.land_in(each, part) for each, part in seen),
        "".join(base.borders_in(each, part) for each, part in seen),
        "".join(base.rivers_in(each, part) for each, part in seen),
        () if frame else tuple(each.box for each in outlines.frames[1:]),
        _labels(space, outlines, base, view, shapes, pins, here),
        mark,
        pins,
        tuple(point.rank for point, spot in spots if spot is None),
    )


def _labels(
    space: LabelSpace,
    outlines: Boundaries,
    base: BaseMap,
    view: tuple[Box, Frame | None],
    shapes: Iterable[Boundary],
    pins: Sequence[Pin],
    here: Here | None,
) -> tuple[Label, ...]:
    """Return the names of towns, countries, départements or insets, where there is room."""
    box, frame = view
    drawn = frame or outlines.frames[0]
    inside = drawn.box if frame is None else box
    named = here.name if here else ""
    marks = [pin.spot for pin in pins]
    towns = (town for town in outlines.towns if town.name != named)
    labels = town_labels(space, towns, drawn.box, marks, MAX_TOWNS)
    if drawn == outlines.frames[0]:
        abroad = (town for town in base.towns if town.name != named)
        labels += town_labels(space, abroad, inside, marks, MAX_TOWNS_ABROAD)
    countries = [each for each in base.countries if each.frame == drawn]
    labels += land_labels(space, countries, inside, "country")
    if frame is None:
        return (*inset_labels(outlines.frames[1:]), *labels)
    return (*land_labels(space, shapes, box, "land"), *labels)


def _spot(
    outlines: Boundaries, view: tuple[Box, Frame | None], latitude: float, longitude: float
) -> Spot | None:
    """Project a point on the drawing; None when it is out of the view."""
    box, frame = view
    own = outlines.frame_at(latitude, longitude)
    if own is None or frame not in (None, own):
        return None
    spot = own.spot(latitude, longitude)
    return spot if box.holds(spot) else None


def _pins(placed: Iterable[tuple[MapPoint, Spot]], space: LabelSpace) -> tuple[Pin, ...]:
    """Make one pin for a result, or for a group closer than a pin to its first one; reserve it."""
    radius = PIN_EM * space.em
    groups: list[tuple[Spot, list[MapPoint]]] = []
    for point, spot in placed:
        for first, members in groups:
            if math.dist(first, spot) < 2 * radius:
                members.append(point)
                break
        else:
            groups.append((spot, [point]))
    space.covered += [square(spot, radius) for spot, _ in groups]
    return tuple(Pin(spot, tuple(members)) for spot, members in groups)


def _with_words(space: LabelSpace, pin: Pin) -> Pin:
    """Widen a pin of several results to write how many they are, where that covers nothing."""
    if len(pin.results) == 1:
        return pin
    width_em = len(count_in_words(len(pin.results))) * LETTER_WIDTH + PIN_EM
    own = square(pin.spot, PIN_EM * space.em)
    width = width_em * space.em
    wide = Box(pin.spot[0] - width / 2, own.top, width, own.height)
    return Pin(pin.spot, pin.results, width_em) if space.extend(own, wide) else pin
