"""Words one edit away: found among all by what is left of both when a letter is dropped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from index.spelling.deletions import MAX_CHARS, Deletions

NUMBERS = range(100, 200)
WORDS = ["ordinateur", "ordinaire", "atelier", "ateliers", "café", "vol"]


def near(words: list[str], typed: str) -> set[str]:
    """Return those of some words that are found near another."""
    by_number = dict(zip(NUMBERS, words, strict=False))
    found = Deletions.of(words, list(by_number)).near(typed)
    return {by_number[number] for number in found}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("ordinatteur", "ordinateur", id="a letter too many"),
        pytest.param("ordinteur", "ordinateur", id="a letter too few"),
        pytest.param("ordimateur", "ordinateur", id="another letter"),
        pytest.param("ordianteur", "ordinateur", id="two letters exchanged"),
    ],
)
def test_a_word_one_edit_away_should_be_found(typed: str, meant: str) -> None:
    assert meant in near(WORDS, typed)


@pytest.mark.parametrize("typed", ["", "imprimante", "a" * (MAX_CHARS + 1)])
def test_a_word_far_from_all_should_find_none(typed: str) -> None:
    assert not near(WORDS, typed)


def test_no_word_should_be_near_when_there_is_none() -> None:
    assert not near([], "ordinateur")


@given(st.lists(st.text("abc", min_size=1, max_size=6), unique=True), st.text("abc", max_size=6))
def test_every_word_at_most_one_edit_away_should_be_found(words: list[str], typed: str) -> None:
    close = {word for word in words if OSA.distance(word, typed) <= 1}
    assert close - {""} <= near(words, typed) or not typed
