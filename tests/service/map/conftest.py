"""A small map for the tests of its layout: one square département, a country beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.maps.base_map import BaseMap, read_base_map
from index.maps.boundaries import Boundaries, read_boundaries
from index.maps.landmarks import Landmarks
from service.map.drawing import Atlas
from tests.index.maps.test_base_map import GROUND
from tests.index.maps.test_boundaries import SQUARE


@pytest.fixture
def outlines(tmp_path: Path) -> Boundaries:
    """Boundaries of one département, around longitudes 0 to 10 and latitudes 0 to 10."""
    path = tmp_path / "outlines.json"
    path.write_text(json.dumps(SQUARE), encoding="utf-8")
    return read_boundaries(path)


@pytest.fixture
def base(tmp_path: Path, outlines: Boundaries) -> BaseMap:
    """A country at the right of the département, a river under both."""
    path = tmp_path / "base.json"
    path.write_text(json.dumps(GROUND), encoding="utf-8")
    return read_base_map(path, outlines.frames)


@pytest.fixture
def atlas(outlines: Boundaries, base: BaseMap) -> Atlas:
    """What maps are drawn from, without any commune but those of the outlines."""
    return Atlas(outlines, base, Landmarks(list))
