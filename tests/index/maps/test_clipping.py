"""Lines of the map: read, written and cut to what is seen."""

from __future__ import annotations

import pytest

from index.maps.boundaries import Box
from index.maps.clipping import clipped_line, clipped_ring, lines_of, path_data

VIEW = Box(0, 0, 10, 10)


def test_a_path_should_give_the_points_of_each_of_its_lines() -> None:
    assert lines_of("M1 2l3 4-5 6zM0 0l1 1") == (((1, 2), (4, 6), (-1, 12)), ((0, 0), (1, 1)))
    assert lines_of("rien") == ()


def test_what_is_written_should_be_read_again() -> None:
    lines = [[(1, 2), (4, -6)], [(0, 0), (5, 5), (9, 0)]]
    assert lines_of(path_data(lines)) == tuple(tuple(line) for line in lines)
    assert path_data(lines[:1], "z") == "M1 2l3-8z"


def test_a_tenth_of_a_unit_should_be_kept_and_no_less() -> None:
    assert path_data([[(0.04, 0.26), (1.1, 0.31)]]) == "M0 0.3l1.1 0"


def test_rounding_should_not_carry_from_one_point_to_the_next() -> None:
    line = [(0.0, 0.0), *((step * 0.14, 0.0) for step in range(1, 101))]
    steps = path_data([line]).partition("l")[2].split(" ")[::2]
    assert sum(float(step) for step in steps) == pytest.approx(14.0)


def test_a_line_should_be_cut_where_it_leaves_and_where_it_comes_back() -> None:
    line = [(-5, 5), (5, 5), (5, 15), (8, 15), (8, 5)]
    assert clipped_line(line, VIEW) == [[(0, 5), (5, 5), (5, 10)], [(8, 10), (8, 5)]]


@pytest.mark.parametrize(
    "line",
    [
        pytest.param([(-5, -5), (-1, 20)], id="beside"),
        pytest.param([(20, 0), (20, 10)], id="parallel to a side"),
        pytest.param([(-5, 10), (5, 20)], id="past a corner"),
    ],
)
def test_a_line_out_of_the_view_should_not_be_drawn(line: list[tuple[float, float]]) -> None:
    assert clipped_line(line, VIEW) == []


def test_a_line_that_crosses_the_view_should_have_both_ends_on_its_sides() -> None:
    assert clipped_line([(-10, 5), (20, 5)], VIEW) == [[(0, 5), (10, 5)]]


def test_a_ring_around_the_view_should_fill_it() -> None:
    ring = [(-5.0, -5.0), (15.0, -5.0), (15.0, 15.0), (-5.0, 15.0)]
    corners = {(0, 0), (10, 0), (10, 10), (0, 10)}
    assert set(clipped_ring(ring, VIEW)) == corners
    assert clipped_ring([(20.0, 20.0), (30.0, 20.0), (30.0, 30.0)], VIEW) == []
