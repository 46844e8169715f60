"""Import of fetched files: the importer and the report of any other file."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.records.jsonl import read_records
from index.sync.importing import import_files
from tests.index.importers.conftest import SERVICE, STRUCTURE, real_gazetteer, write_json
from tests.index.sync.conftest import make_source
from tests.towns import GAZETTEER


def test_places_should_be_imported_with_a_report_of_their_rows(tmp_path: Path) -> None:
    path, target = tmp_path / "lieux", tmp_path / "imports" / "lieux.jsonl"
    path.write_text("id,nom,commune,code_postal,services\n1,Cyber,Lille,59000,\n2,,Lille,59000,\n")
    report = import_files(make_source(), "ville-x", {"": path}, GAZETTEER, target)
    assert (report.read, report.accepted, report.refused) == (2, 1, 1)
    assert [record.id for record in read_records(target)] == ["ville-x--1"]
    assert "nom absent" in target.with_suffix(".problemes.csv").read_text(encoding="utf-8")


def test_organisations_should_be_imported_with_their_services(tmp_path: Path) -> None:
    files = {
        "": write_json(tmp_path / "di", [STRUCTURE]),
        "-services": write_json(tmp_path / "di-services", [SERVICE]),
    }
    source = make_source(format="data-inclusion", url_services="https://d.exemple/services")
    import_files(source, "di", files, real_gazetteer(), tmp_path / "di.jsonl")
    (record,) = read_records(tmp_path / "di.jsonl")
    assert [service.nom for service in record.services] == ["Atelier CV"]


def test_a_native_format_should_be_read_by_its_mapping(tmp_path: Path) -> None:
    path = tmp_path / "fs"
    path.write_text(
        "id_fs,lib_fs,insee_com,code_postal,lib_com\n7,France services,59350,59000,Lille\n"
    )
    source = make_source(format=None, correspondance="france-services")
    import_files(source, "fs", {"": path}, GAZETTEER, tmp_path / "fs.jsonl")
    assert [record.id for record in read_records(tmp_path / "fs.jsonl")] == ["france-services--7"]


def test_a_file_of_something_else_should_be_refused(tmp_path: Path) -> None:
    path = tmp_path / "lieux"
    path.write_text("a,b\n1,2\n3,4\n")
    with pytest.raises(InvalidRecords, match="au moins une ligne à garder"):
        import_files(make_source(), "lieux", {"": path}, GAZETTEER, tmp_path / "lieux.jsonl")
