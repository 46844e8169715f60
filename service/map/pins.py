"""Pins of the map: marks of one result, or of several too close to be drawn apart."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from index.maps.boundaries import Box, Spot
from service.map.labels import LETTER_WIDTH, MARK_EM, PIN_EM, LabelSpace, square
from service.presentation.i18n import ngettext

MOST_NUMBERS = 3
"""Results of one pin whose numbers are written on it, at most; beyond, it says how many they are.
"""

MOST_APART = 4
"""Results at one spot that have a pin each on a close view, at most."""
RINGS_EM = (1.25, 1.77, 2.5, 3.5)
"""Distances from that spot, in em, at which their pins are tried, the nearest first."""
DIRECTIONS = ((-1, 0), (1, 0), (0, -1), (0, 1), (-0.7, -0.7), (0.7, -0.7), (-0.7, 0.7), (0.7, 0.7))
"""Directions from that spot, in the order in which they are tried: left, right, up, down."""


@dataclass(frozen=True)
class MapPoint:
    """A search result, or a place, to show on the map.

    rank: number in the list, from 1; 0 for what has no number; name: of the record or of the place;
    latitude, longitude: in degrees, WGS 84; theme: identifier of the theme of the record, "" for
    none; is_vague: whether the point is only the centre of a commune, its address being unknown;
    is_place: whether it is a place, and not a result of a search.
    """

    rank: int
    name: str
    latitude: float
    longitude: float
    theme: str = ""
    is_vague: bool = False
    is_place: bool = False


@dataclass(frozen=True)
class Pin:
    """A mark on the map for one search result, or for several too close to be drawn apart.

    spot: its position, in units of the map; results: at least one, in order of rank; `spot` is that
    of the first; width_em: width in em, where there is room to write more than a number; 0 for a
    disc; foot: spot that a line leads to, when the pin is drawn beside it; None for none.
    """

    spot: Spot
    results: tuple[MapPoint, ...]
    width_em: float = 0.0
    foot: Spot | None = None

    @property
    def rank(self) -> int:
        """Return the number of its first result in the list, 0 when it has none."""
        return self.results[0].rank

    @property
    def is_shared(self) -> bool:
        """Return whether it stands for several results."""
        return len(self.results) > 1

    @property
    def is_vague(self) -> bool:
        """Return whether all its results are known by their commune alone."""
        return all(point.is_vague for point in self.results)

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
    def counted(self) -> str:
        """Return how many results, or places, it stands for: "5 résultats", "12 lieux"."""
        count = len(self.results)
        if self.results[0].is_place:
            return ngettext("%(count)s lieu", "%(count)s lieux", count) % {"count": count}
        return ngettext("%(count)s résultat", "%(count)s résultats", count) % {"count": count}

    @property
    def words(self) -> str:
        """Return what is written on a wide pin: "3 · 7", "5 résultats" or "12 lieux"."""
        if self.rank and len(self.results) <= MOST_NUMBERS:
            return " · ".join(str(point.rank) for point in self.results)
        return self.counted

    @property
    def text(self) -> str:
        """Return what is written on it.

        It is the number of its result in the list, "" for none; of several results, `words`, or
        "×5" without room: a number alone is always one of the list.
        """
        if not self.is_shared:
            return str(self.rank or "")
        return self.words if self.width_em else f"×{len(self.results)}"


def pins_of(placed: Iterable[tuple[MapPoint, Spot]], space: LabelSpace) -> tuple[Pin, ...]:
    """Make one pin for a point, or for a group closer than a pin to its first one; reserve it.

    placed: the points, in order of rank, with their spot on the map; space: where pins go.
    """
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


def drawn_apart(space: LabelSpace, pin: Pin, mark: Spot | None) -> tuple[Pin, ...]:
    """Draw apart the pins of two, three or four results, each at the nearest free spot.

    Args:
        space: where names and pins go.
        pin: of the results, already reserved there.
        mark: position of that of the place searched, not to be covered; None without one.

    Returns:
        A pin for each result, reserved; the same pin without room, and for results that have no
        number.
    """
    count, radius = len(pin.results), PIN_EM * space.em
    if not pin.rank or not 1 < count <= MOST_APART:
        return (pin,)
    own, away = square(pin.spot, radius), (PIN_EM + MARK_EM) * space.em
    space.covered.remove(own)
    free: list[Spot] = []
    for ring, (x, y) in product(RINGS_EM, DIRECTIONS):
        spot = pin.spot[0] + ring * x * space.em, pin.spot[1] + ring * y * space.em
        is_clear = mark is None or math.dist(mark, spot) >= away
        if len(free) < count and is_clear and space.reserve(square(spot, radius)):
            free.append(spot)
    if len(free) == count:
        return tuple(
            Pin(spot, (point,), foot=pin.spot)
            for spot, point in zip(free, pin.results, strict=True)
        )
    for spot in free:
        space.covered.remove(square(spot, radius))
    space.covered.append(own)
    return (pin,)


def with_words(space: LabelSpace, pin: Pin) -> Pin:
    """Widen a pin of several results to write which they are, where that covers nothing.

    space: where names and pins go; pin: already reserved there.
    """
    if not pin.is_shared:
        return pin
    width_em = len(pin.words) * LETTER_WIDTH + PIN_EM
    own = square(pin.spot, PIN_EM * space.em)
    width = width_em * space.em
    wide = Box(pin.spot[0] - width / 2, own.top, width, own.height)
    return Pin(pin.spot, pin.results, width_em) if space.extend(own, wide) else pin
