"""Commands that import and export records, and give them short codes."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from index.codes.code_table import CodeTable
from index.codes.short_code import DIGITS, LETTERS
from index.errors import InvalidRecords
from index.locations.jsonl import write_locations
from index.records.jsonl import read_records, to_json
from index.taxonomy.occupations import read_occupations
from service.cli.data import give_codes_here
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE, make_actor
from tests.index.importers.test_rome import write_small_rome
from tests.locations import make_location
from tests.service.cli.conftest import Run


@pytest.fixture(autouse=True)
def _environment(environment: None) -> None:
    """The small index and a folder of data, for every test."""


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    """The catalogue where records are imported, with one record."""
    path = tmp_path / "data" / "actors.jsonl"
    path.write_text(to_json(SMALL_CATALOGUE[0]) + "\n", encoding="utf-8")
    return path


def written(folder: Path, *records: Any) -> str:
    """The path of a file that holds some records."""
    path = folder / "nouvelles.jsonl"
    path.write_text("".join(to_json(record) + "\n" for record in records), encoding="utf-8")
    return str(path)


def test_records_should_be_added_to_the_catalogue(
    run: Run, catalogue: Path, tmp_path: Path
) -> None:
    output = run("import", written(tmp_path, *SMALL_CATALOGUE[1:3])).output
    assert "2 fiches ajoutées, 0 remplacée, 3 au catalogue." in output
    assert {record.id for record in read_records(catalogue)} == {
        "atelier-phenix", "reseau-libre", "clic-pour-tous",
    }  # fmt: skip


def test_a_record_already_there_should_be_refused_and_nothing_added(
    run: Run, catalogue: Path, tmp_path: Path
) -> None:
    before = catalogue.read_bytes()
    file = written(tmp_path, *SMALL_CATALOGUE[:2])
    with pytest.raises(InvalidRecords, match="atelier-phenix"):
        run("import", file)
    assert catalogue.read_bytes() == before


def test_a_record_already_there_should_be_replaced_on_demand(
    run: Run, catalogue: Path, tmp_path: Path
) -> None:
    file = written(tmp_path, make_actor(id="atelier-phenix", nom="Nouveau nom"))
    output = run("import", file, "--remplacer").output
    assert "0 fiche ajoutée, 1 remplacée, 1 au catalogue." in output
    assert [record.nom for record in read_records(catalogue)] == ["Nouveau nom"]


@pytest.fixture
def var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for imports."""
    path = tmp_path / "var"
    monkeypatch.setenv("ORIENTESS_VAR", str(path))
    return path


PLACES = "id;nom;commune;code_postal;adresse;date_maj;services\n"


