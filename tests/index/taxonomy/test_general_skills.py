"""General skills: read from JSONL, against the skills that occupations require."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import InvalidRecords
from index.taxonomy.general_skills import read_general_skills
from tests.conftest import make_occupation

OCCUPATIONS = (make_occupation("valoriste", ["Trier des objets"], ["Peser les apports"]),)
WORDS = {"libelle": "Sort things", "situation": "You put each thing in its place."}
MINIMAL: dict[str, Any] = {
    "id": "trier",
    "libelle": "Trier",
    "situation": "Tu mets chaque chose à sa place.",
    "traductions": {language: WORDS for language in ("en", "ar", "uk", "es", "pt")},
    "pictogramme": "tool",
    "rome": {"code": "100023", "libelle": "Trier des objets"},
    "exigences": ["Trier des objets"],
}


def written(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_a_label_leads_to_the_general_skills_that_answer_to_it(tmp_path: Path) -> None:
    both = MINIMAL | {"id": "peser", "exigences": ["Peser les apports", "Trier des objets"]}
    read = read_general_skills(written(tmp_path / "skills.jsonl", MINIMAL, both), OCCUPATIONS)
    assert list(read.skills) == ["trier", "peser"]
    assert [each.id for each in read.by_label["Trier des objets"]] == ["trier", "peser"]
    assert [each.id for each in read.by_label["Peser les apports"]] == ["peser"]


def test_without_a_file_there_is_no_general_skill(tmp_path: Path) -> None:
    assert read_general_skills(tmp_path / "absent.jsonl", OCCUPATIONS).skills == {}


def test_a_general_skill_may_have_no_equivalent_in_rome(tmp_path: Path) -> None:
    path = written(tmp_path / "skills.jsonl", MINIMAL | {"rome": None})
    assert read_general_skills(path, OCCUPATIONS).skills["trier"].rome is None


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        (
            {"exigences": ["Trier les objets"]},
            "exigences",
            "un libellé de compétence de occupations.jsonl",
        ),
        ({"exigences": []}, "exigences", "au moins 1 valeur"),
        ({"situation": "Tu " * 15}, "situation", "une situation en 14 mots au plus"),
        (
            {"traductions": {"en": WORDS}},
            "traductions",
            "une traduction aussi en ar, uk, es, pt",
        ),
        (
            {"traductions": MINIMAL["traductions"] | {"uk": WORDS | {"label": "x"}}},
            "traductions.uk.label",
            "un champ connu : « libelle » ?",
        ),
        (
            {"rome": {"code": "M1805", "libelle": "Développer"}},
            "rome.code",
            r"un texte de la forme ^\d{6}$",
        ),
        ({"pictogram": "tool"}, "pictogram", "un champ connu : « pictogramme » ?"),
        ({"id": "trier"}, "id", "un identifiant unique"),
    ],
)
def test_an_error_names_the_line_the_field_and_what_is_expected(
    tmp_path: Path, fields: dict[str, Any], field: str, expected: str
) -> None:
    path = written(tmp_path / "skills.jsonl", MINIMAL, MINIMAL | {"id": "autre"} | fields)
    with pytest.raises(InvalidRecords) as caught:
        read_general_skills(path, OCCUPATIONS)
    errors = {(each.line, each.field): each.expected for each in caught.value.errors}
    assert errors == {(2, field): expected}


def test_a_label_is_in_two_general_skills_at_most(tmp_path: Path) -> None:
    lines = [MINIMAL | {"id": identifier} for identifier in ("un", "deux", "trois")]
    with pytest.raises(InvalidRecords, match=r"skills\.jsonl:3: .*dans 2 compétences au plus"):
        read_general_skills(written(tmp_path / "skills.jsonl", *lines), OCCUPATIONS)
