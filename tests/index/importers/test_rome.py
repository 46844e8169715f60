"""ROME 4.0: the official files to occupations, whole or not at all."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from index.errors import InvalidRecords
from index.importers.rome import RomeReport, read_rome, write_rome
from index.taxonomy.occupations import read_occupations
from tests.conftest import OPEN_DATA, open_data

TABLES = {
    "referentiel_code_rome": (
        '"code_rome","libelle_rome"\n"I1401","Maintenicien"\n"A1101","Conducteur"\n'
    ),
    "referentiel_appellation": (
        '"code_rome","libelle_appellation_long","libelle_appellation_court"\n'
        '"I1401","Dépanneur / Dépanneuse en informatique","Dépanneur / Dépanneuse"\n'
        '"I1401","Technicien / Technicienne en informatique","Technicien / Technicienne"\n'
        '"A1101","Tractoriste","Tractoriste"\n'
    ),
    "referentiel_competence": (
        '"code_ogr","libelle_competence"\n"1","Réparer un ordinateur"\n"2","Conduire un engin"\n'
    ),
    "referentiel_savoir": '"code_ogr_savoir","libelle_savoir"\n"3","Électronique"\n',
    "coherence_item": '"code_rome","code_ogr","coeur_metier"\n"I1401","1","Principale"\n',
    "liens_rome_referentiels": (
        '"code_rome","code_compo_bloc","code_rubrique","code_ogr"\n'
        '"I1401","5","3","3"\n"I1401","5","1","1"\n"A1101","5","1","2"\n"A1101","2","","9"\n'
    ),
    "texte": (
        '"code_rome","code_compo_bloc","libelle_type_texte","position_phrase","libelle_texte"\n'
        '"I1401","3","definition","2","Remet l\'\'ordinateur en marche"\n'
        '"I1401","3","definition","1","Cherche la panne."\n'
        '"I1401","4","acces_metier","1","Sans diplôme."\n'
    ),
}
EXPECTED = (1584, 13_114)
"""Occupations and titles of ROME 4.0, version of September 2025: six of its 13,120 rows say again a
title of the same occupation."""


def write_small_rome(folder: Path) -> Path:
    """A folder with the files of a ROME of two occupations, one file compressed."""
    folder.mkdir(exist_ok=True)
    for table, text in TABLES.items():
        (folder / f"unix_{table}_v460_utf8.csv").write_text(text, encoding="utf-8")
    plain = folder / "unix_texte_v460_utf8.csv"
    plain.with_suffix(".csv.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    return folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files of a ROME of two occupations."""
    return write_small_rome(tmp_path)


def test_an_occupation_should_have_its_titles_its_text_and_its_core_first(folder: Path) -> None:
    _, occupation = read_rome(folder)
    assert occupation.id == "rome-i1401"
    assert occupation.code_rome == "I1401"
    assert occupation.appellations == (
        "Dépanneur / Dépanneuse en informatique",
        "Technicien / Technicienne en informatique",
    )
    assert occupation.description == "Cherche la panne. Remet l'ordinateur en marche."
    assert occupation.acces == "Sans diplôme."
    assert [(each.libelle, each.niveau) for each in occupation.competences] == [
        ("Réparer un ordinateur", "essentielle"),
        ("Électronique", "utile"),
    ]


def test_what_is_written_should_be_read_back(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "metiers" / "rome.jsonl"
    assert write_rome(folder, target) == RomeReport(2, 3, 3, 3)
    assert [each.id for each in read_occupations(target, tmp_path / "absent")] == [
        "rome-a1101",
        "rome-i1401",
    ]


def test_an_absent_table_should_be_named_and_nothing_written(folder: Path, tmp_path: Path) -> None:
    (folder / "unix_coherence_item_v460_utf8.csv").unlink()
    target = tmp_path / "metiers" / "rome.jsonl"
    with pytest.raises(InvalidRecords, match="unix_coherence_item_vNNN_utf8"):
        write_rome(folder, target)
    assert not target.exists()


def test_an_absent_column_should_be_named(folder: Path) -> None:
    path = folder / "unix_referentiel_savoir_v460_utf8.csv"
    path.write_text('"code"\n"3"\n', encoding="utf-8")
    with pytest.raises(InvalidRecords, match="libelle_savoir"):
        list(read_rome(folder))


def test_a_file_cut_short_should_be_refused(folder: Path) -> None:
    path = folder / "unix_texte_v460_utf8.csv.gz"
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(InvalidRecords, match="unix_texte_v460_utf8"):
        list(read_rome(folder))


@open_data("rome")
def test_the_official_files_should_import_in_full(tmp_path: Path) -> None:
    report = write_rome(OPEN_DATA / "rome", tmp_path / "rome.jsonl")
    assert (report.occupations, report.titles) == EXPECTED
    written = (tmp_path / "rome.jsonl").read_text(encoding="utf-8")
    assert "''" not in written
