"""How far the preparation of searches by meaning is: said by processes, read by the service."""

from __future__ import annotations

from pathlib import Path
from time import time

import pytest

from service.preparation import state
from service.preparation.state import (
    USUAL_S,
    VARIABLE,
    Preparation,
    Step,
    StepReporter,
    read_preparation,
    tell_failure,
)


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file where a process that prepares says how far it is."""
    path = tmp_path / "preparation.json"
    monkeypatch.setenv(VARIABLE, str(path))
    monkeypatch.setattr(state, "TOLD_EVERY_S", 0.0)
    return path


def read(path: Path) -> Preparation:
    """The state that was told."""
    found = read_preparation(path)
    assert found is not None
    return found


def test_a_step_should_be_told_with_its_texts(told: Path) -> None:
    reporter = StepReporter(Step.TEXTS)
    assert (read(told).etape, read(told).total) == (Step.TEXTS, 0)
    reporter(25, 100)
    assert (read(told).fait, read(told).total) == (25, 100)


def test_nothing_should_be_written_when_nobody_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    reporter = StepReporter(Step.ENCODER)
    reporter(1, 2)
    tell_failure("panne")
    assert not reporter
    assert not list(tmp_path.iterdir())


def test_the_first_reason_of_a_failure_should_stay(told: Path) -> None:
    StepReporter(Step.ENCODER)
    tell_failure("plus de place")
    tell_failure("« make build » s'est arrêtée")
    assert read(told).erreur == "plus de place"
    StepReporter(Step.ENCODER)  # started again
    assert read(told).erreur == ""


def test_what_is_left_should_follow_the_texts_that_are_done() -> None:
    begun = time() - 30
    half = Preparation(etape=Step.TEXTS, debut=begun, fait=50, total=100)
    assert half.left_s == pytest.approx(30 + USUAL_S[Step.INDEX], abs=2)
    assert 0 < half.percent < 99
    assert half.minutes == 1


def test_a_slow_machine_should_be_told_longer_times(told: Path) -> None:
    slow = Preparation(etape=Step.ENCODER, debut=time() - 3 * USUAL_S[Step.ENCODER])
    told.write_text(slow.model_dump_json(), encoding="utf-8")
    StepReporter(Step.TEXTS)
    assert read(told).facteur == pytest.approx(3, abs=0.1)
    usual = sum(USUAL_S[each] for each in (Step.TEXTS, Step.INDEX))
    assert read(told).left_s == pytest.approx(3 * usual, rel=0.1)


def test_a_step_that_lasts_should_never_be_told_as_over() -> None:
    late = Preparation(etape=Step.INDEX, debut=time() - 10_000)
    assert late.left_s > 0
    assert late.percent <= 99


@pytest.mark.parametrize("content", [None, "", "{}", '{"etape": "autre", "debut": 1}'])
def test_a_file_that_says_nothing_should_be_left(tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "preparation.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    assert read_preparation(path) is None
