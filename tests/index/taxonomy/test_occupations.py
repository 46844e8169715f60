"""Occupations: read from JSONL, ours and imported."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from index.errors import InvalidRecords
from index.taxonomy.occupations import read_occupations

MINIMAL: dict[str, Any] = {
    "id": "valoriste",
    "type": "metier",
    "nom": "Valoriste",
    "competences": [{"libelle": "Trier des objets", "niveau": "essentielle"}],
}
TITLE: dict[str, Any] = {
    "nom": "Titre professionnel de médiateur numérique",
    "source": "https://exemple.fr/titre",
}


def written(path: Path, *lines: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_ours_should_come_before_those_imported(tmp_path: Path) -> None:
    ours = written(tmp_path / "ours.jsonl", MINIMAL)
    imports = tmp_path / "metiers"
    imports.mkdir()
    written(imports / "rome.jsonl", MINIMAL | {"id": "rome-a1101", "source": "rome"})
    assert [each.id for each in read_occupations(ours, imports)] == ["valoriste", "rome-a1101"]


def test_without_any_import_ours_should_be_read(tmp_path: Path) -> None:
    ours = written(tmp_path / "ours.jsonl", MINIMAL)
    (occupation,) = read_occupations(ours, tmp_path / "absent")
    assert occupation.competences[0].libelle == "Trier des objets"
    assert occupation.formations == ()


def test_a_training_should_come_with_the_page_that_attests_it(tmp_path: Path) -> None:
    ours = written(tmp_path / "ours.jsonl", MINIMAL | {"formations": [TITLE]})
    ((training,),) = (each.formations for each in read_occupations(ours, tmp_path / "absent"))
    assert (training.nom, training.source) == (TITLE["nom"], TITLE["source"])


@pytest.mark.parametrize(
    ("fields", "field", "expected"),
    [
        ({"voies": ["emplois"]}, "voies.0", "« emploi » ?"),
        ({"competences": []}, "competences", "au moins 1 valeur"),
        ({"competence": []}, "competence", "un champ connu : « competences » ?"),
        (
            {"competences": [{"libele": "Trier", "niveau": "utile"}]},
            "competences.0.libele",
            "un champ connu : « libelle » ?",
        ),
        (
            {"competences": [{"libelle": "Trier", "niveau": "util"}]},
            "competences.0.niveau",
            "« utile » ?",
        ),
        (
            {"formations": [{"nom": "BPJEPS"}]},
            "formations.0.source",
            "une valeur : le champ est obligatoire",
        ),
        (
            {"formations": [TITLE | {"source": "exemple.fr"}]},
            "formations.0.source",
            "un texte de la forme ^https?://[^\\s<>\"']+$",
        ),
        (
            {"formations": [TITLE | {"sources": ""}]},
            "formations.0.sources",
            "un champ connu : « source » ?",
        ),
        ({"formations": [TITLE, TITLE]}, "formations", "des valeurs toutes différentes"),
    ],
)
def test_an_error_should_name_the_line_the_field_and_what_is_expected(
    tmp_path: Path, fields: dict[str, Any], field: str, expected: str
) -> None:
    path = written(tmp_path / "ours.jsonl", MINIMAL, MINIMAL | {"id": "autre"} | fields)
    with pytest.raises(InvalidRecords) as caught:
        read_occupations(path, tmp_path)
    errors = {(each.line, each.field): each.expected for each in caught.value.errors}
    assert errors[2, field] == expected


def test_an_identifier_should_be_of_one_occupation_in_all_files(tmp_path: Path) -> None:
    ours = written(tmp_path / "ours.jsonl", MINIMAL)
    imports = tmp_path / "metiers"
    imports.mkdir()
    written(imports / "rome.jsonl", MINIMAL)
    with pytest.raises(InvalidRecords, match=r"rome\.jsonl:1: .*valoriste"):
        read_occupations(ours, imports)
