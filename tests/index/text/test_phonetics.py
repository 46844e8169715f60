"""Phonetics: words of one sound."""

from __future__ import annotations

import pytest

from index.text.phonetics import first_letter, phonetic_key, phonetic_keys


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
    ("typed", "meant"), [("kave", "cave"), ("foto", "photo"), ("eure", "heure")]
)
def test_letters_taken_for_one_another_should_start_words_alike(typed: str, meant: str) -> None:
    assert first_letter(typed) == first_letter(meant)


def test_other_letters_should_start_words_otherwise() -> None:
    assert first_letter("balle") != first_letter("dalle")
