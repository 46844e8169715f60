"""Loading: a whole file, a row at a time; a bad row never stops it, and everything is reported."""

from __future__ import annotations

import csv
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.importers.native_mapping import FieldRule, NativeFormat
from index.importers.pipeline import Import, check, load, write
from index.importers.report import ImportReport, Outcome
from index.importers.row_reader import MAX_ROW_CHARS
from index.records.jsonl import read_records, to_json
from tests.conftest import make_actor
from tests.index.importers.conftest import (
    PLACE,
    SERVICE,
    STRUCTURE,
    load_all,
    real_gazetteer,
    write_json,
)
from tests.towns import GAZETTEER

REPAIRED, WARNING, REFUSED = Outcome.REPAIRED, Outcome.WARNING, Outcome.REFUSED
HEADING = "id,nom,commune,code_postal,services\n"
MANY = 20_000
PEAK_MAX_BYTES = 30_000_000


@pytest.fixture
def places(tmp_path: Path) -> Path:
    """Six rows: good, nameless, mended, flagged, too long, good."""
    path = tmp_path / "Lieux d'ici.csv"
    rows = (
        "1,Cyber,Lille,59000,",
        "2,,Lille,59000,",
        "3,M,Lille,59000,",
        "4,Bus,Lille,59000,Cuisine",
        "5,Mairie,Lille,59000,,,en trop",
        "6,Café,Lille,59000,",
    )
    path.write_text(HEADING + "\n".join(rows), encoding="utf-8")
    return path


