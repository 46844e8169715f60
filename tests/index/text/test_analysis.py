"""Words of a text: how French is split, folded and stemmed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.text.analysis import content_words, fold, stem, tokens


def words_of(text: str) -> list[str]:
    """The folded words of a text."""
    return [token.word for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ÉLÈVE", "eleve"),
        ("Ça", "ca"),
        ("Emmaüs", "emmaus"),
        ("œuvre", "oeuvre"),
        ("ŒUVRE", "oeuvre"),
        ("ex æquo", "ex aequo"),
        ("ﬁbre", "fibre"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("e\u0301te\u0301", "ete"),
        ("ＰＣ", "pc"),
        ("m²", "m2"),
    ],
)
def test_folding_should_forget_case_accents_and_ligatures(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("l'ordinateur", ["ordinateur"], id="elision"),
        pytest.param("d’occasion", ["occasion"], id="curly apostrophe"),
        pytest.param("l`écran", ["ecran"], id="backquote"),
        pytest.param("Qu'on", ["on"], id="capital"),
        pytest.param("jusqu'à", ["a"], id="long elision"),
        pytest.param("aujourd'hui", ["aujourd", "hui"], id="no elision inside a word"),
        pytest.param("la d' fin", ["la", "d", "fin"], id="elision of nothing"),
        pytest.param("wi-fi", ["wi", "fi", "wifi"], id="hyphen"),
        pytest.param("wi\u2011fi", ["wi", "fi", "wifi"], id="non-breaking hyphen"),
        pytest.param("arc-en-ciel", ["arc", "en", "ciel", "arcenciel"], id="two hyphens"),
        pytest.param("Nord–Sud", ["nord", "sud"], id="a dash is no hyphen"),
        pytest.param("mot_clé", ["mot", "cle"], id="underscore"),
        pytest.param("3D, n°5 !", ["3d", "n", "5"], id="digits"),
        pytest.param("… — ?", [], id="punctuation only"),
    ],
)
def test_a_text_should_be_cut_into_words(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_very_long_compound_should_not_be_joined() -> None:
    assert words_of("anticonstitutionnel-particulierement") == [
        "anticonstitutionnel",
        "particulierement",
    ]


def test_spans_should_show_each_word_as_it_was_typed() -> None:
    text = "L’École : un porte-monnaie d'Œuvre"
    assert [text[token.start : token.end] for token in tokens(text)] == [
        "École",
        "un",
        "porte",
        "monnaie",
        "porte-monnaie",
        "Œuvre",
    ]


@settings(deadline=None)
@given(st.text())
def test_spans_should_stay_inside_any_text(text: str) -> None:
    assert all(0 <= each.start < each.end <= len(text) for each in tokens(text))


def test_words_that_say_nothing_should_be_left_out() -> None:
    assert [token.word for token in content_words("Je cherche un vélo pas cher")] == ["velo"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("ordinateurs", "ordinateur"), ("reparation", "reparer"), ("gratuite", "gratuit")],
)
def test_words_of_one_family_should_share_a_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("singular", "plural"), [("vélo", "vélos"), ("photo", "photos"), ("menu", "menus")]
)
def test_plurals_that_snowball_keeps_should_have_the_stem_of_their_singular(
    singular: str, plural: str
) -> None:
    (one,), (many,) = content_words(singular), content_words(plural)
    assert one.stem == many.stem
