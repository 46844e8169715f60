"""Frequent words: content words of French, and words of other languages."""

from __future__ import annotations

from index.training.words import (
    LANGUAGES,
    LINKS,
    OPENINGS,
    composed_texts,
    foreign_texts,
    frequent_words,
)


def test_frequent_words_should_be_long_enough_and_mean_something() -> None:
    words = frequent_words()
    assert len(words) > 5_000
    assert {"monde", "ordinateur"} <= set(words)
    assert not {"avec", "les"} & set(words)


def test_foreign_texts_should_be_the_same_with_the_same_seed() -> None:
    texts = foreign_texts(1)
    assert texts == foreign_texts(1) != foreign_texts(2)
    assert len(texts) == 450 * len(LANGUAGES)


def test_composed_texts_should_have_one_to_three_words_in_the_turns_of_requests() -> None:
    texts, words = composed_texts(1), set(frequent_words())
    assert texts == composed_texts(1) != composed_texts(2)
    for text in texts[:200]:
        begun = max((each for each in OPENINGS if text.startswith(each)), key=len)
        kept = [word for word in text[len(begun) :].split() if word in words]
        assert 1 <= len(kept) <= 3, text
    assert any(link in text for link in LINKS[1:] for text in texts)
