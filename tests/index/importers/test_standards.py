"""Standards: how each is recognised, and what a heading and a row lack of theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.importers.report import Outcome
from index.importers.standards import KNOWN, REQUIRED, Heading, Standard, lacking, standard_of
from index.records.jsonl import to_json
from tests.conftest import make_actor
from tests.index.importers.conftest import PLACE, SERVICE, STRUCTURE, faults, write_json

HEADING = "id,nom,commune,code_postal,services\n"
MEDIATION, STRUCTURES, SERVICES = Standard.MEDIATION, Standard.STRUCTURES, Standard.SERVICES


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(HEADING + "1,A,B,C,D", Standard.MEDIATION, id="csv of places"),
        pytest.param('[{"nom": "A", "commune": "B", "services": ""}]', Standard.MEDIATION,
                     id="json of places"),
        pytest.param('[{"nom": "A", "commune": "B"}, {"services": ""}]', Standard.MEDIATION,
                     id="columns in several rows"),
        pytest.param('[{"nom": "A", "source": "B", "date_maj": ""}]', Standard.STRUCTURES,
                     id="structures"),
        pytest.param('[{"structure_id": "A", "nom": "B", "type": "C", "description": "D"}]',
                     Standard.SERVICES, id="services"),
        pytest.param(to_json(make_actor()), Standard.OURS, id="ours"),
    ],
)  # fmt: skip
def test_a_standard_should_be_told_from_the_first_rows(
    content: str, expected: Standard, tmp_path: Path
) -> None:
    path = tmp_path / "fichier"
    path.write_text(content, encoding="utf-8")
    assert standard_of(path) is expected


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", "rien"),
        ("nom,ville\nA,B\n", "nom, ville"),
        ("[1, 2]", "rien"),
        ("\x7fELF\x00\x01\n\x00\x02", "\x7fELF\x00\x01"),
    ],
    ids=["empty", "csv", "json", "binary"],
)
def test_a_file_of_no_standard_should_be_refused_with_its_columns(
    content: str, found: str, tmp_path: Path
) -> None:
    path = tmp_path / "fichier"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidRecords, match="--mapping") as caught:
        standard_of(path)
    (problem,) = caught.value.errors
    assert (problem.field, problem.found) == ("colonnes", found)


def test_the_columns_found_should_be_cut(tmp_path: Path) -> None:
    path = tmp_path / "fichier"
    path.write_text("x" * 5_000 + ",nom\nA,B\n", encoding="utf-8")
    with pytest.raises(InvalidRecords) as caught:
        standard_of(path)
    assert caught.value.errors[0].found == "nom, " + "x" * 80


def test_what_is_required_should_be_known() -> None:
    assert all(set(REQUIRED[each]) <= KNOWN[each] for each in KNOWN)
    assert REQUIRED[STRUCTURES] == ("source", "id", "nom", "date_maj")
    assert "structure_id" in REQUIRED[SERVICES]


def test_a_heading_should_tell_unknown_and_missing_columns(tmp_path: Path) -> None:
    path = tmp_path / "lieux.csv"
    path.write_text("id,nom,commune,services,adresse,couleur\n1,A,Reims,,,bleu\n", encoding="utf-8")
    heading = Heading.of(path, MEDIATION)
    assert faults(heading.problems) == [
        ("pivot", "colonne obligatoire absente", Outcome.WARNING),
        ("code_postal", "colonne obligatoire absente", Outcome.WARNING),
        ("date_maj", "colonne obligatoire absente", Outcome.WARNING),
        ("couleur", "colonne hors du standard", Outcome.WARNING),
    ]
    assert {each.row for each in heading.problems} == {1}
    assert heading.required == ("id", "nom", "commune", "adresse", "services")


def test_the_names_of_older_versions_should_be_known(tmp_path: Path) -> None:
    place = PLACE | {"pivot": "1", "services": "", "labels_nationaux": "", "horaires_ouverture": ""}
    assert Heading.of(write_json(tmp_path / "l.json", [place]), MEDIATION).problems == ()
    service = SERVICE | {"profils": [], "prise_rdv": ""}
    assert Heading.of(write_json(tmp_path / "v.json", [service]), SERVICES).problems == ()
    older = {name: value for name, value in SERVICE.items() if name != "description"}
    path = write_json(tmp_path / "v0.json", [older | {"presentation_resume": "Un atelier."}])
    assert Heading.of(path, SERVICES).problems == ()


def test_a_file_that_is_not_in_utf_8_should_be_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_bytes("id,source,nom,date_maj\n1,x,A,\n2,x,Café,\n".encode("cp1252"))
    (problem,) = Heading.of(path, STRUCTURES).problems
    assert (problem.row, problem.column) == (3, "fichier")
    assert "Windows-1252" in problem.reason


def test_a_hostile_name_of_column_should_be_cut_and_printable(tmp_path: Path) -> None:
    name = "\x1b[31m" + "x" * 500
    path = write_json(tmp_path / "s.json", [STRUCTURE | {name: "1"}])
    (problem,) = Heading.of(path, STRUCTURES).problems
    assert len(problem.column) == 80
    assert problem.column.isprintable()


@pytest.mark.parametrize("empty", [None, "", []])
def test_an_empty_required_cell_should_be_lacking(empty: object) -> None:
    assert list(lacking({"nom": "A", "id": empty}, ("id", "nom"))) == ["id"]
    assert list(lacking({"presentation_resume": "A"}, ("description",))) == []
