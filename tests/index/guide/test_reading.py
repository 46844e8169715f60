"""Reading of the guided path: what is refused, and how it is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.guide.reading import read_tree

DOORS = '[[ecrans]]\nid = "portes"\ncartes = [{}]\n'
WIFI = '{ libelle = "Du wifi", dessin = "wifi", besoin = "connexion--wifi-gratuit" }'
AGAIN = '{ libelle = "Encore", ecran = "portes" }'
DRAWINGS = {"source": "un jeu", "licence": "MIT", "dessins": {"wifi": ["M4 19a28 28 0 0 1 40 0"]}}


def write(folder: Path, tree: str, drawings: object = DRAWINGS) -> tuple[Path, Path]:
    """The two files of a guided path."""
    paths = folder / "parcours.toml", folder / "pictogrammes.json"
    paths[0].write_text(tree, encoding="utf-8")
    paths[1].write_text(json.dumps(drawings), encoding="utf-8")
    return paths


def test_a_tree_is_read_with_its_pictograms(tmp_path: Path) -> None:
    frequent = 'frequents = ["connexion--wifi-gratuit"]\n'
    tree = read_tree(*write(tmp_path, frequent + DOORS.format(WIFI)))
    assert tree.choices() == {"connexion--wifi-gratuit": 1}
    assert tree.frequent == ("connexion--wifi-gratuit",)
    assert tree.drawings == {"wifi": ("M4 19a28 28 0 0 1 40 0",)}


def test_without_its_file_the_tree_is_empty(tmp_path: Path) -> None:
    assert read_tree(tmp_path / "absent.toml", tmp_path / "absent.json").screens == {}


def test_without_a_pictogram_of_its_own_a_tree_needs_no_file_of_pictograms(tmp_path: Path) -> None:
    path, drawings = write(
        tmp_path,
        DOORS.format('{ libelle = "Aide", ecran = "aide" }')
        + DOORS.format('{ libelle = "Métiers", dessin = "wifi", metiers = ["soudeur"] }').replace(
            "portes", "aide"
        ),
    )
    drawings.unlink()
    with pytest.raises(InvalidRecords, match="wifi"):
        read_tree(path, drawings)


@pytest.mark.parametrize(
    ("tree", "told"),
    [
        ("ecrans = [", "fichier"),
        ("couleur = 1\necrans = []", "couleur"),
        ("ecrans = []", "un écran « portes »"),
        (DOORS.format(WIFI) * 2, "« portes » deux fois"),
        (DOORS.format(f"{WIFI}, {WIFI}"), "« connexion--wifi-gratuit » deux fois"),
        (DOORS.format(WIFI.replace('"wifi"', '"souris"')), "souris"),
        (DOORS.format('{ libelle = "Aide", ecran = "disparu" }'), "« disparu »"),
        (DOORS.format(f"{WIFI}, {AGAIN}"), "après 4 choix"),
        (DOORS.format('{ libelle = "Rien", dessin = "wifi" }'), "une carte mène à un besoin"),
        (DOORS.format(WIFI.replace("Du wifi", "x" * 41)), "libelle"),
    ],
)
def test_a_fault_of_the_tree_is_told_in_french(tmp_path: Path, tree: str, told: str) -> None:
    with pytest.raises(InvalidRecords) as caught:
        read_tree(*write(tmp_path, tree))
    assert told in str(caught.value)
    assert "parcours.toml" in str(caught.value)


@pytest.mark.parametrize("line", ["", "M0 0<script>", "url(https://exemple.fr)", "M" * 3000])
def test_a_pictogram_that_is_no_line_is_refused(tmp_path: Path, line: str) -> None:
    drawings = {**DRAWINGS, "dessins": {"wifi": [line]}}
    with pytest.raises(InvalidRecords, match=r"pictogrammes\.json"):
        read_tree(*write(tmp_path, DOORS.format(WIFI), drawings))
