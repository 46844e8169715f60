"""Lattice: the likeliest way to write a text, whatever the words and the spaces typed."""

from __future__ import annotations

import pytest

from index.spelling.lattice import Edge, FrenchWords, likeliest
from index.spelling.word_pairs import WordPairs

PAIRS = WordPairs({"je veux": 40, "veux un": 20, "un pc": 20, "je vois": 5, ". je": 60})
FRENCH = FrenchWords(PAIRS, lambda word: 1e-4 if word in ("veux", "vois", "je", "un") else 1e-8)


def as_typed(*words: str) -> list[Edge]:
    """Return the edges of words left as they are."""
    return [Edge(at, at + 1, (word,), None, 0.5) for at, word in enumerate(words)]


def test_the_words_beside_should_choose_among_readings_of_one_cost() -> None:
    readings = [Edge(1, 2, (word,), word, 0.0) for word in ("vois", "veux")]
    path = likeliest(3, [*as_typed("je", "veu", "un"), *readings], FRENCH)
    assert [edge.words for edge in path] == [("je",), ("veux",), ("un",)]


def test_two_words_typed_as_one_should_be_read_as_two() -> None:
    cut = Edge(0, 1, ("je", "veux"), "je veux", 0.3)
    path = likeliest(2, [*as_typed("jveu", "un"), cut], FRENCH)
    assert path[0] is cut


def test_a_word_typed_as_two_should_be_read_as_one() -> None:
    joined = Edge(0, 2, ("veux",), "veux", 0.0)
    path = likeliest(2, [*as_typed("ve", "ux"), joined], FRENCH)
    assert path == [joined]


def test_a_costly_reading_should_leave_the_words_as_typed() -> None:
    path = likeliest(1, [*as_typed("je"), Edge(0, 1, ("veux",), "veux", 3.0)], FRENCH)
    assert [edge.form for edge in path] == [None]


def test_a_text_without_words_should_have_no_path() -> None:
    assert likeliest(0, [], FRENCH) == []


def test_a_word_seen_after_another_should_cost_less() -> None:
    assert FRENCH.cost("je", "veux") < FRENCH.cost("je", "vois") < FRENCH.cost("je", "pc")


def test_without_pairs_the_frequency_of_words_should_decide() -> None:
    alone = FrenchWords(WordPairs(), FRENCH.share)
    assert alone.cost("je", "veux") == pytest.approx(alone.cost("un", "veux"))
    assert alone.cost("je", "veux") < alone.cost("je", "xzvqw")
