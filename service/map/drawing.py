"""Layout of the map drawing: what is drawn of a view, its names and its pins, with coordinates.

Lengths are in units of the map, those of the outlines of the départements. A view is the rectangle
of the map that is shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.maps.base_map import BaseMap
from index.maps.boundaries import Boundaries, Boundary, Box, Spot, Town
from index.maps.clipping import path_data
from index.maps.landmarks import Landmarks
from service.map.labels import (
    EM,
    Label,
    LabelSpace,
    here_label,
    inset_labels,
    land_labels,
    town_labels,
)
from service.map.pins import MapPoint, Pin, drawn_apart, pins_of, with_words
from service.map.views import View

MAX_TOWNS, MAX_TOWNS_ABROAD = 8, 3
"""Names of towns on one drawing, at most: of France, and of other countries."""
CLOSE_KM = 100.0
"""Width of a view, in kilometres, under which all communes may be named, and a result known by its
commune alone has no pin: its centre would be taken for an address."""
RIVERS_KM = 60.0
"""Width of a view, in kilometres, under which rivers are not drawn: their lines are too coarse."""
COASTS_KM = 30.0
"""Width of a view, in kilometres, under which coasts are not drawn: the outlines of départements
are a kilometre or two aside. The ground is plain, with the limits between two départements."""
CANDIDATES = 60
"""Communes of a close view among which those that are named are chosen."""
SCALES_KM = (200, 100, 50, 20, 10, 5, 2, 1)
"""Kilometres that a bar of scale may stand for."""
SCALE_EM = 2.2
"""Height of the corner that the bar of scale takes, in em."""
SCALE_SHARE = 0.3
"""Largest length of the bar of scale, as a share of the width of the view."""


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
class Scale:
    """Bar of scale: the kilometres that it stands for, and its length in units of the map."""

    km: int
    length: float


@dataclass(frozen=True)
class Drawing:
    """Drawing of the map for one view (the rectangle shown).

    box: the rectangle, in units of the map; shapes: départements in it; ground: land of other
    countries in it, borders: those with France, rivers: each as the data of one SVG path, "" for
    none; limits: between départements, of a view too close for their outlines, "" for none;
    insets: rectangles of the overseas départements, when the whole country is shown; labels:
    names written on it; here: the name and the mark of the place searched, None when it is not in
    view; pins: marks of the results; scale: its bar, None when parts of several scales are shown.
    """

    box: Box
    shapes: tuple[Boundary, ...]
    ground: str
    borders: str
    rivers: str
    limits: str
    insets: tuple[Box, ...]
    labels: tuple[Label, ...]
    here: Label | None
    pins: tuple[Pin, ...]
    scale: Scale | None = None

    @property
    def em(self) -> float:
        """Return the font size, in units of the map: a constant share of the width shown."""
        return self.box.width * EM

    @property
    def feet(self) -> str:
        """Return the lines from pins drawn apart to their spot, as the data of one SVG path."""
        return path_data([(pin.foot, pin.spot) for pin in self.pins if pin.foot])

    @property
    def is_bare(self) -> bool:
        """Return whether the view is too close for the outlines of the land."""
        return self.scale is not None and not self.shapes and not self.ground

    @property
    def land(self) -> str:
        """Return the outlines of all départements drawn, as the data of one SVG path."""
        return "".join(shape.path for shape in self.shapes)

    @property
    def has_numbers(self) -> bool:
        """Return whether a pin without room for words shows how many results it stands for."""
        return any(pin.is_shared and not pin.width_em for pin in self.pins)


@dataclass(frozen=True)
class Atlas:
    """What maps are drawn from.

    outlines: the départements and towns that can be drawn; base: what is around and under them;
    landmarks: the communes that a close view names.
    """

    outlines: Boundaries
    base: BaseMap
    landmarks: Landmarks


def km_across(view: View) -> float | None:
    """Return the width of a view in kilometres; None when parts of several scales are shown."""
    box, frame = view
    return None if frame is None else frame.km_across(box)


def is_close(view: View) -> bool:
    """Return whether a view shows a town: the centre of a commune must not look like an address."""
    km = km_across(view)
    return km is not None and km < CLOSE_KM


def draw(atlas: Atlas, view: View, points: Sequence[MapPoint], here: Here | None = None) -> Drawing:
    """Choose what to draw of a part of the map, with the search results as pins.

    Args:
        atlas: all that can be drawn.
        view: the part to show.
        points: the results that have coordinates, in order of rank.
        here: the place searched, None for none.

    Returns:
        The shapes, names and pins to draw. The place searched is named first, then towns from the
        most populous, then countries and départements; a name that would cover a pin, the bar of
        scale or another name is left out.
    """
    box, frame = view
    outlines, km = atlas.outlines, km_across(view)
    shapes = [
        shape
        for shape in outlines.shapes.values()
        if frame in (None, shape.frame) and shape.bounds.meets(box)
    ]
    spots = [(point, _spot(outlines, view, point.latitude, point.longitude)) for point in points]
    space = LabelSpace(box, box.width * EM)
    pins = pins_of([(point, spot) for point, spot in spots if spot is not None], space)
    marked = here and _spot(outlines, view, here.latitude, here.longitude)
    if is_close(view):
        pins = tuple(each for pin in pins for each in drawn_apart(space, pin, marked or None))
    mark = here_label(space, here.name, marked) if here and marked else None
    pins = tuple(with_words(space, pin) for pin in pins)
    scale = _scale(space, km) if km else None
    bare = km is not None and km < COASTS_KM
    limits = outlines.limits_in(frame, box) if frame and bare else ""
    ground, borders, rivers = ("", "", "") if bare else _ground(atlas, view)
    return Drawing(
        box,
        () if bare else tuple(shapes),
        ground,
        borders,
        rivers,
        limits,
        () if frame else tuple(each.box for each in outlines.frames[1:]),
        _labels(space, atlas, view, shapes if limits or not bare else (), pins, here),
        mark,
        pins,
        scale,
    )


def _ground(atlas: Atlas, view: View) -> tuple[str, str, str]:
    """Return the land of other countries, its borders and the rivers, as SVG path data."""
    box, frame = view
    base, km = atlas.base, km_across(view)
    parts = (
        [(each, each.box) for each in atlas.outlines.frames] if frame is None else [(frame, box)]
    )
    return (
        "".join(base.land_in(*part) for part in parts),
        "".join(base.borders_in(*part) for part in parts),
        "" if km and km < RIVERS_KM else "".join(base.rivers_in(*part) for part in parts),
    )


def _scale(space: LabelSpace, km: float) -> Scale:
    """Return the longest bar of scale that takes at most a share of a view `km` wide; reserve it.

    space: where names go.
    """
    box, height = space.box, SCALE_EM * space.em
    shown = next((each for each in SCALES_KM if each <= SCALE_SHARE * km), SCALES_KM[-1])
    scale = Scale(shown, box.width * shown / km)
    space.reserve(Box(box.left, box.bottom - height, scale.length + space.em, height))
    return scale


def _labels(
    space: LabelSpace,
    atlas: Atlas,
    view: View,
    shapes: Sequence[Boundary],
    pins: Sequence[Pin],
    here: Here | None,
) -> tuple[Label, ...]:
    """Return the names of towns, countries, départements or insets, where there is room."""
    box, frame = view
    outlines, base = atlas.outlines, atlas.base
    drawn = frame or outlines.frames[0]
    inside = drawn.box if frame is None else box
    named = here.name if here else ""
    marks = [pin.spot for pin in pins]
    known: Sequence[Town] = outlines.towns
    if frame is not None and is_close(view):
        known = atlas.landmarks.inside(frame, box, CANDIDATES)
    towns = (town for town in known if town.name != named)
    labels = town_labels(space, towns, drawn.box, marks, MAX_TOWNS)
    if drawn == outlines.frames[0]:
        abroad = (town for town in base.towns if town.name != named)
        labels += town_labels(space, abroad, inside, marks, MAX_TOWNS_ABROAD)
    countries = [each for each in base.countries if each.frame == drawn and shapes]
    labels += land_labels(space, countries, inside, "country")
    if frame is None:
        return (*inset_labels(outlines.frames[1:]), *labels)
    return (*land_labels(space, shapes, box, "land"), *labels)


def _spot(outlines: Boundaries, view: View, latitude: float, longitude: float) -> Spot | None:
    """Project a point on the drawing; None when it is out of the view."""
    box, frame = view
    own = outlines.frame_at(latitude, longitude)
    if own is None or frame not in (None, own):
        return None
    spot = own.spot(latitude, longitude)
    return spot if box.holds(spot) else None
