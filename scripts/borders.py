"""Shared borders of shapes: joined where they were drawn twice, and simplified."""

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
"""Area, in square units, below which an island is not drawn."""


def welded(shapes: Mapping[str, list[Ring]], gap: float) -> dict[str, list[Ring]]:
    """Return the shapes with the same points on both sides of a border that was drawn twice.

    shapes: code -> rings; gap: distance below which two points are the same.
    """
    points = np.array(
        sorted({point for rings in shapes.values() for ring in rings for point in ring})
    )
    near = cKDTree(points).sparse_distance_matrix(cKDTree(points), gap)
    groups = connected_components(near)[1]
    first = np.unique(groups, return_index=True)[1]
    one = {
        tuple(point): tuple(points[first[group]])
        for point, group in zip(points.tolist(), groups, strict=True)
    }
    joints = points[first]
    return {
        code: [_with_joints([one[point] for point in ring], joints, gap) for ring in rings]
        for code, rings in shapes.items()
    }


def _with_joints(ring: Ring, joints: Points, gap: float) -> Ring:
    """Return a ring that goes through the points of other rings that lie on it."""
    result: Ring = []
    for start, end in pairwise([*ring, ring[0]]):
        if start == end:
            continue
        origin, chord = np.array(start), np.array(end) - start
        along = (joints - origin) @ chord / (chord @ chord)
        away = np.hypot(*(joints - origin - along[:, None] * chord).T)
        between = np.flatnonzero((away < gap) & (along > 0) & (along < 1))
        on_the_way = (tuple(joints[row]) for row in between[along[between].argsort()])
        result += [start, *(point for point in on_the_way if point not in (start, end))]
    return result


def simplified(shapes: Mapping[str, list[Ring]], tolerance: float) -> dict[str, list[Ring]]:
    """Return the shapes with fewer points; a border that two shapes share stays the same in both.

    shapes: code -> rings; tolerance: greatest distance between the new line and the old one.
    """
    ends = _crossings(shapes.values())
    result: dict[str, list[Ring]] = {}
    for code, rings in shapes.items():
        wide = [ring for ring in rings if _area(ring) >= LEAST_AREA]
        result[code] = [
            _lightened(ring, ends, tolerance) for ring in wide or [max(rings, key=_area)]
        ]
    return result


def _area(ring: Ring) -> float:
    x, y = np.array(ring).T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def _crossings(shapes: Iterable[list[Ring]]) -> set[tuple[float, float]]:
    """Return the points where more than two lines meet."""
    near: defaultdict[tuple[float, float], set[tuple[float, float]]] = defaultdict(set)
    for rings in shapes:
        for ring in rings:
            for place, point in enumerate(ring):
                near[point] |= {ring[place - 1], ring[(place + 1) % len(ring)]}
    return {point for point, others in near.items() if len(others) > 2}


def _lightened(ring: Ring, ends: set[tuple[float, float]], tolerance: float) -> Ring:
    """Return a ring whose lines between crossings are simplified, each in one direction only."""
    first = next((place for place, point in enumerate(ring) if point in ends), 0)
    ring = ring[first:] + ring[:first]
    cuts = [place for place, point in enumerate(ring) if point in ends]
    if len(cuts) < 2:
        cuts = [0, len(ring) // 2]
    ring = [*ring, ring[0]]
    result: Ring = []
    for start, end in pairwise([*cuts, len(ring) - 1]):
        line = ring[start : end + 1]
        backwards = line[0] > line[-1]
        line = simplified_line(line[::-1] if backwards else line, tolerance)
        result += (line[::-1] if backwards else line)[:-1]
    return result


def simplified_line(points: Ring, tolerance: float) -> Ring:
    """Return a line with fewer points (Douglas and Peucker).

    points: the line, open; tolerance: its ends and the points farther than that are kept.
    """
    every = np.array(points)
    chord = every[-1] - every[0]
    length = chord @ chord
    along = np.clip((every - every[0]) @ chord / length, 0, 1) if length else np.zeros(len(every))
    away = np.hypot(*(every - every[0] - along[:, None] * chord).T)
    farthest = int(away.argmax())
    if away[farthest] <= tolerance:
        return [points[0], points[-1]]
    return simplified_line(points[: farthest + 1], tolerance)[:-1] + simplified_line(
        points[farthest:], tolerance
    )
