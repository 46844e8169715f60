"""Acronyms written as their letters are said."""

from __future__ import annotations

import pytest

from index.spelling.spelled import is_letter, spelled

KNOWN = frozenset(["hlm", "caf", "rsa", "mdph", "cdad"])


@pytest.mark.parametrize(
    ("text", "acronym"),
    [
        ("ash elle aime", "hlm"),
        ("céaéf", "caf"),
        ("émédépéache", "mdph"),
        ("ses dés a dé", "cdad"),
        ("bonjour", ""),
        ("elle aime", ""),
        ("", ""),
        ("a " * 9, ""),
    ],
)
def test_an_acronym_should_be_read_from_the_names_of_its_letters(text: str, acronym: str) -> None:
    assert spelled(text.split(), KNOWN.__contains__, whole=True) == acronym


def test_a_letter_should_lose_its_first_sound_inside_a_word_alone() -> None:
    assert spelled(["hersa"], KNOWN.__contains__, whole=True) == ""
    assert spelled(["hersa"], KNOWN.__contains__, whole=False) == "rsa"
    assert spelled(["hachelem"], KNOWN.__contains__, whole=False) == "hlm"


def test_a_word_should_be_told_that_is_the_name_of_a_letter() -> None:
    assert is_letter("elle")
    assert not is_letter("ordinateur")
