"""Readings: the words of names that the words of a text may be, and how much each tells."""

from __future__ import annotations

import pytest

from index.names.readings import SOUND, NameWord, Readings, words_of
from tests.index.names.examples import COMMON, table

NAMES = table()
READINGS = Readings(NAMES, COMMON.__contains__)


def likest(word: str, plain: bool = False) -> tuple[str, float]:
    """The word of names that a word is most like, with its likeness."""
    read = READINGS.read(NameWord(words_of(word)[0].folded, word), plain)
    number, likeness = read.likest
    return (NAMES.word(number) if likeness else "", likeness)


def test_words_should_keep_their_accents_beside_their_folded_form() -> None:
    assert [(word.folded, word.typed) for word in words_of("Médiathèque d'Été")] == [
        ("mediatheque", "Médiathèque"),
        ("d", "d"),
        ("ete", "Été"),
    ]


@pytest.mark.parametrize(
    ("typed", "word"),
    [("ecodair", "ecodair"), ("écodère", "ecodair"), ("emaus", "emmaus"), ("conect", "connect")],
)
def test_a_word_should_be_read_by_its_letters_and_its_sound(typed: str, word: str) -> None:
    assert likest(typed)[0] == word


def test_a_misspelt_word_should_be_less_like_than_the_word_itself() -> None:
    assert likest("ecodair")[1] == 1.0
    assert 0.5 < likest("ecodairr")[1] < 1.0


def test_a_text_whose_words_all_exist_should_be_read_as_it_is() -> None:
    assert likest("ecodairr", plain=True) == ("", 0.0)
    assert likest("benevole", plain=True)[0] == "benevoles"


def test_a_small_or_common_word_should_be_everyday() -> None:
    assert READINGS.is_everyday("de")
    assert READINGS.is_everyday("envie")
    assert not READINGS.is_everyday("ecodair")


def test_two_words_should_be_joined_where_they_are_none_of_ours() -> None:
    joined = [[word.folded for word in each] for each in READINGS.of(words_of("eco dair"), False)]
    assert joined == [["eco", "dair"], ["ecodair"]]
    assert len(list(READINGS.of(words_of("emmaus connect"), False))) == 1


@pytest.mark.parametrize("typed", ["ecodere", "ecoderes", "emmauses"])
def test_a_word_that_may_sound_the_same_should_be_as_like_whatever_it_may_sound_else(
    typed: str,
) -> None:
    assert likest(typed)[1] == SOUND
