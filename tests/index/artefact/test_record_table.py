"""Table of records: what is written is read back, by row and by identifier."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.artefact import record_table
from index.artefact.record_table import RecordTable
from index.records.models import AnyRecord
from index.table_files import read_table, write_table
from tests.conftest import SMALL_CATALOGUE, make_actor

RECORDS: tuple[AnyRecord, ...] = (
    make_actor(
        id="a",
        nom="Repair Café Lille",
        besoins=["reparer", "donner"],
        latitude=50.6,
        longitude=3.1,
        familles=["economie-circulaire"],
        zone_eligibilite=["59"],
        site_web="https://a.example",
    ),
    make_actor(id="b", nom="Seul", besoins=["donner"], adresse="1 rue Haute"),
)


@pytest.fixture(params=["made", "read back"])
def table(request: pytest.FixtureRequest, tmp_path: Path) -> RecordTable:
    """The table of two records."""
    made = RecordTable.of(RECORDS)
    if request.param == "made":
        return made
    write_table(made, tmp_path, "record")
    return read_table(RecordTable, tmp_path, "record")


def test_facts_of_each_record_should_be_in_its_row(table: RecordTable) -> None:
    assert len(table) == 2
    assert table.facts["latitude"].tolist() == pytest.approx([50.6, np.nan], nan_ok=True)
    assert table.facts["contactable"].tolist() == [True, False]
    assert table.facts["reachable"].tolist() == [True, True]
    assert (table.family(0), table.family(1)) == ("economie-circulaire", "")


def test_needs_should_lead_to_records_and_records_to_their_needs(table: RecordTable) -> None:
    assert table.needs.of_key("donner").tolist() == [0, 1]
    declared = [[table.needs.keys[need] for need in table.served.of_record(row)] for row in (0, 1)]
    assert declared == [["reparer", "donner"], ["donner"]]
    assert table.declaring == {"donner": 2, "reparer": 1}
    among = table.served.among(np.array([1]))
    assert (among.starts.tolist(), among.needs.tolist()) == ([0, 1], [0])


def test_identifiers_should_lead_to_rows(table: RecordTable) -> None:
    assert dict(table.identifiers) == {"a": 0, "b": 1}
    assert "c" not in table.identifiers
    assert table.identifiers.get("\x00") is None
    with pytest.raises(KeyError):
        table.identifiers["c"]


def test_zones_should_be_those_of_the_records(table: RecordTable) -> None:
    assert table.zones.of_key("59").tolist() == [0]
    assert not table.places.abroad.any()


def test_hours_should_be_found_by_row() -> None:
    table = RecordTable.of(SMALL_CATALOGUE)
    with_hours = [row for row, each in enumerate(SMALL_CATALOGUE) if each.horaires_accueil]
    assert np.flatnonzero(table.facts["hours"] >= 0).tolist() == with_hours
    assert table.hours.any_known is bool(with_hours)


def test_a_table_made_by_blocks_should_be_that_of_all_the_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hours = [
        make_actor(id=f"h{row}", horaires_accueil=text, code_insee="59350")
        for row, text in enumerate(("Mo 09:00-12:00", "Tu 09:00-12:00", "Mo 09:00-12:00"))
    ]
    records = [*RECORDS, *SMALL_CATALOGUE, *hours]
    for at_once in (2_000, 2):
        monkeypatch.setattr(record_table, "RECORDS_AT_ONCE", at_once)
        folder = tmp_path / str(at_once)
        folder.mkdir()
        write_table(RecordTable.of(records), folder, "record")
    whole, parts = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("2000", "2")
    )
    assert parts == whole


def test_a_table_of_no_record_should_be_empty() -> None:
    table = RecordTable.of([])
    assert (len(table), len(table.needs.keys), len(table.identifiers)) == (0, 0, 0)
