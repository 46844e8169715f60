"""Words that differ by their accents alone, and mean something else."""

from __future__ import annotations

import pytest

from index.text.accents import has_twin, meaning
from index.text.analysis import content_words, fold


def stems(text: str) -> list[str]:
    """The stems of a text."""
    return [token.stem for token in content_words(text)]


@pytest.mark.parametrize(
    ("one", "other"), [("marche", "marché"), ("tache", "tâche"), ("pêche", "péché")]
)
def test_words_of_different_accents_and_meanings_should_not_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert stems(one) != stems(other)


@pytest.mark.parametrize(
    ("one", "other"), [("répare", "réparé"), ("marché", "marchés"), ("aide", "aidé")]
)
def test_forms_of_one_word_should_meet(one: str, other: str) -> None:
    assert stems(one) == stems(other)


def test_the_feminine_should_meet_the_masculine() -> None:
    assert stems("médiatrice numérique") == stems("médiateur numérique")


def test_a_word_that_has_a_twin_should_be_known() -> None:
    assert has_twin("marche")
    assert not has_twin("numerique")
    assert meaning("marché") != meaning("marche")
