"""The texts that the model of dangers is fitted on."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path

import pytest

from index.emergencies.directory import read_directory
from index.errors import EvaluationError
from index.evaluation.emergencies import read_calls, read_looks
from index.training.danger_texts import DangerText, read_hands, shares_of
from tests.conftest import ROOT

HANDS = ROOT / "data" / "encoder" / "dangers" / "mains.tsv.gz"
UNSEEN = ROOT / "data" / "evaluation" / "urgences" / "inconnus"


@pytest.fixture(scope="module")
def hands() -> list[DangerText]:
    """Our texts."""
    return read_hands(HANDS)


def test_there_should_be_many_hands_with_calls_and_look_alikes(hands: list[DangerText]) -> None:
    calls = Counter(text.hand for text in hands if text.situations)
    looks = Counter(text.hand for text in hands if not text.situations)
    assert len(calls) >= 15
    assert min(calls.values()) >= 290
    assert min(looks.values()) >= 290


def test_every_situation_should_be_one_of_the_file_of_emergencies(hands: list[DangerText]) -> None:
    directory = read_directory(ROOT / "data" / "urgences.toml")
    assert directory is not None
    known = {each.nom for each in directory.situations}
    assert {name for text in hands for name in text.situations} <= known


def test_no_judged_text_should_have_been_learned(hands: list[DangerText]) -> None:
    judged = [
        *read_calls(UNSEEN / "appels.tsv"),
        *read_calls(UNSEEN / "premiers.tsv"),
        *read_looks(UNSEEN / "ordinaires.tsv"),
    ]
    learned = {text.text.casefold() for text in hands if len(text.text.split()) > 3}
    assert [each.texte for each in judged if each.texte.casefold() in learned] == []


@pytest.mark.parametrize(
    ("situations", "expected"),
    [
        ((), {0: 1.0}),
        (("suicide",), {1: 1.0}),
        (("suicide", "carte"), {1: 0.7, 2: 0.3}),
        (("inconnue",), {0: 1.0}),
    ],
)
def test_a_text_should_be_shared_among_its_situations(
    situations: tuple[str, ...], expected: dict[int, float]
) -> None:
    found = shares_of(DangerText("m", "fr", "dit", situations, "x"), ("", "suicide", "carte"))
    assert found == pytest.approx(expected)


def test_a_file_that_cannot_be_read_should_be_told(tmp_path: Path) -> None:
    path = tmp_path / "mains.tsv.gz"
    path.write_bytes(b"x")
    with pytest.raises(EvaluationError, match=r"mains\.tsv"):
        read_hands(path)
    path.write_bytes(gzip.compress(b"main\tx\n"))
    with pytest.raises(EvaluationError, match="colonnes"):
        read_hands(path)
