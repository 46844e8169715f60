"""Names and numbers of lines, typed alone."""

from __future__ import annotations

import pytest

from index.emergencies.directory import read_directory
from index.emergencies.lines import Lines
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def lines() -> Lines:
    """The lines of our file."""
    directory = read_directory(ROOT / "data" / "urgences.toml")
    assert directory is not None
    return Lines(directory)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("115", "115"),
        ("le 39 19", "3919"),
        ("numéro 3018", "3018"),
        ("31.14", "3114"),
        ("appeler le 0800 05 95 95", "0 800 05 95 95"),
        ("3977", "3133"),
        ("sos amitier", "09 72 39 40 50"),
        ("ALLO ENFANCE EN DANGER", "119"),
        ("viol femme information", "0 800 05 95 95"),
        ("samu", "15"),
    ],
)
def test_a_line_typed_alone_should_be_known(lines: Lines, typed: str, number: str) -> None:
    assert [each.numero for each in lines.named(typed, "fr")] == [number]


@pytest.mark.parametrize(
    "typed",
    [
        "bénévole au 115",
        "appartement 15 rue de la paix",
        "enfance",
        "j'ai 17 ans",
        "amitié",
        "le 14 juillet",
        "",
        "1" * 40,
    ],
)
def test_a_text_that_says_more_or_less_should_name_no_line(lines: Lines, typed: str) -> None:
    assert lines.named(typed, "fr") == ()


def test_the_line_of_the_country_should_come_first(lines: Lines) -> None:
    assert [each.nom for each in lines.named("112", "be")] == ["Ambulance et pompiers"]
    assert [each.nom for each in lines.named("103", "fr")] == ["Écoute-Enfants"]
