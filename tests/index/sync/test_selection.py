"""Selection: of a large source, the rows of interest and those who offer them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.importers.row_reader import read_rows
from index.sync.selection import select


def names(path: Path) -> list[object]:
    return [row["nom"] for _, row in read_rows(path)]


@pytest.fixture
def libraries(tmp_path: Path) -> Mapping[str, Path]:
    """Three libraries in CSV, one of which is a bus."""
    path = tmp_path / "bibliotheques"
    path.write_text(
        "nom;type;statut\nA;Bâtiment ouvert;municipale\nB;Bibliobus;municipale\n"
        "C;BATIMENT OUVERT;intercommunale\n",
        encoding="utf-8",
    )
    return {"": path}


@pytest.mark.parametrize(
    ("retained", "expected"),
    [
        ({"type": ("Bâtiment ouvert",)}, ["A", "C"]),
        ({"type": ("bâti", "biblio")}, ["A", "B", "C"]),
        ({"type": ("bâti",), "statut": ("muni",)}, ["A"]),
        ({"absente": ("x",)}, []),
    ],
)
def test_rows_should_be_selected_by_the_start_of_their_values(
    libraries: Mapping[str, Path],
    retained: Mapping[str, tuple[str, ...]],
    expected: list[str],
    tmp_path: Path,
) -> None:
    selected = select(libraries, retained, tmp_path / "selected")
    assert selected[""].name == "bibliotheques"
    assert names(selected[""]) == expected


def test_without_a_rule_all_should_be_selected(
    libraries: Mapping[str, Path], tmp_path: Path
) -> None:
    assert select(libraries, {}, tmp_path / "selected") == libraries


@pytest.mark.parametrize(
    "written", [["numerique--acceder"], "['numerique--acceder']", "mobilite|numerique--acceder"]
)
def test_organisations_should_be_those_of_the_selected_services(
    written: object, tmp_path: Path
) -> None:
    structures, services = tmp_path / "di", tmp_path / "di-services"
    structures.write_text(json.dumps([{"id": i, "nom": i} for i in "abc"]))
    services.write_text(
        json.dumps(
            [
                {"structure_id": "a", "nom": "1", "thematiques": ["mobilite--permis"]},
                {"structure_id": "b", "nom": "2", "thematiques": written},
                {"structure_id": "c", "nom": "3", "thematiques": None},
            ]
        )
    )
    files = {"": structures, "-services": services}
    selected = select(files, {"thematiques": ("numerique",)}, tmp_path / "selected")
    assert (names(selected[""]), names(selected["-services"])) == (["b"], ["2"])


def test_a_damaged_file_should_be_refused(tmp_path: Path) -> None:
    path = tmp_path / "di"
    path.write_text('[{"nom": "A"}, {"nom"')
    with pytest.raises(InvalidRecords, match="JSON invalide ou incomplet"):
        select({"": path}, {"nom": ("a",)}, tmp_path / "selected")
