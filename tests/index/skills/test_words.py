"""Words of the occupations: BM25 on all of their texts, in one grammatical gender."""

from __future__ import annotations

from index.skills.words import OccupationWords
from tests.conftest import make_occupation

REPAIR = make_occupation("reparateur", ("Réparer des smartphones",), nom="Réparateur")
SELL = make_occupation("vendeur", ("Tenir une caisse",), paroles=["j'ai vendu des habits"])
WORDS = OccupationWords((REPAIR, SELL))


def test_the_occupation_that_has_the_words_should_score_higher() -> None:
    scores = WORDS.scores("réparation de smartphones")
    assert scores[0] > scores[1] == 0


def test_what_people_say_should_count() -> None:
    scores = WORDS.scores("vendre des habits")
    assert scores[1] > scores[0]


def test_both_genders_should_score_the_same() -> None:
    assert WORDS.scores("vendeuse").tolist() == WORDS.scores("vendeur").tolist()


def test_a_text_without_known_words_should_score_nothing() -> None:
    assert WORDS.scores("!?").tolist() == [0.0, 0.0]
