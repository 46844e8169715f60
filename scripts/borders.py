"""Borders: the lines that shapes share, joined where they were drawn apart, and simplified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

Ring = list[tuple[float, float]]
"""A closed line; its last point is not repeated."""
Points = NDArray[np.float64]
LEAST_AREA = 3.0
"""Square units below which an island is not drawn."""


def welded(shapes: Mapping[str, list[Ring]], gap: float) -> dict[str, list[Ring]]:
    """The shapes with the same points on both sides of a border that was drawn twice.

    shapes: code -> rings; gap: points nearer than that are the same one.
    """
    points = np.array(
        sorted({each for rings in shapes.values() for ring in rings for each in ring})
    )
    near = cKDTree(points).sparse_distance_matrix(cKDTree(points), gap)
    groups = connected_components(near)[1]
    first = np.unique(groups, return_index=True)[1]
    one = {
        tuple(each): tuple(points[first[group]])
        for each, group in zip(points.tolist(), groups, strict=True)
    }
    joints = points[first]
    return {
        code: [_with_joints([one[each] for each in ring], joints, gap) for ring in rings]
        for code, rings in shapes.items()
    }


def _with_joints(ring: Ring, joints: Points, gap: float) -> Ring:
    """A ring that goes through the points of others that lie on it."""
    kept: Ring = []
    for start, end in pairwise([*ring, ring[0]]):
        if start == end:
            continue
        origin, chord = np.array(start), np.array(end) - start
        along = (joints - origin) @ chord / (chord @ chord)
        away = np.hypot(*(joints - origin - along[:, None] * chord).T)
        between = np.flatnonzero((away < gap) & (along > 0) & (along < 1))
        on_the_way = (tuple(joints[each]) for each in between[along[between].argsort()])
        kept += [start, *(each for each in on_the_way if each not in (start, end))]
    return kept


def simplified(shapes: Mapping[str, list[Ring]], tolerance: float) -> dict[str, list[Ring]]:
    """The shapes with fewer points; a border that two share stays the same for both.

    shapes: code -> rings; tolerance: how far a new line may be from the old one.
    """
    ends = _crossings(shapes.values())
    kept: dict[str, list[Ring]] = {}
    for code, rings in shapes.items():
        wide = [ring for ring in rings if _area(ring) >= LEAST_AREA]
        kept[code] = [_lightened(ring, ends, tolerance) for ring in wide or [max(rings, key=_area)]]
    return kept


def _area(ring: Ring) -> float:
    x, y = np.array(ring).T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def _crossings(shapes: Iterable[list[Ring]]) -> set[tuple[float, float]]:
    """The points where more than two lines meet."""
    near: defaultdict[tuple[float, float], set[tuple[float, float]]] = defaultdict(set)
    for rings in shapes:
        for ring in rings:
            for place, point in enumerate(ring):
                near[point] |= {ring[place - 1], ring[(place + 1) % len(ring)]}
    return {point for point, others in near.items() if len(others) > 2}


def _lightened(ring: Ring, ends: set[tuple[float, float]], tolerance: float) -> Ring:
    """A ring whose lines between crossings are simplified, each in one direction only."""
    first = next((place for place, each in enumerate(ring) if each in ends), 0)
    ring = ring[first:] + ring[:first]
    cuts = [place for place, each in enumerate(ring) if each in ends]
    if len(cuts) < 2:
        cuts = [0, len(ring) // 2]
    ring = [*ring, ring[0]]
    kept: Ring = []
    for start, end in pairwise([*cuts, len(ring) - 1]):
        line = ring[start : end + 1]
        backwards = line[0] > line[-1]
        line = _line(line[::-1] if backwards else line, tolerance)
        kept += (line[::-1] if backwards else line)[:-1]
    return kept


def _line(points: Ring, tolerance: float) -> Ring:
    """Douglas and Peucker: the ends, and what is farther than the tolerance from the line."""
    every = np.array(points)
    chord = every[-1] - every[0]
    length = chord @ chord
    along = np.clip((every - every[0]) @ chord / length, 0, 1) if length else np.zeros(len(every))
    away = np.hypot(*(every - every[0] - along[:, None] * chord).T)
    farthest = int(away.argmax())
    if away[farthest] <= tolerance:
        return [points[0], points[-1]]
    return _line(points[: farthest + 1], tolerance)[:-1] + _line(points[farthest:], tolerance)
