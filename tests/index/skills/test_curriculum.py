"""Curricula: what is read of a long text in lines, and what is left out."""

from __future__ import annotations

import pytest

from index.errors import InvalidQuery
from index.skills.curriculum import MAX_TEXT_CHARS, LongProfile, sentences_of
from index.skills.profile import read_profile

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


def test_a_profile_of_two_pages_should_be_accepted_and_no_longer_one() -> None:
    text = "souder " * (MAX_TEXT_CHARS // 7)
    assert LongProfile(text).text == text.strip()
    with pytest.raises(InvalidQuery):
        LongProfile("x" * (MAX_TEXT_CHARS + 1))
