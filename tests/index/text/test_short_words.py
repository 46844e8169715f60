"""Short words: those that the lexicon of French leaves out."""

from __future__ import annotations

import pytest

from index.text.analysis import fold
from index.text.short_words import SHORT_WORDS


def test_short_words_should_be_folded_and_of_three_letters_at_most() -> None:
    assert [word for word in SHORT_WORDS if word != fold(word) or len(word) > 3] == []


@pytest.mark.parametrize("word", ["pa", "ki", "ke", "dan", "mtn", "pr"])
def test_no_shorthand_should_be_a_word_of_french(word: str) -> None:
    assert word not in SHORT_WORDS
