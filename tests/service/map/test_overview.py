"""Tests of the map of France with its places by département."""

from __future__ import annotations

import pytest

from index.maps.base_map import read_base_map
from index.maps.boundaries import read_boundaries
from index.maps.landmarks import Landmarks
from service.map.drawing import Atlas
from service.map.overview import CENTRE, STEPS, overview
from tests.conftest import DATA


@pytest.fixture(scope="module")
def france() -> Atlas:
    """What the service draws France from."""
    outlines = read_boundaries(DATA / "contours.json")
    return Atlas(outlines, read_base_map(DATA / "fond.json", outlines.frames), Landmarks(list))


def test_a_departement_should_be_deeper_the_more_places_it_has(france: Atlas) -> None:
    counts = {"01": STEPS[0] - 1, "02": STEPS[0], "03": STEPS[-1]}
    drawn = overview(france, counts)
    shades = {area.code: (area.count, area.shade) for area in drawn.areas}
    assert shades["01"] == (STEPS[0] - 1, 1)
    assert shades["02"] == (STEPS[0], 2)
    assert shades["03"] == (STEPS[-1], len(STEPS) + 1)
    assert shades["04"] == (0, 1)
    assert drawn.total == sum(counts.values())


def test_numbers_should_be_written_where_they_cover_no_other(france: Atlas) -> None:
    drawn = overview(france, dict.fromkeys(france.outlines.shapes, 250))
    written = [area for area in drawn.areas if area.has_room]
    assert len(written) > 80
    assert not {area.code for area in written} & set(CENTRE)
    assert [area.code for area in drawn.small] == sorted(CENTRE)
    assert drawn.centre is not None


def test_the_legend_should_hold_every_number(france: Atlas) -> None:
    steps = overview(france, {}).steps
    assert [shade for shade, _, _ in steps] == [1, 2, 3, 4, 5]
    assert steps[0][1:] == (0, STEPS[0] - 1)
    assert steps[-1][1:] == (STEPS[-1], 0)
    assert all(one[2] + 1 == other[1] for one, other in zip(steps, steps[1:], strict=False))


def test_a_map_without_paris_should_have_no_inset_of_it(atlas: Atlas) -> None:
    drawn = overview(atlas, {"01": 3})
    assert drawn.centre is None
    assert drawn.total == 3
