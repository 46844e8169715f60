"""Files of records in JSONL: every error of every line, strict reading, writing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.records.jsonl import iter_records, parse_record, read_records, to_json
from index.records.models import AnyRecord
from tests.conftest import DATA
from tests.index.records.conftest import MINIMAL, MakeFile, errors_of

CATALOGUE = DATA / "actors.jsonl"


def test_a_problem_should_read_as_file_line_field_found_and_expected(written: MakeFile) -> None:
    path = written(MINIMAL, MINIMAL | {"id": "autre", "frais": "gratis"})
    with pytest.raises(InvalidRecords) as caught:
        read_records(path)
    assert str(caught.value) == (
        'fiches.jsonl:2: champ « frais » : trouvé "gratis" ; attendu « gratuit » ?'
    )


def test_all_the_faults_of_all_the_lines_should_be_told_at_once(written: MakeFile) -> None:
    path = written(
        MINIMAL | {"frais": "gratis", "langues": "fr"},
        MINIMAL | {"id": "bonne-fiche"},
        "{pas du JSON",
        MINIMAL | {"id": "autre", "couleur": "bleu"},
    )
    told = [(each.line, each.field) for each in errors_of(path)]
    assert told == [(1, "frais"), (1, "langues"), (3, "ligne"), (4, "couleur")]


def test_an_identifier_given_twice_should_be_refused_with_both_lines(written: MakeFile) -> None:
    (problem,) = errors_of(written(MINIMAL, "", MINIMAL))
    assert (problem.line, problem.field) == (3, "id")
    assert problem.found == "« exemple », déjà à la ligne 1"


def test_a_field_given_twice_should_be_refused(written: MakeFile) -> None:
    line = json.dumps(MINIMAL)[:-1] + ', "nom": "Autre"}'
    (problem,) = errors_of(written(line))
    assert (problem.line, problem.field, problem.found) == (1, "nom", "le champ deux fois")


def test_bad_json_should_be_shown_where_it_breaks(written: MakeFile) -> None:
    (problem,) = errors_of(written('{"id": "exemple" "nom": 1}'))
    assert (problem.line, problem.field) == (1, "ligne")
    assert "(colonne 18)" in problem.found


@pytest.mark.parametrize("line", ["[1, 2]", "3", '"texte"'])
def test_a_line_that_is_no_object_should_be_refused(line: str, written: MakeFile) -> None:
    (problem,) = errors_of(written(line))
    assert (problem.field, problem.found) == ("fiche", line)


def test_text_that_is_not_utf8_should_be_refused_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    accented = '{"nom": "Émile"}'.encode("latin-1")
    path.write_bytes(json.dumps(MINIMAL).encode() + b"\n" + accented)
    (problem,) = errors_of(path)
    assert (problem.line, problem.found) == (2, "l'octet 0xc9")
    assert problem.expected == "du texte en UTF-8"


def test_a_byte_order_mark_should_be_accepted(tmp_path: Path) -> None:
    path = tmp_path / "bom.jsonl"
    path.write_text(json.dumps(MINIMAL), encoding="utf-8-sig")
    assert [each.id for each in read_records(path)] == ["exemple"]


def test_windows_line_ends_should_be_accepted(tmp_path: Path) -> None:
    path = tmp_path / "windows.jsonl"
    path.write_bytes(json.dumps(MINIMAL).encode() + b"\r\n")
    assert [each.id for each in read_records(path)] == ["exemple"]


def test_a_line_separator_inside_a_text_should_not_cut_the_record(written: MakeFile) -> None:
    line = json.dumps(MINIMAL | {"description": "Un texte\u2028coupé"}, ensure_ascii=False)
    (record,) = read_records(written(line))
    assert record.description == "Un texte\u2028coupé"


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff", "   \n"])
def test_a_file_without_record_should_be_refused(content: str, tmp_path: Path) -> None:
    path = tmp_path / "vide.jsonl"
    path.write_text(content, encoding="utf-8")
    (problem,) = errors_of(path)
    assert (problem.found, problem.expected) == ("aucune fiche", "au moins une fiche")


def test_an_absent_file_should_be_named(tmp_path: Path) -> None:
    path = tmp_path / "absent.jsonl"
    (problem,) = errors_of(path)
    assert problem.file == str(path)
    assert problem.expected == "un fichier JSONL"


def test_records_should_keep_the_order_of_the_file(written: MakeFile) -> None:
    path = written(*(MINIMAL | {"id": each} for each in ("zeste", "abri", "mairie")))
    assert [each.id for each in read_records(path)] == ["zeste", "abri", "mairie"]


def test_a_record_should_be_written_without_its_empty_fields(
    actor: Callable[..., AnyRecord],
) -> None:
    assert set(json.loads(to_json(actor()))) == set(MINIMAL)


def test_every_record_of_the_catalogue_should_be_read_back_as_it_was_written() -> None:
    records = read_records(CATALOGUE)
    assert tuple(parse_record(to_json(record)) for record in records) == records


def test_a_record_that_cannot_be_parsed_should_be_refused() -> None:
    with pytest.raises(InvalidRecords, match="attendu un objet JSON"):
        parse_record("{")


@pytest.mark.parametrize(
    "line", ['["' * 100_000, '{"latitude": ' + "9" * 5000 + "}"], ids=["too deep", "too long"]
)
def test_json_beyond_measure_should_be_a_fault_of_its_line(line: str, written: MakeFile) -> None:
    (problem,) = errors_of(written(line))
    assert (problem.line, problem.field) == (1, "ligne")


def test_a_folder_should_be_told_as_what_it_is(tmp_path: Path) -> None:
    (problem,) = errors_of(tmp_path)
    assert problem.field == "fichier"


def test_a_file_should_be_read_line_by_line_and_its_errors_told_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "fiches.jsonl"
    lines = [json.dumps(MINIMAL), "{", json.dumps(MINIMAL | {"id": "autre"}), json.dumps(MINIMAL)]
    path.write_text("\n".join(lines), encoding="utf-8")
    records = iter_records(path)
    assert [next(records).id, next(records).id] == [MINIMAL["id"], "autre"]
    with pytest.raises(InvalidRecords) as caught:
        next(records)
    assert [problem.line for problem in caught.value.errors] == [2, 4]
