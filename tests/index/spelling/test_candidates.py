"""Candidates: the words that a misspelt one may stand for, and the cost of each."""

from __future__ import annotations

import pytest

from index.spelling.candidates import CATALOGUE_BONUS, FREQUENCY_BONUS, Candidates, bonus
from index.spelling.dictionary import Entry, catalogue_words, with_french

ENTRIES = with_french(
    catalogue_words(["Un ordinateur et une imprimante"]),
    [("maquillage", 4.0), ("maison", 5.4), ("raison", 5.0), ("café", 5.0), ("vol", 4.5)],
)
CANDIDATES = Candidates(ENTRIES)


def forms(word: str) -> list[str]:
    """Return the forms of the candidates for a word, the cheapest first."""
    return [form for _, _, form in sorted(CANDIDATES.of(word))]


@pytest.mark.parametrize(
    ("word", "form"),
    [
        pytest.param("ordinatteur", "ordinateur", id="one edit"),
        pytest.param("inprimente", "imprimante", id="same sound"),
        pytest.param("maquiyache", "maquillage", id="near sound"),
        pytest.param("kafé", "café", id="a short word, by its sound"),
    ],
)
def test_the_cheapest_candidate_should_be_the_word_meant(word: str, form: str) -> None:
    assert forms(word)[:1] == [form]


@pytest.mark.parametrize("word", ["dns", "xqzkwv", "vo"])
def test_a_word_like_no_other_should_have_no_candidate(word: str) -> None:
    assert forms(word) == []


def test_a_candidate_with_the_same_initial_should_cost_less() -> None:
    costs = {other: cost for cost, other, _ in CANDIDATES.of("maision")}
    assert costs["maison"] < costs.get("raison", float("inf"))


def test_a_word_of_the_catalogue_should_be_forgiven_more_than_a_word_of_french() -> None:
    catalogue, french = Entry("ordi", 3, 0.0, "ordi"), Entry("ordi", 0, 3.0, "ordi")
    assert bonus(catalogue) - bonus(french) == pytest.approx(CATALOGUE_BONUS)


def test_a_frequent_word_should_be_forgiven_more() -> None:
    rare, frequent = Entry("a", 0, 2.0, "a"), Entry("a", 0, 5.0, "a")
    assert bonus(frequent) - bonus(rare) == pytest.approx(3 * FREQUENCY_BONUS)
