"""Tagging of words: tokens of each word, parts of a long text."""

from __future__ import annotations

import numpy as np

from index.encoder.tagging import MOST_TOKENS, coded, words_of

START, END = 0, 2


class Letters:
    """A tokenizer of one token a letter."""

    def ids(self, text: str) -> list[int]:
        """Return the code of each letter, between the special tokens."""
        return [START, *(ord(char) for char in text), END]


def test_words_should_keep_their_punctuation() -> None:
    text = "je code,  bien"
    assert [text[each.start : each.end] for each in words_of(text)] == ["je", "code,", "bien"]


def test_the_first_token_of_each_word_should_be_known() -> None:
    ((ids, places),) = coded("ab c", words_of("ab c"), Letters())
    assert ids == [START, ord("a"), ord("b"), ord("c"), END]
    assert [ids[place] for place in places] == [ord("a"), ord("c")]


def test_a_long_text_should_be_read_in_parts() -> None:
    text = " ".join(["mot"] * 200)
    parts = coded(text, words_of(text), Letters())
    assert len(parts) > 1
    assert sum(len(places) for _, places in parts) == 200
    assert max(len(ids) for ids, _ in parts) <= MOST_TOKENS
    assert all(np.all(np.array(places) < len(ids)) for ids, places in parts)


def test_a_word_longer_than_a_part_should_be_cut() -> None:
    text = "x" * 500
    ((ids, places),) = coded(text, words_of(text), Letters())
    assert len(ids) <= MOST_TOKENS
    assert places == [1]
