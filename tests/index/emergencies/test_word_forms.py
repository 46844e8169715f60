"""Words recognized however they are written."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from index.emergencies.word_forms import WordForms, words_of

FRENCH = ("poitrine", "veux", "étouffe", "feu", "harcel*", "insulte", "mourir", "m", "s", "arme")
FORMS = WordForms(("fr", word) for word in FRENCH)
EXIST = frozenset({"nourrir", "armee", "courir", "fe"})


def recognized(text: str, exist: Collection[str] = EXIST) -> list[set[str]]:
    """The words that each word of a text may be."""
    return [{FRENCH[number] for number in each} for each in FORMS.read(text, exist.__contains__)]


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("POITRINE", "poitrine"),
        ("poitrinne", "poitrine"),
        ("poitirne", "poitrine"),
        ("etouffe", "étouffe"),
        ("harcelée", "harcel*"),
        ("arcelé", "harcel*"),
        ("mourire", "mourir"),
    ],
)
def test_a_word_should_be_recognized_by_its_sound_or_with_a_wrong_letter(
    typed: str, word: str
) -> None:
    assert word in recognized(typed)[0]


@pytest.mark.parametrize("typed", ["nourrir", "courir", "armée", "fée", "12", "je"])
def test_another_word_should_not_be_taken_for_one(typed: str) -> None:
    assert recognized(typed) == [set()]


def test_a_word_that_exists_should_have_no_wrong_letter() -> None:
    assert recognized("poitrinz", frozenset({"poitrinz"})) == [set()]
    assert recognized("poitrinz") == [{"poitrine"}]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("jveu", [set(), {"veux"}]),
        ("sétouffe", [{"s"}, {"étouffe"}]),
        ("minsulte", [{"m"}, {"insulte"}]),
    ],
)
def test_words_joined_should_be_cut(typed: str, words: list[set[str]]) -> None:
    assert recognized(typed) == words


def test_arabic_should_lose_what_it_joins_to_words() -> None:
    forms = WordForms([("ar", "سكين"), ("ar", "انتحار")])
    assert forms.read("بسكين والانتحار", EXIST.__contains__) == [{0}, {1}]


@pytest.mark.parametrize("text", ["мене б'є", "мене б’є", "мене бʼє"])
def test_the_apostrophe_of_ukrainian_should_not_cut_a_word(text: str) -> None:
    assert words_of(text) == ["мене", "бє"]


def test_english_negations_should_not_be_cut() -> None:
    assert words_of("I don't, I'm") == ["i", "dont", "im"]
    assert words_of("j'ai") == ["j", "ai"]
