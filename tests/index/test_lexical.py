"""Words: how French is cut and folded, and what BM25 and the n-gram cosine are worth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import (
    BM25_B,
    BM25_K1,
    LexicalIndex,
    content_words,
    fold,
    ngram_columns,
    ngram_matrix,
    stem,
    tokens,
    word_matrix,
)

TEXTS = (
    "réparer un téléphone",
    "un téléphone et encore un téléphone solidaire",
    "apprendre l'informatique",
)


def words_of(text: str) -> list[str]:
    """The folded words of a text."""
    return [token.word for token in tokens(text)]


def index_of(*texts: str) -> LexicalIndex:
    """An index of texts, each one a record."""
    rows = list(range(len(texts)))
    words, vocabulary = word_matrix(texts, rows)
    return LexicalIndex(words, ngram_matrix(texts, rows), vocabulary)


INDEX = index_of(*TEXTS)


def stems_of(text: str) -> list[str]:
    """The stems of the words that matter in a text."""
    return [token.stem for token in content_words(text)]


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


def test_ngrams_should_tell_the_start_and_the_end_of_a_word() -> None:
    # " ab ": two of three letters, one of four
    assert ngram_columns(["ab"]).total() == 3
    assert not set(ngram_columns(["ab"])) & set(ngram_columns(["xabx"]))


def test_ngrams_should_be_counted() -> None:
    assert max(ngram_columns(["abc", "abc"]).values()) == 2


def test_word_scores_should_be_those_of_bm25_computed_by_hand() -> None:
    scores = INDEX.word_scores([stem("telephone")])
    # Words that matter: 2, 3, 2, so 7/3 on average; "téléphone" is in 2 of 3 records.
    idf = math.log((3 - 2 + 0.5) / (2 + 0.5) + 1)

    def part(tf: int, length: int) -> float:
        bm25 = idf * tf * (BM25_K1 + 1)
        bm25 /= tf + BM25_K1 * (1 - BM25_B + BM25_B * length / (7 / 3))
        return bm25 / (idf * (BM25_K1 + 1))

    assert scores == pytest.approx([part(1, 2), part(2, 3), 0], rel=1e-5)


def test_two_passages_of_a_record_should_count_once_in_the_rarity_of_a_word() -> None:
    words, vocabulary = word_matrix(["vélo", "vélo", "auto"], [0, 0, 1])
    idf = dict(zip(vocabulary, words.idf.tolist(), strict=True))
    assert idf[stem("velo")] == pytest.approx(idf[stem("auto")])


def test_a_rare_word_should_weigh_more_than_a_frequent_one() -> None:
    scores = index_of("vélo rouge", "auto rouge", "moto rouge").word_scores(stems_of("vélo rouge"))
    assert scores[0] > 2 * scores[1]


def test_an_unknown_word_should_lower_the_score() -> None:
    known = INDEX.word_scores(stems_of("réparer un téléphone"))
    with_unknown = INDEX.word_scores(stems_of("réparer un téléphone xylophone"))
    assert 0 < with_unknown[0] < known[0]


def test_a_word_typed_twice_should_count_once() -> None:
    once, twice = (INDEX.word_scores(stems_of(each)) for each in ("vélo", "vélo vélo"))
    assert once.tolist() == twice.tolist()


@pytest.mark.parametrize("need", [[], ["xylophon"]])
def test_a_need_without_a_known_word_should_score_zero(need: list[str]) -> None:
    assert INDEX.word_scores(need).tolist() == [0, 0, 0]


@settings(deadline=None)
@given(st.text())
def test_scores_should_stay_between_zero_and_one_for_any_text(text: str) -> None:
    words = content_words(text + " téléphone")
    for scores in (
        INDEX.word_scores(token.stem for token in words),
        INDEX.ngram_scores(token.word for token in words),
    ):
        assert np.all((scores >= 0) & (scores <= 1 + 1e-6))


def test_the_same_text_should_have_an_ngram_cosine_of_one() -> None:
    words = [token.word for token in content_words(TEXTS[1])]
    assert INDEX.ngram_scores(words)[1] == pytest.approx(1)


def test_ngrams_should_find_a_misspelt_word_that_words_miss() -> None:
    assert INDEX.word_scores([stem("telefone")]).max() == 0
    assert INDEX.ngram_scores(["telefone"]).argmax() in (0, 1)


def test_a_need_without_a_word_should_have_no_ngram_score() -> None:
    assert INDEX.ngram_scores([]).tolist() == [0, 0, 0]


def test_a_text_without_a_word_should_be_indexed_and_found_by_nothing() -> None:
    index = index_of("… — ?", "un vélo")
    assert index.word_scores([stem("velo")])[0] == 0
    assert index.ngram_scores(["velo"])[0] == 0


def test_texts_without_any_word_should_still_make_an_index() -> None:
    assert index_of("?", "!").word_scores(["velo"]).tolist() == [0, 0]


@pytest.mark.parametrize(
    ("singular", "plural"), [("vélo", "vélos"), ("photo", "photos"), ("menu", "menus")]
)
def test_plurals_that_snowball_keeps_should_have_the_stem_of_their_singular(
    singular: str, plural: str
) -> None:
    (one,), (many,) = content_words(singular), content_words(plural)
    assert one.stem == many.stem
