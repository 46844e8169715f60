"""Frequent words: content words of French, and words of other languages."""

from __future__ import annotations

from index.training.words import LANGUAGES, foreign_texts, frequent_words


def test_frequent_words_should_be_long_enough_and_mean_something() -> None:
    words = frequent_words()
    assert len(words) > 5_000
    assert {"monde", "ordinateur"} <= set(words)
    assert not {"avec", "les"} & set(words)


def test_foreign_texts_should_be_the_same_with_the_same_seed() -> None:
    texts = foreign_texts(1)
    assert texts == foreign_texts(1) != foreign_texts(2)
    assert len(texts) == 450 * len(LANGUAGES)