def csv_of(folder: Path, *rows: str) -> Path:
    """A CSV of médiation numérique."""
    path = folder / "lieux.csv"
    path.write_text(HEADING + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_a_bad_row_should_never_stop_a_file(places: Path) -> None:
    records, report = load_all(Import(places))
    assert [record.nom for record in records] == ["Cyber", "M (Lille)", "Bus", "Mairie", "Café"]
    assert (report.read, report.accepted, report.refused) == (6, 5, 1)
    assert (report.repaired, report.warned) == (5, 2)
    assert str(report) == (
        "Lieux d'ici.csv : 6 lignes lues, 5 gardées (5 corrigées, 2 signalées), 1 refusée"
    )


def test_a_bad_row_should_be_told_with_its_file_row_column_value_and_reason(places: Path) -> None:
    _, report = load_all(Import(places))
    told = {
        (each.row, each.column, each.value, each.reason, each.outcome)
        for each in report.problems
        if each.outcome is not REPAIRED
    }
    assert {each.file for each in report.problems} == {"Lieux d'ici.csv"}
    assert told == {
        (3, "nom", "", "nom absent ou trop court", REFUSED),
        (5, "services", "Cuisine", "libellé inconnu, gardé tel quel", WARNING),
        (6, "cellules en trop", "['', 'en trop']", "ligne plus longue que l'en-tête", WARNING),
    }


@pytest.mark.parametrize(
    ("source", "expected"), [("", "lieux-d-ici"), ("Ville de X", "ville-de-x")]
)
def test_rows_that_do_not_say_their_source_should_have_that_of_the_file(
    source: str, expected: str, places: Path
) -> None:
    records, _ = load_all(Import(places, source=source))
    assert {record.source for record in records} == {expected}
    assert records[0].id == f"{expected}--1"


def test_a_repeated_identifier_should_be_numbered(tmp_path: Path) -> None:
    records, report = load_all(Import(csv_of(tmp_path, *["1,Cyber,Lille,59000,"] * 3)))
    assert [record.id for record in records] == ["lieux--1", "lieux--1-2", "lieux--1-3"]
    assert [record.libelles["id"] for record in records] == [("1",)] * 3
    assert report.reasons[REPAIRED, "identifiant répété, numéroté"] == 2


@pytest.mark.parametrize("size", [MAX_ROW_CHARS, MAX_ROW_CHARS + 1])
def test_a_row_out_of_all_proportion_should_be_refused(size: int, tmp_path: Path) -> None:
    filled = size - len("1" + "Cyber" + "Lille" + "59000")
    path = csv_of(tmp_path, f"1,Cyber,Lille,59000,{';' * filled}", "2,Bus,Lille,59000,")
    records, report = load_all(Import(path))
    huge = size > MAX_ROW_CHARS
    assert [record.nom for record in records] == (["Bus"] if huge else ["Cyber", "Bus"])
    assert report.reasons[REFUSED, "ligne démesurée"] == huge


def test_a_row_that_is_no_object_should_be_refused(tmp_path: Path) -> None:
    path = tmp_path / "lieux.json"
    path.write_text('[{"nom": "Cyber", "commune": "Lille", "services": ""}, 3, null, [], "x"]')
    records, report = load_all(Import(path))
    assert [record.nom for record in records] == ["Cyber"]
    assert (report.read, report.refused) == (5, 4)


def test_a_native_format_should_be_read_with_its_mapping(tmp_path: Path) -> None:
    path = tmp_path / "natif.csv"
    path.write_text("Lieu;Ville;CP\nCyber;Lille;59000\n;Lille;59000\n", encoding="utf-8")
    rules = {"nom": FieldRule(de=("Lieu",)), "commune": FieldRule(de=("Ville",)),
             "code_postal": FieldRule(de=("CP",))}  # fmt: skip
    records, report = load_all(Import(path, mapping=NativeFormat("Maison", rules)))
    assert [(each.id, each.code_insee) for each in records] == [("maison--cyber-lille", "59350")]
    assert report.refused == 1


@pytest.fixture
def structures(tmp_path: Path) -> Path:
    """Two structures of data·inclusion."""
    rows = [STRUCTURE, STRUCTURE | {"id": "dora--s2", "nom": "Autre structure"}]
    return write_json(tmp_path / "structures.json", rows)


@pytest.fixture
def services(tmp_path: Path) -> Path:
    """Services of the two structures in another order, then one of none, then a nameless one."""
    rows = [
        SERVICE | {"id": "dora--v3", "structure_id": "dora--s2", "nom": "Prêt"},
        SERVICE | {"id": "dora--v1", "nom": "Atelier CV"},
        SERVICE | {"id": "dora--v2", "nom": "Atelier mail"},
        SERVICE | {"id": "dora--v4", "structure_id": "dora--s9", "nom": "Orphelin"},
        SERVICE | {"id": "dora--v5", "structure_id": "dora--s9", "nom": ""},
    ]
    return write_json(tmp_path / "services.json", rows)


def test_services_should_be_joined_to_their_structure(structures: Path, services: Path) -> None:
    records, _ = load_all(Import(structures, services))
    offered = {each.id: [service.nom for service in each.services] for each in records}
    assert offered == {
        "dora--s1": ["Atelier CV", "Atelier mail"],
        "dora--s2": ["Prêt"],
        "service--dora-v4": ["Orphelin"],
    }


def test_services_without_a_structure_should_be_kept_and_counted(
    structures: Path, services: Path
) -> None:
    records, report = load_all(Import(structures, services))
    assert records[-1].libelles["structure_absente"] == ("dora--s9",)
    assert (report.read, report.accepted, report.refused, report.orphans) == (4, 3, 1, 1)
    assert str(report).endswith("1 refusée, 1 service sans structure")
    absent = [each for each in report.problems if each.reason == "structure absente"]
    assert [(each.file, each.row, each.value) for each in absent] == [
        ("services.json", 4, "dora--s9"), ("services.json", 5, "dora--s9"),
    ]  # fmt: skip


def test_a_file_that_holds_no_services_should_be_refused_as_services(
    structures: Path, tmp_path: Path
) -> None:
    with pytest.raises(InvalidRecords) as caught:
        load_all(Import(structures, write_json(tmp_path / "autres.json", [STRUCTURE])))
    (problem,) = caught.value.errors
    assert (problem.file, problem.field) == ("autres.json", "colonnes")
    assert problem.found.startswith("code_insee, code_postal, ")
    assert (
        problem.expected
        == "des services data·inclusion, qui ont un champ structure_id (--services)"
    )


def test_an_empty_list_of_services_should_be_read_as_none(structures: Path, tmp_path: Path) -> None:
    records, _ = load_all(Import(structures, write_json(tmp_path / "services.json", [])))
    assert [record for record in records if record.services] == []


def test_services_alone_should_each_be_a_record(services: Path) -> None:
    records, report = load_all(Import(services))
    assert [record.nom for record in records] == ["Prêt", "Atelier CV", "Atelier mail", "Orphelin"]
    assert (report.orphans, report.refused) == (4, 1)


def test_structures_alone_should_have_no_service(structures: Path) -> None:
    records, report = load_all(Import(structures))
    assert [record.services for record in records] == [(), ()]
    assert report.orphans == 0


def test_services_should_be_joined_to_places_too(tmp_path: Path, services: Path) -> None:
    rows = [PLACE | {"id": "dora--s1", "services": "Insertion professionnelle via le numérique"}]
    path = write_json(tmp_path / "lieux.json", rows)
    (place, *orphans), report = load_all(Import(path, services))
    assert [service.nom for service in place.services] == [
        "Insertion professionnelle via le numérique", "Atelier CV", "Atelier mail",
    ]  # fmt: skip
    assert [record.nom for record in orphans] == ["Prêt", "Orphelin"]
    assert report.orphans == 2


def test_records_of_ours_should_not_be_imported_as_a_standard(tmp_path: Path) -> None:
    path = tmp_path / "fiches.jsonl"
    path.write_text(to_json(make_actor()), encoding="utf-8")
    with pytest.raises(InvalidRecords, match="nos fiches"):
        load_all(Import(path))


@pytest.mark.parametrize("at_fault", ["structures.json", "services.json"])
def test_a_file_that_is_cut_should_be_told(
    at_fault: str, structures: Path, services: Path, tmp_path: Path
) -> None:
    path = tmp_path / at_fault
    path.write_text(path.read_text()[:-5])
    with pytest.raises(InvalidRecords, match="entier") as caught:
        load_all(Import(structures, services))
    assert caught.value.errors[0].file == at_fault


def test_a_file_should_be_written_with_its_problems_beside(places: Path, tmp_path: Path) -> None:
    target = tmp_path / "imports" / "ici.jsonl"
    seen: list[int] = []
    report = write(Import(places), real_gazetteer(), target, seen.append)
    assert list(read_records(target)) == load_all(Import(places))[0]
    assert seen == [1, 3, 4, 5, 6]
    with (target.parent / "ici.problemes.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == len(report.problems)
    assert {"fichier": "Lieux d'ici.csv", "ligne": "3", "colonne": "nom", "valeur": "",
            "raison": "nom absent ou trop court", "suite": "refusé"} in rows  # fmt: skip
    assert Counter(row["suite"] for row in rows)["signalé"] == 2


def test_a_file_that_breaks_should_leave_what_was_written_before(
    structures: Path, tmp_path: Path
) -> None:
    target = tmp_path / "imports" / "s.jsonl"
    write(Import(structures), real_gazetteer(), target)
    before = {path: path.read_bytes() for path in target.parent.iterdir()}
    structures.write_text(structures.read_text()[:-5])
    with pytest.raises(InvalidRecords):
        write(Import(structures), real_gazetteer(), target)
    assert {path: path.read_bytes() for path in target.parent.iterdir()} == before


def test_a_file_of_which_too_many_rows_are_refused_should_leave_the_import_before(
    tmp_path: Path,
) -> None:
    target = tmp_path / "imports" / "ici.jsonl"
    good = [f"{number},Cyber {number},Lille,59000," for number in range(19)]
    write(Import(csv_of(tmp_path, *good)), real_gazetteer(), target)
    before = {path: path.read_bytes() for path in target.parent.iterdir()}
    bad = csv_of(tmp_path, *good[:18], "18,,Lille,59000,", "19,,Lille,59000,")
    with pytest.raises(InvalidRecords) as caught:
        write(Import(bad), real_gazetteer(), target, refused_max=0.05)
    summary, first, second = caught.value.errors
    assert summary.found == "2 lignes refusées sur 20 (10,0 %)"
    assert "l'import d'avant reste" in summary.expected
    assert [(each.line, each.field) for each in (first, second)] == [(20, "nom"), (21, "nom")]
    assert {path: path.read_bytes() for path in target.parent.iterdir()} == before


def test_a_file_may_hold_as_many_refused_rows_as_is_told(tmp_path: Path) -> None:
    good = [f"{number},Cyber {number},Lille,59000," for number in range(19)]
    path = csv_of(tmp_path, *good, "19,,Lille,59000,")
    report = write(Import(path), real_gazetteer(), tmp_path / "ici.jsonl", refused_max=0.05)
    assert (report.read, report.refused) == (20, 1)


def test_a_bad_line_of_json_lines_should_be_told_with_its_number(tmp_path: Path) -> None:
    good = '{"id": "1", "nom": "Cyber", "commune": "Lille", "services": ""}\n'
    path = tmp_path / "lieux.jsonl"
    path.write_text(good * 40 + '{"id": "41", "nom" }\n' + good, encoding="utf-8")
    with pytest.raises(InvalidRecords, match=r"lieux\.jsonl:41: champ « fichier »"):
        write(Import(path), real_gazetteer(), tmp_path / "imports" / "ici.jsonl")
    assert not list((tmp_path / "imports").iterdir())


@pytest.mark.slow
def test_a_large_file_should_be_read_without_being_held(tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("id,nom,commune,services\n")
        stream.writelines(f"{number},Cyber,,\n" for number in range(MANY))
    report = ImportReport(path.name)
    tracemalloc.start()
    try:
        kept = sum(1 for _ in load(Import(path), GAZETTEER, report))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (kept, report.read) == (MANY, MANY)
    assert peak < PEAK_MAX_BYTES


def told_by_check(wanted: Import) -> tuple[list[tuple[int, str, str]], ImportReport]:
    """The (row, column, reason) of every problem that a check tells, and its report."""
    report = ImportReport(wanted.path.name)
    rows = check(wanted, real_gazetteer(), report)
    return [(each.row, each.column, each.reason) for told in rows for each in told], report


def test_a_check_should_tell_what_an_import_tells_and_what_the_standard_asks(
    places: Path,
) -> None:
    told, report = told_by_check(Import(places))
    _, imported = load_all(Import(places))
    assert told[:3] == [
        (1, column, "colonne obligatoire absente") for column in ("pivot", "adresse", "date_maj")
    ]
    assert (2, "services", "valeur obligatoire absente") in told
    assert (3, "nom", "nom absent ou trop court") in told
    assert {(each.row, each.column, each.reason) for each in imported.problems} <= set(told)
    assert (report.read, report.accepted, report.refused) == (6, 5, 1)


def test_a_check_should_yield_for_each_row_even_without_a_problem(tmp_path: Path) -> None:
    rows = [STRUCTURE | {"id": f"dora--{number}"} for number in range(3)]
    path = write_json(tmp_path / "s.json", rows)
    found = list(check(Import(path), real_gazetteer(), ImportReport("s")))
    assert [len(each) for each in found] == [0, 0, 0, 0]


def test_a_check_of_services_alone_should_not_ask_for_their_structures(services: Path) -> None:
    told, report = told_by_check(Import(services))
    assert [column for _, column, _ in told] == ["nom", "nom"]
    assert (report.read, report.refused) == (5, 1)


def test_a_check_of_structures_should_tell_the_services_of_none(
    structures: Path, services: Path
) -> None:
    told, _ = told_by_check(Import(structures, services))
    assert (4, "structure_id", "structure absente") in told


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("type", "inconnu", "code inconnu, gardé tel quel"),
        ("frais", "hors de prix", "code inconnu, gardé tel quel"),
        ("publics", ["martiens"], "code inconnu, gardé tel quel"),
        ("code_insee", "99999", "code de commune inconnu"),
        ("telephone", "bientôt", "numéro de téléphone illisible"),
        (
            "horaires_accueil",
            "le matin",
            "horaires hors de la syntaxe d'OpenStreetMap, gardés tels quels",
        ),
        ("latitude", "200", "coordonnées impossibles"),
        ("date_maj", "2999-01-01", "date dans l'avenir"),
    ],
)  # fmt: skip
def test_a_check_should_tell_each_kind_of_fault(
    field: str, value: object, reason: str, tmp_path: Path
) -> None:
    path = write_json(tmp_path / "v.json", [SERVICE | {"longitude": 4.0, field: value}])
    told, _ = told_by_check(Import(path))
    assert (1, field, reason) in told


def test_a_point_far_from_its_commune_should_be_told(tmp_path: Path) -> None:
    path = write_json(tmp_path / "s.json", [STRUCTURE | {"latitude": 43.3, "longitude": 5.4}])
    assert told_by_check(Import(path))[0] == [(1, "latitude", "coordonnées hors de la commune")]


def test_records_of_ours_should_not_be_checked_as_a_standard(tmp_path: Path) -> None:
    path = tmp_path / "fiches.jsonl"
    path.write_text(to_json(make_actor()), encoding="utf-8")
    with pytest.raises(InvalidRecords, match="nos fiches"):
        told_by_check(Import(path))


def test_an_identifier_repeated_many_times_should_be_numbered_at_once(tmp_path: Path) -> None:
    path = csv_of(tmp_path, *["1,Cyber,Lille,59000,"] * 3_000)
    records, _ = load_all(Import(path))
    assert records[-1].id == "lieux--1-3000"
    assert len({record.id for record in records}) == 3_000
