"""Phonetics: words of one sound, slips of the fingers, and edits allowed in a word."""

from __future__ import annotations

import pytest

from index.text.phonetics import edit_budget, first_letter, is_slip, phonetic_key, phonetic_keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("smartfone", "smartphone"),
        ("recondissione", "reconditionne"),
        ("ordinateure", "ordinateur"),
        ("atelie", "ateliers"),
        ("fromaje", "fromage"),
        ("kai", "quai"),
        ("anfan", "enfants"),
        ("cinple", "simple"),
        ("bato", "bateau"),
        ("voi", "voix"),
        ("semene", "semaine"),
        ("domene", "domaine"),
        ("souterene", "souterraine"),
        ("iletrisme", "illettrisme"),
        ("vilaje", "village"),
        ("klinik", "clinique"),
        ("loye", "loyer"),
        ("foto", "photo"),
        ("roujol", "rougeole"),
        ("krono", "chrono"),
        ("taksi", "taxi"),
        ("bouate", "boite"),
        ("serpiiere", "serpilliere"),
        ("aksident", "accident"),
        ("akompagner", "accompagner"),
    ],
)
def test_words_of_one_sound_should_sound_the_same(one: str, other: str) -> None:
    assert phonetic_key(one) == phonetic_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("vente", "verte"), ("gare", "guerre"), ("ville", "vie")]
)
def test_words_said_otherwise_should_sound_otherwise(one: str, other: str) -> None:
    assert phonetic_key(one) != phonetic_key(other)


def test_a_last_consonant_may_be_silent_or_said() -> None:
    assert phonetic_keys("kermess") == (phonetic_key("kerm"), phonetic_key("kermesse"))
    assert phonetic_keys("chaton") == (phonetic_key("chaton"),)


@pytest.mark.parametrize(
    ("word", "edits"),
    [("vol", 0), ("velo", 1), ("atelie", 1), ("ateliee", 2), ("ordinateurs", 3)],
)
def test_longer_words_should_be_allowed_more_edits(word: str, edits: int) -> None:
    assert edit_budget(word) == edits


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


@pytest.mark.parametrize(
    ("typed", "meant"), [("kave", "cave"), ("foto", "photo"), ("eure", "heure")]
)
def test_letters_taken_for_one_another_should_start_words_alike(typed: str, meant: str) -> None:
    assert first_letter(typed) == first_letter(meant)


def test_other_letters_should_start_words_otherwise() -> None:
    assert first_letter("balle") != first_letter("dalle")
