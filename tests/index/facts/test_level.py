"""Levels: what a clause says of how well something is done, apart from what is done."""

from __future__ import annotations

import pytest

from index.facts.level import LITTLE, at_level, is_beginner, read_level, shortened, without_level


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("un peu d'excel", "excel"),
        ("je fais un petit peu de couture", "je fais couture"),
        ("un peu d'expérience en jardinage", "jardinage"),
        ("programmer un peu en Python", "programmer en Python"),
        ("je débute en couture", "couture"),
        ("jdebute en php", "php"),
        ("je suis débutante en informatique", "informatique"),
        ("notions de comptabilité", "comptabilité"),
        ("j'ai quelques notions d'électricité", "électricité"),
        ("je connais les bases de la couture", "couture"),
        ("Excel niveau débutant", "Excel"),
        ("Python (débutant)", "Python"),
        ("niveau scolaire", ""),
        ("mais je débute", ""),
        ("sans plus", ""),
        ("un p'tit peu de menuiserie", "menuiserie"),
        ("comprends un peu l'arabe", "comprends l'arabe"),
        ("bases en électricité", "électricité"),
    ],
)
def test_a_beginner_should_be_told_from_what_they_begin(clause: str, said: str) -> None:
    assert read_level(clause) == (said, True)


@pytest.mark.parametrize(
    ("clause", "said"),
    [
        ("répare des vélos depuis 10 ans", "répare des vélos"),
        ("gardienne depuis dix-neuf ans", "gardienne"),
        ("10 ans d'expérience en vente", "vente"),
        ("soudeur confirmé", "soudeur"),
        ("Excel avancé", "Excel"),
        ("bonne maîtrise d'Excel", "Excel"),
        ("expert en SQL", "SQL"),
        ("depuis 2004", ""),
        ("caissière depuis 3 ans et demi", "caissière"),
        ("niveau intermédiaire en Excel", "Excel"),
    ],
)
def test_a_strong_level_should_be_left_out(clause: str, said: str) -> None:
    assert read_level(clause) == (said, False)


@pytest.mark.parametrize(
    "clause",
    [
        "j'initie les débutants",
        "ateliers pour débutants",
        "former un débutant",
        "animer un atelier niveau débutant",
        "transmettre des notions d'informatique",
        "bases de données",
        "un peu plus loin",
        "maîtrise d'œuvre",
        "expert-comptable",
        "souder",
    ],
)
def test_the_level_of_others_and_other_words_should_be_kept(clause: str) -> None:
    assert read_level(clause) == (clause, False)


def test_a_duration_should_be_one_short_word() -> None:
    years = "ans d'expérience en vente"
    assert read_level(f"vingt-cinq {years}") == ("vente", False)
    # a word without end is read from each of its dashes: it is bounded
    endless = "-".join("a" * 2_500)
    assert read_level(endless) == (endless, False)
    left, _ = read_level(f"{endless} {years}")
    assert left.startswith("a-a-a-")


def test_a_skill_cut_short_should_keep_its_level() -> None:
    words = "réparer " * 20
    assert shortened("souder", 20) == "souder"
    assert shortened(at_level(words.strip(), True), 30) == "réparer réparer" + LITTLE
    assert shortened(words.strip(), 30) == "réparer réparer"
    assert shortened("x" * 40, 30) == "x" * 21


def test_the_text_of_a_skill_should_hold_its_level_once() -> None:
    told = at_level("Excel", True)
    assert told == at_level(told, True) == "Excel — un peu"
    assert read_level(told) == ("Excel", True)
    assert without_level(told) == without_level("Excel") == at_level("Excel", False) == "Excel"
    assert is_beginner(told)
    assert not is_beginner("Excel")
