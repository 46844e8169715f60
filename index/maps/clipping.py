"""Lines of a map cut to the rectangle that is seen, and written as SVG path data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.maps.boundaries import Box, Spot

DECIMALS = 1
"""Decimals of the coordinates of what was cut: a tenth of a unit is about 100 m."""
_NUMBER = re.compile(r"-?\d+")
_LINE = re.compile(r"M(-?\d+) (-?\d+)l([^zM]*)")


def lines_of(path: str) -> tuple[tuple[Spot, ...], ...]:
    """Return the lines of SVG path data, closed or not, as points of the map.

    path: `M`, the first point, `l`, then relative steps, all in whole numbers: "M1 2l3 4-5 6z".
    """
    return tuple(
        tuple(_spots(int(across), int(down), steps)) for across, down, steps in _LINE.findall(path)
    )


def _spots(across: float, down: float, steps: str) -> Iterator[Spot]:
    """Yield the points of a line: its first point, then those that relative steps lead to."""
    yield across, down
    numbers = [int(number) for number in _NUMBER.findall(steps)]
    for right, below in zip(numbers[::2], numbers[1::2], strict=True):
        across, down = across + right, down + below
        yield across, down


def path_data(lines: Sequence[Sequence[Spot]], end: str = "") -> str:
    """Write lines as SVG path data, in relative steps of at most one decimal.

    lines: each of two points at least, in units of the map; end: "z" to close each of them.
    """
    return "".join(f"{_steps(line)}{end}" for line in lines)


def _steps(line: Sequence[Spot]) -> str:
    rounded = [(_rounded(x), _rounded(y)) for x, y in line]
    numbers = [
        f"{_rounded(number):g}"
        for (x0, y0), (x, y) in pairwise(rounded)
        for number in (x - x0, y - y0)
    ]
    return f"M{rounded[0][0]:g} {rounded[0][1]:g}l{' '.join(numbers).replace(' -', '-')}"


def _rounded(number: float) -> float:
    """Round a coordinate; zero is never negative, which would be written "-0"."""
    return round(number, DECIMALS) + 0.0


def clipped_ring(ring: Sequence[Spot], box: Box) -> list[Spot]:
    """Cut a closed line to a box (algorithm of Sutherland and Hodgman).

    ring: its last point is not repeated. The result is empty when nothing of it is inside.
    """
    clipped = list(ring)
    sides = ((0, box.left, 1), (0, box.right, -1), (1, box.top, 1), (1, box.bottom, -1))
    for axis, limit, sign in sides:
        line, clipped = clipped, []
        for one, other in zip(line, line[1:] + line[:1], strict=True):
            inside = sign * (one[axis] - limit) >= 0
            if inside:
                clipped.append(one)
            if inside != (sign * (other[axis] - limit) >= 0):
                along = (limit - one[axis]) / (other[axis] - one[axis])
                clipped.append(
                    (one[0] + along * (other[0] - one[0]), one[1] + along * (other[1] - one[1]))
                )
    return clipped


def clipped_line(line: Sequence[Spot], box: Box) -> list[list[Spot]]:
    """Cut an open line to a box: the pieces that are inside, each of two points at least."""
    pieces: list[list[Spot]] = []
    for one, other in pairwise(line):
        inside = _clipped_segment(one, other, box)
        if inside is None:
            continue
        if pieces and pieces[-1][-1] == inside[0]:
            pieces[-1].append(inside[1])
        else:
            pieces.append(list(inside))
    return pieces


def _clipped_segment(one: Spot, other: Spot, box: Box) -> tuple[Spot, Spot] | None:
    """Cut a segment to a box (algorithm of Liang and Barsky); None when it is outside."""
    across, down = other[0] - one[0], other[1] - one[1]
    first, last = 0.0, 1.0
    for step, room in (
        (-across, one[0] - box.left),
        (across, box.right - one[0]),
        (-down, one[1] - box.top),
        (down, box.bottom - one[1]),
    ):
        if step == 0:
            if room < 0:
                return None
        elif step < 0:
            first = max(first, room / step)
        else:
            last = min(last, room / step)
    if first >= last:
        return None
    start = (one[0] + first * across, one[1] + first * down) if first else one
    end = (one[0] + last * across, one[1] + last * down) if last < 1 else other
    return start, end
