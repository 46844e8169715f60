"""Files of places as their producers publish them: all are read, and hardly a row is refused."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from index.exporters.mediation_numerique import missing, row_of
from index.importers.native_mapping import read_mapping
from index.importers.pipeline import Import, load
from index.importers.report import ImportReport
from index.records.jsonl import parse_record, to_json
from index.records.models import Actor
from tests.conftest import MANY_VALUES, OPEN_DATA, open_data
from tests.index.importers.conftest import read_row, real_gazetteer

PLACES = OPEN_DATA / "places"
REFUSED_MAX_SHARE = 0.001
SERVICES = {"data-inclusion.json": "data-inclusion-services.json"}
MAPPINGS = {
    "cnfs.json": "cnfs",
    "gironde.json": "gironde",
    "hinaura.json": "hinaura",
    "liste-fs-20221201.csv": "france-services",
    "numi.json": "numi",
    "paca.json": "paca",
    "regionsud-lieux-dinclusion-numerique-2022_v2.csv": "paca",
}
ROWS = {
    "aix-en-provence.json": 38,
    "bus-france-services-charente.json": 12,
    "cnfs.json": 4930,
    "data-inclusion.json": 3811 + 3640,
    "gironde.json": 347,
    "hinaura.json": 1171,
    "le-havre.json": 80,
    "liste-fs-20221201.csv": 2683,
    "mednum-hub-antilles.json": 165,
    "numi.json": 757,
    "paca.json": 1245,
    "regionsud-lieux-dinclusion-numerique-2022_v2.csv": 1245,
}
"""File -> rows read; for data·inclusion, places then services without one."""
MEDIATION = ("le-havre.json", "mednum-hub-antilles.json")

pytestmark = [open_data("places"), MANY_VALUES]


@cache
def imported(name: str) -> tuple[tuple[Actor, ...], ImportReport]:
    """The records of a file, read with its services and its mapping, and the report."""
    services = PLACES / SERVICES[name] if name in SERVICES else None
    mapping = read_mapping(Path(MAPPINGS[name])) if name in MAPPINGS else None
    report = ImportReport(name)
    wanted = Import(PLACES / name, services, mapping)
    return tuple(load(wanted, real_gazetteer(), report)), report


def again(records: tuple[Actor, ...]) -> tuple[Actor, ...]:
    """The records once exported as médiation numérique and imported."""
    read = (read_row(row_of(record))[0] for record in records)
    return tuple(record for record in read if record is not None)


def test_every_file_of_the_folder_should_be_tested() -> None:
    assert {path.name for path in PLACES.iterdir()} == {*ROWS, *SERVICES.values()}


@pytest.mark.parametrize("name", ROWS)
def test_hardly_a_row_should_be_refused(name: str) -> None:
    records, report = imported(name)
    assert report.read == ROWS[name]
    assert (report.accepted, report.accepted + report.refused) == (len(records), report.read)
    assert report.refused <= REFUSED_MAX_SHARE * report.read


@pytest.mark.parametrize("name", ROWS)
def test_every_record_should_be_valid_and_unique(name: str) -> None:
    records, _ = imported(name)
    assert [record for record in records if parse_record(to_json(record)) != record] == []
    assert len({record.id for record in records}) == len(records)


@pytest.mark.parametrize("name", ROWS)
def test_nearly_every_place_should_be_located(name: str) -> None:
    located = [record.latitude is not None for record in imported(name)[0] if record.commune]
    assert sum(located) >= 0.95 * len(located) > 0


def test_services_of_data_inclusion_should_be_joined_or_kept_apart() -> None:
    records, report = imported("data-inclusion.json")
    services = json.loads((PLACES / SERVICES["data-inclusion.json"]).read_text("utf-8"))
    apart = sum("structure_absente" in record.libelles for record in records)
    kept = {service.details.get("id") for record in records for service in record.services} - {None}
    assert report.orphans == apart > 0
    assert len(kept) + report.refused == len(services)


@pytest.mark.parametrize("name", MEDIATION)
def test_places_should_no_more_change_once_they_were_exported(name: str) -> None:
    complete = tuple(record for record in imported(name)[0] if not missing(record))
    first = again(complete)
    assert len(first) == len(complete) > 50
    assert again(first) == first
