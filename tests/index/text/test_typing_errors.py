"""Tables of typing errors: neighbouring keys, elisions, homophones and abbreviations."""

from __future__ import annotations

import pytest

from index.text.typing_errors import (
    ELIDED,
    HOMOPHONES,
    NEIGHBOURS,
    SMS,
    SOUNDS,
    VERB,
    WORD,
    bare,
)


@pytest.mark.parametrize(
    ("letter", "neighbours"), [("a", "zqs"), ("m", "opl"), ("g", "rtyfhvbn"), ("w", "qsx")]
)
def test_neighbours_should_be_the_keys_around_on_azerty(letter: str, neighbours: str) -> None:
    assert set(NEIGHBOURS[letter]) == set(neighbours)


def test_neighbours_should_be_mutual() -> None:
    pairs = {(letter, other) for letter, others in NEIGHBOURS.items() for other in others}
    assert {(other, letter) for letter, other in pairs} == pairs


@pytest.mark.parametrize(("char", "expected"), [("é", "e"), ("ç", "c"), ("a", "a"), ("Ù", "U")])
def test_a_letter_should_lose_its_accent(char: str, expected: str) -> None:
    assert bare(char) == expected


@pytest.mark.parametrize("word", ["l'ordinateur", "d’occasion", "Qu'on", "j'ai"])
def test_an_elision_should_be_recognised(word: str) -> None:
    assert ELIDED.search(word)


def test_a_word_should_keep_its_apostrophe_and_its_hyphen() -> None:
    assert WORD.findall("l'ordi 42, porte-monnaie") == ["l'ordi", "porte-monnaie"]


def test_endings_of_verbs_that_sound_alike_should_be_recognised() -> None:
    assert [VERB.sub("", word) for word in ("réparer", "réparé", "réparait")] == ["répar"] * 3


def test_a_word_should_be_in_one_group_of_homophones() -> None:
    words = [word for group in HOMOPHONES for word in group]
    assert len(words) == len(set(words))


def test_an_abbreviation_should_replace_a_word_in_lower_case() -> None:
    assert all(word == word.lower() and forms for word, forms in SMS.items())


def test_every_other_spelling_of_a_sound_should_change_what_it_replaces() -> None:
    for pattern, spellings in SOUNDS:
        assert spellings
        assert all(not pattern.fullmatch(spelling) or r"\1" in spelling for spelling in spellings)
