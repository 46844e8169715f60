"""The catalogue on disk: records are added all together, or the file stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from index.catalogue.store import MergeReport, merge, put, read_all
from index.errors import InvalidRecords
from index.records.jsonl import read_records, to_json
from index.records.models import AnyRecord

MakeActor = Callable[..., AnyRecord]
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, actor: MakeActor) -> Write:
    """Writes records of these identifiers, all of one name, to a file."""

    def write_records(file: str, *identifiers: str, nom: str = "Exemple") -> Path:
        path = tmp_path / file
        lines = [to_json(actor(id=each, nom=nom)) + "\n" for each in identifiers]
        path.write_text("".join(lines), encoding="utf-8")
        return path

    return write_records


def names(path: Path) -> dict[str, str]:
    """Identifier -> name, in the order of the file."""
    return {record.id: record.nom for record in read_records(path)}


def test_a_catalogue_that_is_absent_should_be_made(tmp_path: Path, write: Write) -> None:
    catalogue = tmp_path / "neuf" / "acteurs.jsonl"
    assert merge(write("ajout.jsonl", "b", "a"), catalogue) == MergeReport(2, 0, 2)
    assert list(names(catalogue)) == ["a", "b"]


def test_new_records_should_take_their_place_in_the_order_of_identifiers(write: Write) -> None:
    catalogue = write("acteurs.jsonl", "a", "c")
    report = merge(write("ajout.jsonl", "d", "b"), catalogue)
    assert report == MergeReport(added=2, replaced=0, total=4)
    assert list(names(catalogue)) == ["a", "b", "c", "d"]


def test_identifiers_already_taken_should_all_be_refused(write: Write) -> None:
    catalogue = write("acteurs.jsonl", "a", "b", "c")
    with pytest.raises(InvalidRecords) as caught:
        merge(write("ajout.jsonl", "c", "d", "a"), catalogue)
    problems = caught.value.errors
    assert [(each.file, each.line, each.field) for each in problems] == [
        ("ajout.jsonl", 1, "id"),
        ("ajout.jsonl", 3, "id"),
    ]
    assert problems[0].found == "« c », déjà au catalogue"
    assert problems[0].expected == "--remplacer"


def test_a_refusal_should_leave_the_catalogue_as_it_was(write: Write) -> None:
    catalogue = write("acteurs.jsonl", "a")
    before = catalogue.read_bytes()
    with pytest.raises(InvalidRecords):
        merge(write("ajout.jsonl", "a", "b", nom="Autre"), catalogue)
    assert catalogue.read_bytes() == before


def test_a_record_should_be_replaced_on_demand(write: Write) -> None:
    catalogue = write("acteurs.jsonl", "a", "b")
    report = merge(write("ajout.jsonl", "b", "c", nom="Autre"), catalogue, replace=True)
    assert report == MergeReport(added=1, replaced=1, total=3)
    assert names(catalogue) == {"a": "Exemple", "b": "Autre", "c": "Autre"}


@pytest.mark.parametrize("at_fault", ["ajout.jsonl", "acteurs.jsonl"])
def test_a_fault_in_either_file_should_be_told_and_nothing_written(
    at_fault: str, write: Write
) -> None:
    source, catalogue = write("ajout.jsonl", "b"), write("acteurs.jsonl", "a")
    with (source.parent / at_fault).open("a") as stream:
        stream.write("{\n")
    before = catalogue.read_bytes()
    with pytest.raises(InvalidRecords, match=f"{at_fault}:2"):
        merge(source, catalogue)
    assert catalogue.read_bytes() == before


def test_a_source_that_is_absent_should_make_no_catalogue(tmp_path: Path) -> None:
    catalogue = tmp_path / "acteurs.jsonl"
    with pytest.raises(InvalidRecords, match=r"absent\.jsonl"):
        merge(tmp_path / "absent.jsonl", catalogue)
    assert not catalogue.exists()


def test_merging_the_same_file_again_should_change_nothing(write: Write) -> None:
    source, catalogue = write("ajout.jsonl", "a", "b"), write("acteurs.jsonl", "c")
    merge(source, catalogue)
    before = catalogue.read_bytes()
    assert merge(source, catalogue, replace=True) == MergeReport(0, 2, 3)
    assert catalogue.read_bytes() == before


@pytest.fixture
def imports(tmp_path: Path) -> Path:
    """The folder of imported files."""
    folder = tmp_path / "imports"
    folder.mkdir()
    return folder


def test_imports_should_come_after_the_catalogue_in_the_order_of_files(
    write: Write, imports: Path
) -> None:
    catalogue = write("acteurs.jsonl", "z")
    write("imports/b.jsonl", "b2", "b1")
    write("imports/a.jsonl", "a1")
    (imports / "a.problemes.csv").write_text("fichier,ligne\n")
    assert [each.id for each in read_all(catalogue, imports)] == ["z", "a1", "b2", "b1"]


def test_a_catalogue_without_imports_should_be_read_alone(write: Write, tmp_path: Path) -> None:
    catalogue = write("acteurs.jsonl", "a")
    assert [each.id for each in read_all(catalogue, tmp_path / "absent")] == ["a"]


def test_a_producer_may_be_in_several_imports(write: Write, imports: Path) -> None:
    catalogue = write("acteurs.jsonl", "a")
    write("imports/un.jsonl", "x")
    write("imports/deux.jsonl", "x", nom="Autre")
    assert [each.nom for each in read_all(catalogue, imports)] == ["Exemple", "Autre", "Exemple"]


def test_an_import_that_holds_an_identifier_of_ours_should_be_refused(
    write: Write, imports: Path
) -> None:
    catalogue = write("acteurs.jsonl", "a")
    write("imports/un.jsonl", "x", "a")
    with pytest.raises(InvalidRecords) as caught:
        read_all(catalogue, imports)
    (problem,) = caught.value.errors
    assert (problem.file, problem.line, problem.field) == ("un.jsonl", 2, "id")
    assert problem.found == "a"


def test_a_fault_in_an_import_should_be_told_with_its_file(write: Write, imports: Path) -> None:
    catalogue = write("acteurs.jsonl", "a")
    write("imports/un.jsonl", "x").write_text("{")
    with pytest.raises(InvalidRecords, match=r"un\.jsonl:1"):
        read_all(catalogue, imports)


def test_one_record_should_be_put_in_its_place(write: Write, actor: MakeActor) -> None:
    catalogue = write("acteurs.jsonl", "a", "c")
    put(actor(id="b", nom="Neuf"), catalogue)
    put(actor(id="c", nom="Changé"), catalogue)
    assert names(catalogue) == {"a": "Exemple", "b": "Neuf", "c": "Changé"}


def test_a_record_should_not_be_put_into_a_catalogue_that_cannot_be_read(
    tmp_path: Path, actor: MakeActor
) -> None:
    with pytest.raises(InvalidRecords):
        put(actor(id="a"), tmp_path / "absent.jsonl")
    assert not (tmp_path / "absent.jsonl").exists()
