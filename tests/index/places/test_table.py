"""Table of places: what is written is read back, mapped from files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.places.communes import Commune
from index.places.gazetteer import Gazetteer
from index.places.models import Point
from index.places.table import OLD_SHARE, PlaceTable
from index.table_files import read_table, write_table
from tests.towns import TOWNS

QUERIES = ("lille", "roubaix", "nord", "paris", "saint", "nulle part")


def read_back(communes: tuple[Commune, ...], folder: Path) -> PlaceTable:
    """Return the table of some places, written then read."""
    write_table(PlaceTable.of(communes), folder, "place")
    return read_table(PlaceTable, folder, "place")


@pytest.fixture
def table(tmp_path: Path) -> PlaceTable:
    return read_back(tuple(TOWNS), tmp_path)


def test_rows_should_be_read_back(table: PlaceTable) -> None:
    assert [table.row(row) for row in range(len(table))] == list(TOWNS)


@pytest.mark.parametrize("key", QUERIES)
def test_names_should_be_the_same_from_files(table: PlaceTable, key: str) -> None:
    found, expected = Gazetteer(table), Gazetteer(TOWNS)
    assert found.name(key) == expected.name(key)
    assert found.starting(key) == expected.starting(key)
    assert found.nearest(f"{key}x", 0) == expected.nearest(f"{key}x", 0)


def test_codes_should_be_the_same_from_files(table: PlaceTable) -> None:
    found, expected = Gazetteer(table), Gazetteer(TOWNS)
    for town in TOWNS:
        assert found.commune(town.code) == expected.commune(town.code)
        for code in town.codes_postaux:
            assert found.postal(code) == expected.postal(code)
        assert found.has_epci(town.epci) is bool(town.epci)


def test_a_point_should_have_the_same_commune_from_files(table: PlaceTable) -> None:
    point = Point(50.63, 3.06)
    assert Gazetteer(table).commune_at(point) == Gazetteer(TOWNS).commune_at(point)


def test_a_former_commune_should_have_a_part_of_the_inhabitants(tmp_path: Path) -> None:
    whole = next(town for town in TOWNS if town.type == "commune")
    part = replace(whole, code="99001", nom="Ancienne", type="ancienne", parent=whole.code)
    table = read_back((whole, part), tmp_path)
    assert table.row(1).population == whole.population // OLD_SHARE


def test_a_place_without_a_point_should_be_around_none(tmp_path: Path) -> None:
    lost = replace(next(iter(TOWNS)), latitude=None, longitude=None)
    table = read_back((lost,), tmp_path)
    assert table.row(0) == lost
    assert Gazetteer(table).commune_at(Point(48.0, 2.0)) is None


def test_a_table_should_be_made_once(table: PlaceTable) -> None:
    assert PlaceTable.of(table) is table


def test_a_table_of_no_place_should_be_kept(tmp_path: Path) -> None:
    table = read_back((), tmp_path)
    assert not table
    assert Gazetteer(table).name("lille") is None
    assert Gazetteer(table).nearest("lile", 0) == (0, None)
