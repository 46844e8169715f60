"""Cleaning: texts of other systems without markup, entities nor control characters."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.cleaning import MAX_UNESCAPES, has_tags, plain


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("  Cyber \t base ", "Cyber base", id="spaces"),
        pytest.param("Cyber\u00a0base", "Cyber base", id="no-break space"),
        pytest.param("Cyb\x00er\x07", "Cyb er", id="control characters"),
        pytest.param("Cy\u200bber", "Cy ber", id="invisible"),
        pytest.param("Me\u0301dia", "Média", id="composed"),
        pytest.param("Lundi\r\n\r\n \nmardi", "Lundi\nmardi", id="empty lines"),
        pytest.param("<p>Un <b>gras</b></p><p>Deux</p>", "Un gras\nDeux", id="tags"),
        pytest.param("Un<br/>Deux<BR>Trois", "Un\nDeux\nTrois", id="line breaks"),
        pytest.param("<script>alert(1)</script>Bon", "Bon", id="script"),
        pytest.param('<a href="https://x.fr" onclick="f()">Lien</a>', "Lien", id="link"),
        pytest.param("Caf&eacute; &amp; th&#233;", "Café & thé", id="entities"),
        pytest.param("il y a < 3 places", "il y a < 3 places", id="less than"),
        pytest.param("sous\\-sol", "sous-sol", id="escaped hyphen"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_text_should_be_plain(value: str, expected: str) -> None:
    assert plain(value) == expected


def test_a_text_escaped_several_times_should_be_unescaped() -> None:
    text = "Café & thé"
    for _ in range(MAX_UNESCAPES - 1):
        text = html.escape(text)
    assert plain(text) == "Café & thé"


@given(st.text())
def test_a_plain_text_should_have_single_spaces_and_no_control_character(text: str) -> None:
    cleaned = plain(text)
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert "\x00" not in cleaned
    assert "\u200b" not in cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<b>gras", True),
        ("</p>", True),
        ("a <!-- note --> b", True),
        ("<!---->", True),
        ("moins de 5 < 10", False),
        ("--> <!-- sans fin", False),
        ("", False),
    ],
)
def test_tags_and_comments_should_be_told_from_signs(text: str, expected: bool) -> None:
    assert has_tags(text) is expected
