"""What pages show of a likely danger, and of a loss."""

from __future__ import annotations

import pytest

from index.emergencies.detector import Emergencies, Emergency, Strength
from index.emergencies.directory import read_directory
from service.presentation.emergency import emergency_shown, shown_emergency
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def emergencies() -> Emergencies:
    """What tells emergencies, by the rules of our file alone."""
    directory = read_directory(ROOT / "data" / "urgences.toml")
    assert directory is not None
    return Emergencies(directory)


def told(emergencies: Emergencies, text: str) -> Emergency:
    """The emergency of a text, which says one."""
    found = emergencies.of(text, lambda word: False)
    assert found is not None
    return found


def test_a_likely_danger_should_be_one_line_and_no_box(emergencies: Emergencies) -> None:
    sure = told(emergencies, "mon mari me frappe")
    likely = Emergency(
        sure.situation, sure.language, sure.numbers, sure.advice, sure.directory,
        strength=Strength.LIKELY,
    )  # fmt: skip
    shown = shown_emergency(likely)
    assert not shown.numbers
    assert shown.possible[0].possible == "Si vous ou quelqu'un êtes en danger :"
    assert [number.numero for number, _, _ in shown.possible[0].numbers][0] == "3919"


def test_an_ordinary_need_should_show_nothing() -> None:
    assert emergency_shown(None)["emergency"] == []


def test_a_loss_should_be_steps_in_order_with_the_number_of_the_country(
    emergencies: Emergencies,
) -> None:
    losses = {each.nom: each for each in emergencies.directory.situations if each.etapes}
    french = emergencies._sure([losses["carte"]], "fr", "fr")
    shown = shown_emergency(french)
    assert not shown.numbers
    first, *_ = shown.steps[0].steps
    assert first[0] == "Appelez votre banque tout de suite et faites bloquer la carte."
    assert first[1].number is not None
    assert first[1].number.numero == "0 892 705 705"
    belgian = emergencies._sure([losses["carte"]], "fr", "be")
    number = belgian.steps[0].number
    assert number is not None
    assert number.numero == "078 170 170"
    assert belgian.steps[2].address == ""
