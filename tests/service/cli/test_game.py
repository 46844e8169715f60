"""The command that measures the game of skills."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from pydantic import BaseModel

from index.errors import EvaluationError
from tests.index.skill_game.made_up import OCCUPATIONS, SKILLS
from tests.service.cli.conftest import Run


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
