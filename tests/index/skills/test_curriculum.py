"""Curricula: what is read of a long text in lines, and what is left out."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import InvalidQuery
from index.places.communes import read_communes
from index.places.gazetteer import Gazetteer
from index.skills.curriculum import MAX_TEXT_CHARS, LongProfile, sentences_of
from index.skills.profile import read_profile
from index.text.analysis import fold
from tests.conftest import ROOT
from tests.towns import GAZETTEER

CURRICULUM = """Nadia BENALI
12 rue des Lilas
59100 Roubaix
06 12 34 56 78
nadia@exemple.fr

EXPÉRIENCES PROFESSIONNELLES
2019 - 2023 : Vendeuse en téléphonie
- Petites réparations
De mars 2016 à juin 2018 Assistante administrative
LANGUES
Arabe : courant
"""
CURRICULA = tomllib.loads((Path(__file__).parent / "curricula.toml").read_text(encoding="utf-8"))[
    "curriculum"
]
"""Curricula of different shapes, with what is a skill in each and what is none."""


@cache
def towns() -> Gazetteer:
    """The whole table of communes."""
    return Gazetteer(read_communes(ROOT / "data" / "communes.csv"))


def holds(text: str, words: list[str]) -> bool:
    """Whether a text holds a word that begins as one of some words does."""
    return any(re.search(rf"\b{re.escape(fold(word))}", fold(text)) for word in words)


def boxes(curriculum: Mapping[str, Any]) -> tuple[list[str], list[str]]:
    """The skills read in a curriculum, and those of them that are wrong."""
    read = read_profile(sentences_of(curriculum["text"], towns())).skills
    skills, other = curriculum["skills"], curriculum["other"]
    wrong = [each for each in read if holds(each, other) or not holds(each, skills)]
    return list(read), wrong


@pytest.mark.parametrize("curriculum", CURRICULA, ids=[each["shape"] for each in CURRICULA])
def test_what_was_done_should_be_read_in_curricula_of_all_shapes(
    curriculum: Mapping[str, Any],
) -> None:
    read, wrong = boxes(curriculum)
    lost = [each for each in curriculum["skills"] if not any(holds(one, [each]) for one in read)]
    assert len(lost) <= 1, lost
    assert len(wrong) <= 3, wrong


def test_one_box_in_ten_at_most_should_be_wrong_in_all_curricula() -> None:
    both = [boxes(each) for each in CURRICULA]
    assert len(CURRICULA) == 16
    assert sum(len(read) for read, _ in both) >= 180
    assert sum(len(wrong) for _, wrong in both) <= 0.1 * sum(len(read) for read, _ in both)


def test_the_towns_of_a_short_text_should_be_left_to_the_place_looked_for() -> None:
    text = "je sais souder, je cherche un emploi à Lille"
    assert sentences_of(text, GAZETTEER) == text


def test_a_trade_in_capitals_should_not_be_taken_for_a_name() -> None:
    lines = "\nsouder\ntrier\nranger"
    assert sentences_of("AIDE SOIGNANTE" + lines) == "AIDE SOIGNANTE ; souder ; trier ; ranger"
    assert sentences_of("NADIA BENALI" + lines) == "souder ; trier ; ranger"
    assert sentences_of("Nadia Benali" + lines) == "souder ; trier ; ranger"


def test_a_curriculum_should_be_read_line_by_line() -> None:
    assert read_profile(sentences_of(CURRICULUM)).skills == (
        "Vendeuse en téléphonie",
        "Petites réparations",
        "Assistante administrative",
    )


def test_the_languages_of_a_curriculum_should_be_read() -> None:
    assert read_profile(sentences_of(CURRICULUM)).languages == ("ar",)


@pytest.mark.parametrize(
    "line",
    [
        "06 12 34 56 78",
        "+33 6 12 34 56 78",
        "nadia@exemple.fr",
        "https://exemple.fr/nadia",
        "12 bis rue des Lilas",
        "59100 Roubaix",
        "Née le 3 mars 1990",
        "Formation",
        "Compétences professionnelles :",
        "Centres d'intérêts",
        "Nadia BENALI",
    ],
)
def test_who_the_person_is_should_not_be_taken_for_a_skill(line: str) -> None:
    assert sentences_of(line) == ""


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("2019-2021 Serveuse", "Serveuse"),
        ("depuis septembre 2020 : cuisinier", "cuisinier"),
        ("• Accueil des familles", "Accueil des familles"),
        ("Windows 11", "Windows 11"),
    ],
)
def test_dates_and_bullets_should_be_left_out_of_a_line(line: str, kept: str) -> None:
    assert sentences_of(line) == kept


@pytest.mark.parametrize(
    ("header", "kept"),
    [
        ("Jean Dupont, 06 12 34 56 78, jean@x.fr", ""),
        ("06 12 34 56 78 | Jean Dupont | Vendeur", "Vendeur"),
        ("Nadia BENALI | Vendeuse", "Vendeuse"),
        ("Jean Dupont – Vendeur", "Vendeur"),
        ("JEAN DUPONT, 59100 Roubaix", ""),
    ],
)
def test_the_name_in_a_header_should_not_be_taken_for_a_skill(header: str, kept: str) -> None:
    said = sentences_of(f"{header}\nsouder\ntrier\nranger", GAZETTEER)
    assert said == " ; ".join(filter(None, [kept, "souder", "trier", "ranger"]))


def test_a_name_beside_contact_details_should_be_left_out_of_any_line() -> None:
    said = sentences_of("souder\ntrier\nJean Dupont, 06 12 34 56 78\nSara NKOMO, ranger")
    assert said == "souder ; trier ; ranger"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Soudeur • Permis B • 06 12 34 56 78", "Soudeur ; Permis B"),
        ("Permis B | jean@x.fr", "Permis B"),
        ("Jean Dupont | Soudeur | 06 12 34 56 78", "Soudeur"),
        ("Nadia BENALI | Vendeuse", "Vendeuse"),
        ("Animateur BAFA", "Animateur BAFA"),
        ("06 12 34 56 78 • jean@x.fr", ""),
    ],
)
def test_a_short_text_should_lose_its_contact_details_alone(text: str, kept: str) -> None:
    assert sentences_of(text) == kept


@settings(deadline=None)
@given(st.lists(st.text(max_size=80), min_size=4, max_size=8).map("\n".join))
def test_any_text_should_be_read_as_a_curriculum(text: str) -> None:
    said = sentences_of(text, GAZETTEER)
    assert len(said) <= len(text) + 3 * text.count("\n") + 3 * len(text.split("\t"))


def test_a_profile_of_two_pages_should_be_accepted_and_no_longer_one() -> None:
    text = "souder " * (MAX_TEXT_CHARS // 7)
    assert LongProfile(text).text == text.strip()
    with pytest.raises(InvalidQuery):
        LongProfile("x" * (MAX_TEXT_CHARS + 1))