def places(folder: Path, *rows: str, heading: str = PLACES) -> str:
    """The path of a CSV of places."""
    path = folder / "lieux.csv"
    path.write_text(heading + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return str(path)


def test_a_file_of_a_standard_should_go_among_the_imports(
    run: Run, var: Path, catalogue: Path, tmp_path: Path
) -> None:
    before = catalogue.read_bytes()
    file = places(tmp_path, "1;Cyber [base];Lille;59000;1 rue X;02/04/2024;", "2;;Lille;;;;")
    output = run("import", file, "--source", "Ville de Lille", "--refus-max", "50").output
    assert [each.id for each in read_records(var / "imports" / "lieux.jsonl")] == [
        "ville-de-lille--1"
    ]
    assert "lieux.csv : 2 lignes lues, 1 gardée (1 corrigée, 0 signalée), 1 refusée" in output
    assert "     1 refusé : nom absent ou trop court" in output
    assert f"ligne à ligne : {var / 'imports' / 'lieux.problemes.csv'}" in output
    assert "Lancez « orientess build »" in output
    assert catalogue.read_bytes() == before


def test_the_files_of_rome_should_go_among_the_occupations(
    run: Run, var: Path, tmp_path: Path
) -> None:
    folder = write_small_rome(tmp_path / "rome")
    output = run("import", "rome", str(folder)).output
    assert "2 métiers, 3 appellations, 3 compétences différentes" in output
    assert "Lancez « orientess build »" in output
    imported = read_occupations(tmp_path / "absent.jsonl", var / "metiers")
    assert [each.id for each in imported] == ["rome-a1101", "rome-i1401"]


def test_a_native_format_should_be_imported_with_its_mapping(
    run: Run, var: Path, tmp_path: Path
) -> None:
    heading = "Lieu,Commune,Adresse postale\n"
    file = places(tmp_path, "Cyber,Lille,1 rue X - 33000 Lille", heading=heading)
    run("import", file, "--mapping", "gironde")
    (record,) = read_records(var / "imports" / "lieux.jsonl")
    assert (record.source, record.adresse) == ("gironde", "1 rue X")


def test_services_should_be_imported_with_their_structures(
    run: Run, var: Path, tmp_path: Path
) -> None:
    structures, services = tmp_path / "structures.json", tmp_path / "services.json"
    common = {"source": "dora", "date_maj": "2024-04-02"}
    structures.write_text(json.dumps([common | {"id": "dora--1", "nom": "Structure"}]))
    services.write_text(
        json.dumps([common | {"id": "dora--2", "structure_id": "dora--1", "nom": "Atelier"}])
    )
    run("import", str(structures), "--services", str(services))
    (record,) = read_records(var / "imports" / "structures.jsonl")
    assert [service.nom for service in record.services] == ["Atelier"]


def test_several_files_should_be_imported_at_once(
    run: Run, var: Path, catalogue: Path, tmp_path: Path
) -> None:
    ours = written(tmp_path, *SMALL_CATALOGUE[1:2])
    run("import", places(tmp_path, "1;Cyber;Lille;59000;1 rue X;;"), ours)
    assert len(read_records(var / "imports" / "lieux.jsonl")) == 1
    assert len(read_records(catalogue)) == 2


@pytest.mark.usefixtures("var")
def test_a_file_of_no_standard_should_be_refused_with_what_to_do(run: Run, tmp_path: Path) -> None:
    with pytest.raises(InvalidRecords, match="--mapping"):
        run("import", places(tmp_path, "Cyber", heading="Lieu\n"))


def test_the_catalogue_and_imports_should_be_exported_as_places(
    run: Run, var: Path, catalogue: Path, tmp_path: Path
) -> None:
    run("import", places(tmp_path, "1;Cyber;Lille;59000;1 rue X;02/04/2024;"))
    output = run("export", "mediation-numerique", str(tmp_path / "export")).output
    text = (tmp_path / "export" / "lieux-de-mediation-numerique.csv").read_text(encoding="utf-8")
    assert [line.split(",")[2] for line in text.splitlines()] == ["nom", "Cyber"]
    assert "lieux-de-mediation-numerique.csv : 1 ligne\n" in output
    assert "laissée : atelier-phenix (sans adresse)" in output
    assert catalogue.exists()


@pytest.mark.usefixtures("var", "catalogue")
def test_labels_that_the_schema_does_not_list_should_be_told_of_an_export(
    run: Run, tmp_path: Path
) -> None:
    heading = PLACES.replace(
        "date_maj;services", "date_maj;services;dispositif_programmes_nationaux"
    )
    row = "1;Cyber;Lille;59000;1 rue X;02/04/2024;;UNCCAS|CNFS"
    run("import", places(tmp_path, row, heading=heading))
    output = run("export", "mediation-numerique", str(tmp_path / "export")).output
    assert "  1 hors de la liste du schéma, gardé tel quel : « UNCCAS »\n" in output
    assert "Conseillers" not in output


def test_the_catalogue_should_be_exported_as_structures(
    run: Run, var: Path, catalogue: Path, tmp_path: Path
) -> None:
    run("import", written(tmp_path, *(make_actor(id=f"p{n}", type="programme") for n in range(11))))
    output = run("export", "data-inclusion", str(tmp_path / "export")).output
    (structure,) = json.loads((tmp_path / "export" / "structures.json").read_text("utf-8"))
    (service,) = json.loads((tmp_path / "export" / "services.json").read_text("utf-8"))
    assert (structure["id"], service["structure_id"]) == ("orientess--atelier-phenix",) * 2
    assert "laissée : p0 (n'est pas une structure)" in output
    assert "et 1 autre fiche laissée" in output


@pytest.mark.usefixtures("var", "catalogue")
def test_parquet_should_be_written_with_its_number_of_rows(run: Run, tmp_path: Path) -> None:
    result = run("export", "parquet", str(tmp_path / "export"))
    assert result.exit_code == 0, result.output
    assert "fiches.parquet : " in result.output
    assert (tmp_path / "export" / "fiches.parquet").stat().st_size > 0


@pytest.mark.usefixtures("var", "catalogue")
def test_an_unknown_standard_should_be_refused(run: Run, tmp_path: Path) -> None:
    result = run("export", "schema-org", str(tmp_path / "export"))
    assert result.exit_code == 2
    assert "data-inclusion ou parquet" in result.output
    assert not (tmp_path / "export").exists()


def test_locations_should_be_exported_too_and_those_shared_alike_in_their_own_file(
    run: Run, catalogue: Path, tmp_path: Path
) -> None:
    shared = {"adresse": "8 rue Lafaurie", "reseau": "atelier-phenix", "date_source": "2025-03"}
    locations = (
        make_location(id="a", **shared),
        make_location(id="b", licence="odbl-1.0", precision="commune", **shared),
        make_location(id="c", reseau="atelier-phenix"),
    )
    write_locations(catalogue.parent / "lieux" / "lieux.jsonl.gz", locations)
    output = run("export", "mediation-numerique", str(tmp_path / "export")).output
    rows = {}
    for suffix in ("", "-odbl"):
        path = tmp_path / "export" / f"lieux-de-mediation-numerique{suffix}.csv"
        with path.open(encoding="utf-8", newline="") as stream:
            rows[suffix] = list(csv.DictReader(stream))
    assert [(row["id"], row["latitude"]) for row in rows[""]] == [("a", "42.9639")]
    assert [(row["id"], row["latitude"]) for row in rows["-odbl"]] == [("b", "")]
    assert "1 laissée : sans date_maj\n" in output


def test_records_and_places_should_be_given_a_code_once(
    run: Run, catalogue: Path, tmp_path: Path
) -> None:
    place = make_location(reseau="atelier-phenix", besoins=())
    write_locations(tmp_path / "data" / "lieux" / "licence-ouverte.jsonl.gz", [place])
    assert "2 codes, dont 2 nouveaux" in run("codes").output
    path = tmp_path / "data" / "codes.csv.gz"
    before = path.read_bytes()
    given = CodeTable.read(path).by_identifier
    assert set(given) == {"atelier-phenix", place.id}
    assert {code[0] for code in given.values()} <= set(LETTERS)
    assert "2 codes, dont 0 nouveau" in run("codes").output
    assert path.read_bytes() == before


def test_what_the_catalogue_did_not_come_with_should_be_given_a_code_here(
    run: Run, catalogue: Path, tmp_path: Path
) -> None:
    run("codes")
    settings = Settings(var=tmp_path / "var", data=tmp_path / "data")
    give_codes_here(settings, ["atelier-phenix", "importee"])
    here = CodeTable.read(settings.codes_given_here)
    assert set(here.by_identifier) == {"importee"}
    assert here.by_identifier["importee"][0] in DIGITS
    give_codes_here(settings, ["importee", "autre"])
    after = CodeTable.read(settings.codes_given_here)
    assert here.by_code.items() < after.by_code.items()
