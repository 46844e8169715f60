"""The commands that measure names, and needs written in ways that should change nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.service.cli.conftest import Run


@pytest.fixture
def judged(environment: None, tmp_path: Path) -> None:
    """Some judged names and needs, in the folder of data."""
    source, folder = ROOT / "data/evaluation", tmp_path / "data/evaluation"
    names = folder / "noms"
    names.mkdir(parents=True)
    (names / "noms.txt").write_text("mairie de Paris\nRéseau Libre\n", encoding="utf-8")
    rows = "numero\tlecture1\tlecture2\n0\tA\tA\n1\tP\tP\n"
    (names / "lectures.tsv").write_text(rows, encoding="utf-8")
    hand = "nom\ttape\tentendu\tdemande\nRéseau Libre\treseau libr\trézo libre\tle Réseau Libre\n"
    (names / "mains.tsv").write_text(hand, encoding="utf-8")
    (folder / "queries.jsonl").write_text(
        '{"_id": "b1", "text": "réparer un téléphone"}\n', encoding="utf-8"
    )
    (folder / "qrels.tsv").write_text(
        "query-id\tcorpus-id\tscore\nb1\tatelier-phenix\t3\n", encoding="utf-8"
    )
    shutil.copy(source.parent / "lexique.txt.gz", tmp_path / "data")


@pytest.mark.usefixtures("judged")
def test_each_way_of_writing_names_should_have_its_line(run: Run) -> None:
    printed = run("evaluate-names", "--liste").stdout
    assert "nom exact : première 100.0%" in printed
    assert "à la main, entendu : première 100.0%" in printed
    assert "deux lectures des noms absents : kappa 1.000" in printed
    assert "absents pris pour un des nôtres : 0 sur 1" in printed
    assert "besoins pris à tort pour un nom : 0 sur 1" in printed


@pytest.mark.usefixtures("judged")
def test_each_surface_should_have_its_line(run: Run) -> None:
    printed = run("evaluate-surfaces", "--liste").stdout
    assert "# écrits sans faute" in printed
    assert "capitales : 1.000 des trois premières fiches gardées, sur 1 textes" in printed
