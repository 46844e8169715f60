"""Phonetics: words of one sound."""

from __future__ import annotations

import pytest

from index.text.phonetics import bare_key, first_letter, phonetic_key, phonetic_keys, verb_key


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
    assert set(phonetic_keys(one)) & set(phonetic_keys(other))


@pytest.mark.parametrize(
    ("one", "other"), [("vente", "verte"), ("gare", "guerre"), ("ville", "vie")]
)
def test_words_said_otherwise_should_sound_otherwise(one: str, other: str) -> None:
    assert phonetic_key(one) != phonetic_key(other)


def test_a_last_consonant_may_be_silent_or_said() -> None:
    assert phonetic_keys("kermess") == (phonetic_key("kermé"), phonetic_key("kermesse"))
    assert phonetic_keys("choco") == (phonetic_key("choco"),)


@pytest.mark.parametrize(
    ("typed", "meant"), [("kave", "cave"), ("foto", "photo"), ("eure", "heure")]
)
def test_letters_taken_for_one_another_should_start_words_alike(typed: str, meant: str) -> None:
    assert first_letter(typed) == first_letter(meant)


def test_other_letters_should_start_words_otherwise() -> None:
    assert first_letter("balle") != first_letter("dalle")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jé", "j'ai"),
        ("fam", "femme"),
        ("sitoyin", "citoyen"),
        ("travayé", "travaillé"),
        ("klian", "client"),
        ("tablèt", "tablette"),
        ("numérik", "numérique"),
        ("chomaj", "chômage"),
        ("solidère", "solidaire"),
        ("écrant", "écran"),
    ],
)
def test_a_word_with_accents_written_by_ear_should_sound_as_the_one_meant(
    typed: str, meant: str
) -> None:
    assert phonetic_key(meant) in phonetic_keys(typed)


def test_an_accent_should_change_the_sound() -> None:
    assert phonetic_key("dé") != phonetic_key("de")


def test_the_ending_of_a_verb_may_be_silent() -> None:
    assert verb_key("cherchent") == phonetic_key("cherche")
    assert (verb_key("logement"), verb_key("dent"), verb_key("atelier")) == ("", "", "")


def test_each_e_of_a_name_without_accents_should_be_taken_for_an_e_with_one() -> None:
    assert bare_key("beziers") == phonetic_key("béziers")
    assert bare_key("lille") == phonetic_key("lille")
