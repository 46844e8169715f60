"""Names of places: the key that they are compared by, arrondissements and countries."""

from __future__ import annotations

import pytest

from index.places.names import (
    ALIASES,
    COUNTRIES,
    COUNTRY_NAMES,
    arrondissement_code,
    country_code,
    name_key,
    without_article,
)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Lille", "lille"),
        ("SAINT-ÉTIENNE", "saint etienne"),
        ("St-Étienne", "saint etienne"),
        ("St. Étienne", "saint etienne"),
        ("Ste Foy", "sainte foy"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("  Le   Havre ", "le havre"),
        ("Saint‑Denis", "saint denis"),
        ("Mt St Michel", "mont saint michel"),
        ("Paris 18e ardt", "paris 18e arrondissement"),
        ("", ""),
        ("\x00\x07 — !", ""),
    ],
)
def test_names_should_be_compared_folded_and_in_full_words(text: str, key: str) -> None:
    assert name_key(text) == key


@pytest.mark.parametrize(
    ("key", "bare"),
    [
        ("le mans", "mans"),
        ("les ulis", "ulis"),
        ("l hay les roses", "hay les roses"),
        ("lens", "lens"),
    ],
)
def test_a_leading_article_should_be_taken_away(key: str, bare: str) -> None:
    assert without_article(key) == bare


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("paris 18", "75018"),
        ("lyon 3e", "69003"),
        ("marseille xiv", "13014"),
        ("1er arrondissement de paris", "75001"),
        ("18e arrondissement", "75018"),
        ("toulouse 3", None),
        ("paris", None),
    ],
)
def test_an_arrondissement_should_have_its_postal_code(key: str, code: str | None) -> None:
    assert arrondissement_code(key) == code


@pytest.mark.parametrize(
    ("key", "code"),
    [("belgique", "be"), ("suise", "ch"), ("grand duche", "lu"), ("lu", None), ("lille", None)],
)
def test_a_country_should_be_recognised_by_its_name_or_its_sound(
    key: str, code: str | None
) -> None:
    assert country_code(key) == code


def test_every_country_should_have_a_name_to_show() -> None:
    assert set(COUNTRIES.values()) == set(COUNTRY_NAMES)


def test_nicknames_should_be_written_as_names_are_compared() -> None:
    assert [name for pair in ALIASES.items() for name in pair if name_key(name) != name] == []
