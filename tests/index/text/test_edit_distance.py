"""Edits between words: how many are allowed, and slips of the fingers."""

from __future__ import annotations

import pytest

from index.text.edit_distance import edit_budget, is_slip


@pytest.mark.parametrize(
    ("word", "edits"),
    [("vol", 0), ("velo", 1), ("atelie", 1), ("ateliee", 2), ("ordinateurs", 3)],
)
def test_longer_words_should_be_allowed_more_edits(word: str, edits: int) -> None:
    assert edit_budget(word, ((4, 1), (7, 2), (11, 3))) == edits


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("ordinatzur", "ordinateur", id="a neighbouring key"),
        pytest.param("ordinaetur", "ordinateur", id="two letters swapped"),
        pytest.param("ordinatteur", "ordinateur", id="a letter doubled"),
        pytest.param("afaire", "affaire", id="a double letter typed once"),
    ],
)
def test_a_slip_of_the_fingers_should_be_no_other_word(typed: str, meant: str) -> None:
    assert is_slip(typed, meant)


@pytest.mark.parametrize(("typed", "meant"), [("vente", "verte"), ("balle", "balise")])
def test_another_letter_should_be_no_slip(typed: str, meant: str) -> None:
    assert not is_slip(typed, meant)
