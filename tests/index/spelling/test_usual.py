"""Usual forms of words: accents, capitals, number and gender change nothing of what is encoded."""

from __future__ import annotations

import pytest

from index.spelling.dictionary import catalogue_words, with_french
from index.spelling.usual import accented, usual
from index.spelling.vocabulary import Vocabulary

FRENCH = [
    ("numérique", 4.0), ("données", 5.0), ("donnée", 4.0), ("donner", 5.0), ("ordinateur", 4.5),
    ("ordinateurs", 4.0), ("refuser", 4.0), ("oublier", 4.5), ("marche", 5.0), ("marché", 5.0),
    ("médiateur", 3.5), ("temps", 5.5), ("santé", 5.0), ("mère", 5.0),
]  # fmt: skip
LEXICON = frozenset(["refuser", "oublier", "donner", "numerique", "ordinateur", "ordinateurs"])
WORDS = Vocabulary(
    with_french(catalogue_words(["aide de la CAF, avec Framasoft"]), FRENCH, LEXICON),
    (),
    LEXICON,
    (),
)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("un service numerique", "un service numérique"),
        ("mes donnees", "mes données"),
        ("il refuse", "il refuse"),
        ("j'ai oublie", "j'ai oublié"),
        ("refuse par la caf", "refusé par la caf"),
        ("un pc qui marche", "un pc qui marche"),
        ("la sante", "la santé"),
        ("Numerique", "numérique"),
    ],
)
def test_missing_accents_should_be_given_back(text: str, read: str) -> None:
    assert accented(text, WORDS) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("vendre des ordinateurs", "vendre des ordinateur"),
        ("une donnée ouverte", "une données ouverte"),
        ("ordinateurs", "ordinateurs"),
        ("la médiatrice arrive", "la médiateur arrive"),
        ("ma mère arrive", "ma mère arrive"),
        ("aide Framasoft", "aide framasoft"),
        ("à la caf où", "a la CAF ou"),
        ("le temps passe", "le temps passe"),
        ("la RATP arrive", "la RATP arrive"),
    ],
)
def test_words_should_be_encoded_in_their_usual_forms(text: str, read: str) -> None:
    assert usual(text, WORDS) == read
