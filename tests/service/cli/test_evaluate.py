"""Commands that measure: the tables that they print."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from pydantic import BaseModel

from index.errors import EvaluationError
from index.evaluation.ablation import Comparison, Difference
from service.cli.evaluate import _differences
from tests.conftest import ROOT
from tests.index.skill_game.made_up import OCCUPATIONS, SKILLS
from tests.service.cli.conftest import Run


def test_a_gain_that_chance_explains_should_be_printed_as_not_real() -> None:
    gains = (
        Difference("propre", "mots", 0.1, 0.05, 0.15),
        Difference("propre", "sens", 0.01, -0.02, 0.04),
    )
    table = _differences(Comparison((), gains))
    columns = {str(column.header): list(column.cells) for column in table.columns}
    assert columns["écart"] == ["+0.100", "+0.010"]
    assert columns["réel"] == ["oui", "non"]


@pytest.fixture
def emergencies(environment: None, tmp_path: Path) -> Path:
    """The file of emergencies and the judged texts, in the folder of data."""
    data = tmp_path / "data"
    (data / "urgences.toml").symlink_to(ROOT / "data" / "urgences.toml")
    (data / "evaluation").mkdir()
    (data / "evaluation" / "urgences").symlink_to(ROOT / "data" / "evaluation" / "urgences")
    return data


def test_a_search_should_print_the_numbers_of_an_emergency_first(
    run: Run, emergencies: Path
) -> None:
    lines = run("search", "je suis sourd, j'ai besoin des secours").stdout.splitlines()
    assert lines[0] == "Urgence : appelez maintenant"
    assert lines[1].startswith("  114 (SMS) : ")


@pytest.mark.usefixtures("environment")
def test_the_measure_prints_each_order_of_cards(run: Run, tmp_path: Path) -> None:
    _write(tmp_path / "data" / "occupations.jsonl", OCCUPATIONS)
    _write(tmp_path / "data" / "competences.jsonl", SKILLS.skills.values())
    printed = run("evaluate-game").stdout
    assert f"{len(OCCUPATIONS)} métiers" in printed
    assert "cartes choisies, après 12 : " in printed
    assert "ordre fixe, les 12 premières du fichier : " in printed
    assert "gain sur les plus instructives : " in printed


@pytest.mark.usefixtures("environment")
def test_a_game_without_cards_cannot_be_measured(run: Run) -> None:
    with pytest.raises(EvaluationError, match=r"competences\.jsonl"):
        run("evaluate-game")


def _write(path: Path, items: Iterable[BaseModel]) -> None:
    """Write a file of JSON lines."""
    path.write_text("\n".join(each.model_dump_json() for each in items), encoding="utf-8")
