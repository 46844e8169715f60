"""Writing: whole files in each standard, valid against its schema, and what was left out."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from frictionless import Resource, Schema

from index.exporters.writer import write_data_inclusion, write_mediation
from index.importers.mediation_codes import COLUMNS
from index.records.jsonl import read_records
from index.records.models import AnyRecord
from tests.conftest import DATA, open_data
from tests.index.exporters.test_data_inclusion import faults
from tests.index.exporters.test_mediation_numerique import FULL, imported
from tests.index.importers.conftest import PLACE, STANDARDS

MakeActor = Callable[..., AnyRecord]
ADDRESS: dict[str, object] = {
    "commune": "Reims", "code_postal": "51100", "adresse": "12 rue de Vesle",
}  # fmt: skip


def faults_of_table(path: Path) -> list[tuple[str, str]]:
    """What the official Table Schema refuses in a CSV: field and kind of fault."""
    text = (STANDARDS / "lieux-de-mediation-numerique" / "schema.json").read_text("utf-8")
    schema = Schema.from_descriptor(json.loads(text))
    report = Resource(path=path.name, basepath=str(path.parent), schema=schema).validate()
    return [(str(field), str(kind)) for field, kind in report.flatten(["fieldName", "type"])]


@pytest.fixture(scope="module")
def catalogue() -> tuple[AnyRecord, ...]:
    """The project's own records."""
    return read_records(DATA / "actors.jsonl")


def test_places_should_be_written_and_the_others_left_out(actor: MakeActor, tmp_path: Path) -> None:
    target = tmp_path / "export" / "lieux.csv"
    records = [
        actor(id="ici", nom='Lieu "ouvert", ici', **ADDRESS),
        actor(id="nulle-part", **ADDRESS | {"adresse": None, "commune": None}),
        actor(id="programme", type="programme"),
    ]
    report = write_mediation(records, target)
    assert report.written == {"lieux.csv": 1}
    assert report.left_out == [
        ("nulle-part", "sans commune, adresse"),
        ("programme", "sans commune, code_postal, adresse"),
    ]
    with target.open(encoding="utf-8", newline="") as stream:
        reader = csv.DictReader(stream)
        assert [row["nom"] for row in reader] == ['Lieu "ouvert", ici']
    assert tuple(reader.fieldnames or ()) == COLUMNS


@open_data("standards")
def test_places_that_were_imported_should_be_valid(tmp_path: Path) -> None:
    rows = [
        FULL,
        PLACE | {"id": "8"},
        PLACE | {"id": "9", "pivot": "faux", "telephone": "3949", "publics_accueillis": "Adultes"},
        PLACE | {"id": "10", "services": "Cuisine", "frais_a_charge": "Au chapeau"},
        PLACE | {"id": "11", "conditions_acces": "Gratuit : oui;Adhésion : aussi"},
        PLACE | {"id": "12", "presentation_resume": "x" * 400, "itinerance": "Parfois"},
        PLACE | {"id": "13", "modalites_accompagnement": "Seul : j'ai accès", "pivot": "434933123"},
    ]
    target = tmp_path / "lieux.csv"
    report = write_mediation([imported(row) for row in rows], target)
    assert report.written == {"lieux.csv": len(rows)}
    assert faults_of_table(target) == []


@open_data("standards")
def test_the_schema_should_refuse_a_place_that_is_not_valid(tmp_path: Path) -> None:
    target = tmp_path / "lieux.csv"
    write_mediation([imported(FULL | {"telephone": "+33326000000"})], target)
    target.write_text(target.read_text("utf-8").replace("+33326000000", "3949"), "utf-8")
    assert faults_of_table(target) == [("telephone", "constraint-error")]


def test_no_place_should_be_written_as_a_heading_alone(tmp_path: Path) -> None:
    write_mediation([], tmp_path / "lieux.csv")
    assert (tmp_path / "lieux.csv").read_text(encoding="utf-8") == ",".join(COLUMNS) + "\n"


def test_structures_should_be_written_with_their_services(actor: MakeActor, tmp_path: Path) -> None:
    structures, services = tmp_path / "export" / "structures.json", tmp_path / "services.json"
    records = [
        actor(id="un", services=[{"nom": "Prêt"}, {"nom": "Atelier"}]),
        actor(id="deux"),
        actor(id="programme", type="programme"),
        actor(id="besoin", type="besoin"),
        actor(id="sans-date", date_maj=None),
        actor(id="faux", services=[{"nom": "Prêt", "details": {"frais": "au-chapeau"}}]),
    ]
    report = write_data_inclusion(records, structures, services)
    assert report.written == {"structures.json": 2, "services.json": 2}
    left_out = dict(report.left_out)
    assert left_out["programme"] == left_out["besoin"] == "n'est pas une structure"
    assert left_out["sans-date"].startswith("date_maj : ")
    assert left_out["faux"].startswith("frais : ")
    assert [row["id"] for row in json.loads(structures.read_text(encoding="utf-8"))] == [
        "orientess--un", "orientess--deux",
    ]  # fmt: skip
    assert [row["nom"] for row in json.loads(services.read_text(encoding="utf-8"))] == [
        "Prêt", "Atelier",
    ]  # fmt: skip


def test_no_structure_should_be_written_as_empty_lists(tmp_path: Path) -> None:
    files = tmp_path / "structures.json", tmp_path / "services.json"
    write_data_inclusion([], *files)
    assert [json.loads(path.read_text(encoding="utf-8")) for path in files] == [[], []]


@pytest.mark.parametrize("at_fault", [0, 1])
def test_an_export_that_stops_should_leave_the_files_as_they_were(
    at_fault: int, actor: MakeActor, tmp_path: Path
) -> None:
    target = tmp_path / "lieux.csv"
    target.write_text("avant", encoding="utf-8")
    records = [actor(**ADDRESS), actor(id="deux", **ADDRESS)]
    records[at_fault] = actor(**ADDRESS).model_copy(update={"nom": "\ud800"})
    with pytest.raises(UnicodeEncodeError):
        write_mediation(records, target)
    assert target.read_text(encoding="utf-8") == "avant"
    assert list(tmp_path.iterdir()) == [target]


@open_data("standards")
def test_the_structures_of_the_catalogue_should_be_valid(
    catalogue: tuple[AnyRecord, ...], tmp_path: Path
) -> None:
    files = {name: tmp_path / f"{name}s.json" for name in ("structure", "service")}
    report = write_data_inclusion(catalogue, files["structure"], files["service"])
    rows = {name: json.loads(path.read_text(encoding="utf-8")) for name, path in files.items()}
    assert {f"{name}s.json": len(each) for name, each in rows.items()} == report.written
    assert {name: faults(name, each) for name, each in rows.items()} == {
        "structure": [], "service": [],
    }  # fmt: skip
    assert {len({row["id"] for row in each}) for each in rows.values()} == set(
        report.written.values()
    )


def test_only_programmes_needs_and_belgian_structures_should_be_left_out(
    catalogue: tuple[AnyRecord, ...], tmp_path: Path
) -> None:
    report = write_data_inclusion(catalogue, tmp_path / "a.json", tmp_path / "b.json")
    structures = {record.id: record for record in catalogue if record.type == "structure"}
    refused = {identifier for identifier, _ in report.left_out} & set(structures)
    assert refused == {
        identifier
        for identifier, record in structures.items()
        if len(record.code_postal or "00000") != 5
    }
