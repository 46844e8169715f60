"""Grammatical gender: a text about oneself in one gender, things left alone."""

from __future__ import annotations

import pytest

from index.text.gender import masculine


@pytest.mark.parametrize(
    ("feminine", "expected"),
    [
        ("Technicienne fibre", "Technicien fibre"),
        ("je suis vendeuse", "je suis vendeur"),
        ("animatrice sérieuse", "animateur sérieux"),
        ("infirmière, conseillère, bouchère", "infirmier, conseiller, boucher"),
        ("retraitée, motivée", "retraité, motivé"),
        ("assistantes sociales", "assistants sociaux"),
        ("professionnelles", "professionnels"),
        ("CAISSIÈRE", "CAISSIER"),
        ("ingénieure, experte, adjointe", "ingénieur, expert, adjoint"),
        ("mère de trois enfants", "père de trois enfants"),
    ],
)
def test_a_word_that_says_the_gender_should_be_in_the_masculine(
    feminine: str, expected: str
) -> None:
    assert masculine(feminine) == expected
    assert masculine(expected) == expected


@pytest.mark.parametrize(
    "text",
    [
        "une visseuse et une perceuse",
        "la lumière, la matière, une cafetière",
        "des journées de données",
        "une heure",
    ],
)
def test_the_name_of_a_thing_should_be_kept(text: str) -> None:
    assert masculine(text) == text
