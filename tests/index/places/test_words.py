"""Words of a text: their positions, and what surrounds each of them."""

from __future__ import annotations

import pytest

from index.places.words import Words


def test_words_should_be_folded_and_stand_where_they_were_typed() -> None:
    words = Words.of("À  l'Été,59000Lille")
    assert words.folded == ("a", "l", "ete", "59000", "lille")
    assert [words.text[start:end] for start, end in words.spans] == [
        "À",
        "l",
        "Été",
        "59000",
        "Lille",
    ]


@pytest.mark.parametrize(
    ("text", "place", "is_verb"),
    [
        pytest.param("il a Lille", 1, True, id="after a pronoun"),
        pytest.param("il à Lille", 1, False, id="with its accent"),
        pytest.param("atelier a Lille", 1, False, id="after a noun"),
        pytest.param("a Lille", 0, False, id="at the start"),
    ],
)
def test_the_verb_should_be_no_preposition(text: str, place: int, is_verb: bool) -> None:
    assert Words.of(text).is_verb(place) is is_verb


@pytest.mark.parametrize(
    ("text", "capital"),
    [
        pytest.param("à Sens", True, id="a capital"),
        pytest.param("à sens", False, id="none"),
        pytest.param("À SENS", False, id="all in capitals"),
    ],
)
def test_a_capital_should_count_only_when_it_is_meant(text: str, capital: bool) -> None:
    assert Words.of(text).capital(1, 2) is capital


def test_the_capital_that_starts_a_text_should_not_count() -> None:
    assert not Words.of("Sens unique").capital(0, 1)


@pytest.mark.parametrize(
    ("text", "count"), [("je suis à Lille", 2), ("près de Lille", 2), ("à Lille", 0), ("Lille", 0)]
)
def test_the_longest_trigger_before_a_word_should_be_found(text: str, count: int) -> None:
    words = Words.of(text)
    assert words.trigger(len(words) - 1, {"pres de", "de", "suis a"}) == count


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("savon de Marseille", "savon"),
        ("savon Marseille", "savon"),
        ("rue de la Réunion", "rue"),
        ("Marseille", ""),
        ("de Marseille", ""),
    ],
)
def test_the_word_that_a_name_completes_should_be_found(text: str, word: str) -> None:
    words = Words.of(text)
    assert words.head_noun(len(words) - 1) == word


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param("St-Étienne", "saint etienne", id="abbreviation"),
        pytest.param("à  Lille !", "a lille", id="spaces"),
    ],
)
def test_a_run_of_words_should_be_compared_as_names_are(text: str, key: str) -> None:
    words = Words.of(text)
    assert words.key(0, len(words)) == key


def test_the_words_around_another_should_be_empty_beyond_the_text() -> None:
    words = Words.of("atelier à Lille")
    assert (words.before(1), words.after(1)) == ("atelier", "lille")
    assert (words.before(0), words.before(1, 2), words.after(2)) == ("", "", "")


@pytest.mark.parametrize(
    ("text", "closed"), [("Lille", True), ("Lille, merci", True), ("Lille merci", False)]
)
def test_a_word_should_be_closed_by_punctuation_or_by_the_end(text: str, closed: bool) -> None:
    assert Words.of(text).closed(0) is closed


@pytest.mark.parametrize(
    ("text", "bracketed"), [("Lille (93)", True), ("Lille ( 93)", True), ("Lille 93", False)]
)
def test_a_word_after_an_opening_bracket_should_be_recognised(text: str, bracketed: bool) -> None:
    assert Words.of(text).bracketed(1) is bracketed
