"""Tests of the reading of missions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.skills.mission import read_mission
from index.skills.profile import MAX_SKILLS


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        (
            "Nous cherchons une personne pour démarcher les entreprises et obtenir des dons.",
            ("démarcher les entreprises", "obtenir des dons"),
        ),
        (
            "on cherche un livreur à vélo pour porter les paniers",
            ("livreur à vélo", "porter les paniers"),
        ),
        ("qui peut nous aider à écrire la newsletter", ("écrire la newsletter",)),
        ("cherche kelkun pr tirer un cable", ("tirer un cable",)),
        ("Sept communes veulent une personne qui forme les agents", ("forme les agents",)),
        ("réparer des vélos", ("réparer des vélos",)),
        ("2024", ()),
    ],
)
def test_who_seeks_and_the_word_for_somebody_are_removed(
    text: str, skills: tuple[str, ...]
) -> None:
    assert read_mission(text).skills == skills


@pytest.mark.parametrize(
    ("text", "moments"),
    [
        ("tenir la permanence le mercredi 14h-17h", ("le mercredi 14h-17h",)),
        ("réparer, un samedi par mois", ("un samedi par mois",)),
        ("former l'équipe, deux soirées en novembre", ("deux soirées en novembre",)),
        ("apprendre à mettre le site à jour", ()),
        ("animer pour les 8-12 ans", ()),
    ],
)
def test_days_and_hours_are_set_apart(text: str, moments: tuple[str, ...]) -> None:
    read = read_mission(text)
    assert read.moments == moments
    assert not any(moment in skill for moment in moments for skill in read.skills)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("La mairie recrute une personne", ("emploi",)),
        ("cherche bénévole ou service civique", ("benevolat", "volontariat")),
        ("apprendre LibreOffice à nos bénévoles", ()),
        ("un salarié en mécénat de compétences", ("mecenat",)),
        ("cherche une stagiaire", ("formation",)),
        ("cherche une personne", ()),
    ],
)
def test_the_ways_asked_for_are_read(text: str, ways: tuple[str, ...]) -> None:
    assert read_mission(text).ways == ways


def test_languages_are_codes() -> None:
    assert read_mission("accueillir en arabe et en ukrainien").languages == ("ar", "uk")


@given(st.text(max_size=1_000))
def test_any_text_is_read(text: str) -> None:
    read = read_mission(text)
    assert len(read.skills) <= MAX_SKILLS
    assert all(skill.strip() for skill in read.skills)
