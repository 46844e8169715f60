"""Readings: what a word may be when it is heard, cut, joined, or short for another."""

from __future__ import annotations

import pytest

from index.spelling.candidates import Candidates
from index.spelling.dictionary import with_french
from index.spelling.readings import Readings, Typed
from index.spelling.vocabulary import Vocabulary
from index.text.analysis import fold

FRENCH = [("je", 7.3), ("arrive", 5.3), ("veux", 5.5), ("autre", 5.9), ("quai", 4.5)]
FRENCH += [("est", 7.4), ("compte", 5.4), ("conte", 4.3), ("haie", 3.9)]
ENTRIES = with_french({}, FRENCH)
VOCABULARY = Vocabulary(ENTRIES, (), (), ())
READINGS = Readings(
    VOCABULARY, Candidates(ENTRIES), {("koi",): ["quoi"], ("c", "koi"): ["c'est quoi"]}
)


def typed(text: str) -> list[Typed]:
    """Return the words of a text, one space apart."""
    start, found = 0, []
    for word in text.split(" "):
        found.append(Typed(start, start + len(word), word, fold(word)))
        start += len(word) + 1
    return found


def forms(word: str) -> set[str | None]:
    """Return what a misspelt word may be."""
    return {edge.form for edge in READINGS.misspelt(0, typed(word)[0], far=True)}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        pytest.param("jarive", "j'arrive", id="an elision, and heard"),
        pytest.param("jveu", "je veux", id="a pronoun without its vowel"),
        pytest.param("zotre", "autre", id="the sound between two words"),
        pytest.param("dotre", "d'autre", id="an article"),
        pytest.param("kai", "quai", id="heard"),
        pytest.param("arrrive", "arrive", id="a slip"),
    ],
)
def test_a_misspelt_word_should_be_read_as_what_was_meant(word: str, meant: str) -> None:
    assert meant in forms(word)


def test_no_article_should_be_elided_before_a_consonant() -> None:
    assert not any("'" in (form or "") for form in forms("lveux"))


def test_a_word_that_exists_should_be_heard_as_those_that_sound_the_same() -> None:
    heard = READINGS.heard(0, typed("conte")[0], rarer=0.0)
    assert {edge.form for edge in heard} == {"compte"}


def test_a_word_hardly_rarer_than_another_should_be_heard_as_itself() -> None:
    assert list(READINGS.heard(0, typed("conte")[0], rarer=9.0)) == []


def test_the_longest_shorthand_should_be_read_with_the_shortest() -> None:
    words = typed("c koi")
    assert [edge.form for edge in READINGS.shorthands(0, words, 1)] == ["c'est quoi"]
    assert [edge.form for edge in READINGS.shorthands(1, words, 1)] == ["quoi"]
    assert not list(READINGS.shorthands(1, words, 2))


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        pytest.param("j arive", "j'arrive", id="a space for an apostrophe"),
        pytest.param("ar rive", "arrive", id="a space inside a word"),
        pytest.param("t arrive", None, id="as in a t il"),
        pytest.param("ar, rive", None, id="apart"),
    ],
)
def test_words_typed_apart_should_be_joined(text: str, joined: str | None) -> None:
    found = {edge.form for edge in READINGS.joined(0, typed(text), text)}
    assert joined in found if joined else not found
