"""Query: what people type, made safe, and the bounds of everything they may ask."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import InvalidQuery
from index.places.models import PlaceCode, PlaceKind, Point
from index.search.query import (
    MAX_CHARS,
    MAX_CODES,
    MAX_PAGE,
    MAX_PAGE_SIZE,
    MAX_PLACE_CHARS,
    UNFOLDED,
    Query,
    clean,
)

LONG_LIGATURE = "\ufdfa"
"""One character that NFKC turns into eighteen."""


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        pytest.param("  réparer \t un\n\nvélo ", "réparer un vélo", id="spaces"),
        pytest.param("réparer\u00a0un\u2028vélo", "réparer un vélo", id="other spaces"),
        pytest.param("re\u0301parer", "réparer", id="composed"),
        pytest.param("ｖｅ́lo ﬁbre", "vélo fibre", id="compatibility forms"),
        pytest.param("vé\x00lo\x1b[0m", "vélo[0m", id="controls"),
        pytest.param("\u202evélo\u202c \u2066fixe\u2069", "vélo fixe", id="bidi"),
        pytest.param("or\u00addi\u200bna\ufeffteur", "ordinateur", id="invisible"),
        pytest.param("vélo\U000e0041", "vélo", id="tags"),
        pytest.param("vélo \ue000", "vélo", id="private use"),
        pytest.param("vélo \u0378", "vélo", id="unassigned"),
        pytest.param("🚲 vélo <b>", "🚲 vélo <b>", id="what is harmless stays"),
        pytest.param("5", "5", id="a digit"),
        pytest.param("دراجة", "دراجة", id="another script"),
    ],
)
def test_a_need_should_be_made_safe(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@pytest.mark.parametrize(
    "typed", ["", "   ", "?!… —", "\u200b\u202e", "🚲", "\ue000", "\u0301", "_"]
)
def test_a_need_without_a_letter_nor_a_digit_should_be_refused(typed: str) -> None:
    with pytest.raises(InvalidQuery, match="quelques mots") as caught:
        clean(typed)
    assert caught.value.field == "q"


@pytest.mark.parametrize("typed", ["vélo \ud800", "\udfff", "\udcff vélo"])
def test_a_lone_surrogate_should_be_refused(typed: str) -> None:
    with pytest.raises(InvalidQuery, match="illisibles"):
        clean(typed)


def test_the_longest_need_should_be_accepted() -> None:
    assert clean("a" * MAX_CHARS) == "a" * MAX_CHARS


def test_a_need_too_long_should_be_told_its_length() -> None:
    with pytest.raises(InvalidQuery, match="fait 301 caractères ; 300 au plus"):
        clean("a" * (MAX_CHARS + 1))


def test_a_short_need_that_unfolds_beyond_bounds_should_be_refused() -> None:
    with pytest.raises(InvalidQuery, match="caractères trop longs"):
        clean(LONG_LIGATURE * ((UNFOLDED * MAX_CHARS) // 18 + 1))


def test_a_short_need_that_unfolds_within_bounds_should_be_accepted() -> None:
    cleaned = clean(LONG_LIGATURE * ((UNFOLDED * MAX_CHARS) // 18))
    assert MAX_CHARS < len(cleaned) <= (UNFOLDED * MAX_CHARS)


ANYTHING = st.text(st.characters(), max_size=MAX_CHARS + 20)
ODD = st.text("aé\ufdfa\u202e\u200b\ud800\u0301 \n\ue000?9", max_size=60)


@settings(deadline=None)
@given(ANYTHING | ODD)
def test_any_text_should_be_cleaned_or_refused_by_name(typed: str) -> None:
    cleaned, field = "", ""
    try:
        cleaned = clean(typed)
    except InvalidQuery as refused:
        field = refused.field
    assert field == ("" if cleaned else "q")
    assert cleaned == " ".join(cleaned.split())
    assert any(char.isalnum() for char in cleaned) == bool(cleaned)
    assert len(cleaned) <= (UNFOLDED * MAX_CHARS)


def test_a_query_should_hold_the_need_cleaned() -> None:
    assert Query("  réparer\u200b un vélo").text == "réparer un vélo"


@pytest.mark.parametrize(
    ("options", "field"),
    [
        pytest.param({"page": 0}, "page", id="page 0"),
        pytest.param({"page": MAX_PAGE + 1}, "page", id="a page too far"),
        pytest.param({"size": 0}, "size", id="an empty page"),
        pytest.param({"size": MAX_PAGE_SIZE + 1}, "size", id="a page too large"),
        pytest.param({"radius_km": 0.9}, "distance", id="too near"),
        pytest.param({"radius_km": 100.1}, "distance", id="too far"),
        pytest.param({"radius_km": math.nan}, "distance", id="no distance"),
        pytest.param({"filters": {"frais": ("x",) * 31}}, "filtres", id="too many codes"),
        pytest.param({"place": "a" * (MAX_PLACE_CHARS + 1)}, "lieu", id="a long place"),
        pytest.param({"place": " " * (MAX_PLACE_CHARS + 1)}, "lieu", id="long and empty"),
        pytest.param(
            {"filters": {"frais": ("x",) * 16, "type": ("x",) * 15}}, "filtres", id="in all fields"
        ),
    ],
)
def test_what_is_out_of_bounds_should_be_refused_by_name(
    options: dict[str, Any], field: str
) -> None:
    with pytest.raises(InvalidQuery) as caught:
        Query("vélo", **options)
    assert caught.value.field == field


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({"page": 1, "size": 1, "radius_km": 1}, id="least"),
        pytest.param({"page": MAX_PAGE, "size": MAX_PAGE_SIZE, "radius_km": 100}, id="most"),
        pytest.param({"filters": {"frais": ("x",) * MAX_CODES}}, id="most codes"),
        pytest.param({"place": "a" * MAX_PLACE_CHARS}, id="the longest place"),
    ],
)
def test_bounds_themselves_should_be_accepted(options: dict[str, Any]) -> None:
    query = Query("vélo", **options)
    assert {name: getattr(query, name) for name in options} == options


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("  Lille\n", "Lille"),
        ("Saint\u00a0-\u200b Denis", "Saint - Denis"),
        ("59000", "59000"),
        ("", ""),
        ("   ", ""),
        ("?!… —", ""),
        ("\u200b\u202e", ""),
        ("📍", ""),
    ],
)
def test_a_place_should_be_made_safe_and_empty_when_it_says_nothing(typed: str, place: str) -> None:
    assert Query("vélo", place=typed).place == place


def test_without_anything_said_a_place_should_be_sought_in_the_need() -> None:
    query = Query("vélo")
    assert (query.place, query.anywhere) == ("", False)


def test_a_place_should_be_given_once() -> None:
    code = PlaceCode(PlaceKind.COMMUNE, "59350")
    for twice in ({"place": "Lille"}, {"near": Point(50.63, 3.06)}):
        with pytest.raises(InvalidQuery) as refused:
            Query("internet", code=code, **twice)
        assert refused.value.field == "code_commune"
    assert Query("internet", code=code).code == code
