"""Arrangement: the one order in which results are shown, wherever they are.

Near a place come the records that serve the need there: first where the place itself is known to
do so, then where its network does in general; of those alike, the nearest. Then those of its
région, those of everywhere, and those of other countries, each by the order that was learned. One
record may stand above: the national service whose very task it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Mask
from index.candidates.record_view import RecordView
from index.locations.nearest import NearestLocations
from index.places.models import FRANCE, Place
from index.places.proximity import Proximity
from index.search.likelihood import Shown
from index.search.results import Group

SERVES_FROM = 0.1
"""Share of the query, in [0, 1], that the needs of a local record, or of its location, must serve
for it to be among those near, unless its text alone makes it likely that it answers."""
GROUPS = (Group.NATIONAL, Group.NEAR, Group.REGION, Group.ANYWHERE, None, Group.ABROAD)
"""Groups in the order in which they are shown, None without a place; arrays hold positions in it.
"""
POSITIONS = {group: np.int8(place) for place, group in enumerate(GROUPS)}
"""Group -> its position in `GROUPS`."""
OWN, GENERAL, LIKELY = 3, 2, 1
"""How a record near a place serves a need: the place itself is known to, its network does in
general, its text makes it likely. 0: none of these."""


@dataclass(frozen=True)
class Arrangement:
    """Groups of the records in view, and what orders them inside.

    scores: (n,) float32, of the order; groups: (n,) int8, positions in `GROUPS`;
    serving: (n,) int8, how each serves the need near the place; effort: (n,) float64, kilometres
    to the nearest place, with what makes it less of a help, infinite when unknown; reachable: (n,)
    bool, those with a way in; elsewhere: (n,) bool, those that come after the others for want of a
    place, see `elsewhere_of`.
    """

    scores: Column
    groups: NDArray[np.int8]
    serving: NDArray[np.int8]
    effort: NDArray[np.float64]
    reachable: Mask
    elsewhere: Mask

    @property
    def near(self) -> Mask:
        """Records near the place that are known to serve the need: (n,) bool."""
        known = self.serving >= GENERAL
        return np.asarray((self.groups == POSITIONS[Group.NEAR]) & known, dtype=np.bool_)

    def worth_showing(self, answering: Mask) -> Mask:
        """Return which of some records are worth showing: (n,) bool, like `answering`.

        One that is only of the région, and does not serve the need, is not, if others answer.
        """
        idle = (self.groups == POSITIONS[Group.REGION]) & (self.serving == 0)
        return answering & ~idle if (answering & ~idle).any() else answering

    def by_relevance(self, positions: NDArray[np.int64]) -> NDArray[np.int64]:
        """Order some records: by group; near by how they serve, then how far; others by score.

        Of those whose scores are alike to the second decimal, what one can reach comes first.
        """
        near = self.groups[positions] == POSITIONS[Group.NEAR]
        serving = np.where(near, -self.serving[positions], 0)
        effort = np.where(near, np.round(self.effort[positions], 1), 0.0)
        scores = self.scores[positions]
        alike, silent = -np.round(scores, 2), ~self.reachable[positions]
        groups, elsewhere = self.groups[positions], self.elsewhere[positions]
        order = np.lexsort((-scores, silent, alike, effort, serving, elsewhere, groups))
        return np.asarray(positions[order], dtype=np.int64)

    def shown(self, first: int, place: Place | None) -> Shown:
        """Return what is known of the first record shown by relevance; first: its position."""
        is_near = bool(self.groups[first] <= POSITIONS[Group.NEAR])
        return Shown(first, place is not None, is_near)

    def by_distance(
        self, positions: NDArray[np.int64], km: NDArray[np.float64], doubtful: Mask
    ) -> NDArray[np.int64]:
        """Order some records: by group, likely ones first, the nearest of them first.

        km: (n,) float64, distance shown of each, infinite for none; doubtful: (n,) bool.
        """
        keys = (-self.scores, km, doubtful, self.groups)
        return np.asarray(positions[np.lexsort([key[positions] for key in keys])], dtype=np.int64)


def serving_near(
    nearest: NearestLocations, declared: Column | None, likely: Mask
) -> NDArray[np.int8]:
    """Return how each record serves a need, should it be near.

    Args:
        nearest: locations of the records around the place that serve the need.
        declared: (n,) share of the query that the needs of each record serve, None when it is not
            sure which needs it expresses.
        likely: (n,) bool, records whose text makes it likely that they answer.

    Returns:
        (n,) int8: `OWN`, `GENERAL`, `LIKELY`, or 0 for none of these.
    """
    serving = np.where(likely, LIKELY, 0).astype(np.int8)
    if declared is None:
        return serving
    located = nearest.distances.located
    share = np.where(located, nearest.share, declared)
    own = np.where(located, nearest.lists_need, True)
    serving[share >= SERVES_FROM] = GENERAL
    serving[(share >= SERVES_FROM) & own] = OWN
    return serving


def elsewhere_of(view: RecordView, place: Place | None, likely: Mask) -> Mask:
    """Return the records that come after the others for want of a place: (n,) bool.

    Nobody said where they are: what serves one town or one région comes after what serves all of
    France, or has places in many towns, and likely answers. likely: (n,) bool.
    """
    if place is not None:
        return np.zeros(len(view), dtype=np.bool_)
    return ~(view.everywhere & likely)


def groups_of(
    view: RecordView, place: Place | None, located: Proximity, serving: NDArray[np.int8]
) -> NDArray[np.int8]:
    """Return the group of each record: (n,) int8, positions in `GROUPS`.

    A record near the place is of its région when it sits there, else of everywhere, if it does not
    serve the need.
    """
    local, size = _or_none(located.local, len(view)), len(view)
    groups = np.full(size, POSITIONS[None if place is None else Group.ANYWHERE], dtype=np.int8)
    groups[_or_none(located.regional, size)] = POSITIONS[Group.REGION]
    groups[local & (serving > 0)] = POSITIONS[Group.NEAR]
    if place is None or place.country == FRANCE:
        groups[view.abroad] = POSITIONS[Group.ABROAD]
    return groups


def _or_none(mask: Mask | None, size: int) -> Mask:
    return np.zeros(size, dtype=np.bool_) if mask is None else mask
