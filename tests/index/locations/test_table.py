"""Tests of the table of locations: what ranking uses in arrays, the rest read when shown."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from index.locations.models import Location
from index.locations.table import LocationTable
from index.table_files import read_table, write_table
from tests.locations import make_location

ROWS = {"bibliotheques": 0, "france-services": 1}
MONDAY_MORNING = datetime(2026, 11, 23, 10, tzinfo=ZoneInfo("Europe/Paris"))


def _places() -> list[Location]:
    return [
        make_location(id="b", besoins=("papiers",), horaires_accueil="Mo-Fr 09:00-12:00"),
        make_location(id="a", autres_reseaux=("bibliotheques",), autres_ids=("vieux",)),
        make_location(id="c", reseau="inconnu"),
    ]


@pytest.fixture(params=["in memory", "from files"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> LocationTable:
    made = LocationTable.of(_places(), ROWS)
    if request.param == "in memory":
        return made
    write_table(made, tmp_path, "location")
    return read_table(LocationTable, tmp_path, "location")


def test_a_location_should_be_read_back_whole_and_those_of_no_record_left_out(
    table: LocationTable,
) -> None:
    first, second, _ = _places()
    assert [table[row] for row in range(len(table))] == [second, first]


def test_an_identifier_should_lead_to_its_location_even_when_merged(table: LocationTable) -> None:
    assert table.row_of("a") == table.row_of("vieux") == 0
    assert table.row_of("c") is None


def test_a_record_should_have_its_locations_and_those_it_shares(table: LocationTable) -> None:
    assert table.of_record(ROWS["france-services"]).tolist() == [0, 1]
    assert table.of_record(ROWS["bibliotheques"]).tolist() == [0]
    assert table.counts(3).tolist() == [1, 2, 0]


def test_a_list_of_needs_should_serve_the_needs_that_it_holds(table: LocationTable) -> None:
    shares = table.shares({"papiers": 0.5, "autre": 0.5})
    assert shares[table.facts["needs"]].tolist() == [0, 0.5]


def test_a_location_should_be_open_at_its_hours(table: LocationTable) -> None:
    assert table.hours.open_at(MONDAY_MORNING).tolist() == [False, True]
    assert not table.hours.open_at(MONDAY_MORNING.replace(hour=13)).any()


def test_a_record_with_one_selected_location_should_be_selected(table: LocationTable) -> None:
    assert table.records_with(np.array([True, False]), 3).tolist() == [True, True, False]
    assert table.records_with(np.array([False, True]), 3).tolist() == [False, True, False]


def test_a_table_without_locations_should_be_written_and_read(tmp_path: Path) -> None:
    write_table(LocationTable(), tmp_path, "location")
    assert len(read_table(LocationTable, tmp_path, "location")) == 0


def test_identifiers_should_be_read_without_the_rest_of_the_locations() -> None:
    table = LocationTable.of(
        [make_location(id=f"france-services--{number}") for number in (3, 1, 2)],
        {"france-services": 0},
    )
    assert table.identifiers(0, 2) == ["france-services--1", "france-services--2"]
    assert table.identifiers(2, 9) == ["france-services--3"]
    assert LocationTable().identifiers(0, 9) == []


def test_locations_should_be_counted_by_departement(table: LocationTable) -> None:
    codes = table.facts["departement"].tolist()
    assert table.departement_counts == {code: codes.count(code) for code in set(codes) if code}
    assert sum(table.departement_counts.values()) > 0
    assert LocationTable().departement_counts == {}


@pytest.mark.parametrize(
    "text", ["", "\x00\x04", "\x00" * 30, "é", "a b", "\x00\x14\x13\x05\x1a\x12"]
)
def test_a_text_that_no_identifier_is_should_have_no_row(table: LocationTable, text: str) -> None:
    assert table.row_of(text) is None
