"""Scores of passages by words, BM25 with synonyms, and by the cosine of their n-grams."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.engines.bm25 import BM25_B, BM25_K1
from index.engines.lexical import LexicalIndex
from index.engines.sparse import sparse_matrices
from index.text.analysis import content_words

TEXTS = (
    "réparer un téléphone",
    "un téléphone et encore un téléphone solidaire",
    "apprendre l'informatique",
)


def index_of(*texts: str) -> LexicalIndex:
    """An index of texts, each one a record."""
    rows = list(range(len(texts)))
    words, letters, vocabulary = sparse_matrices(texts, rows)
    return LexicalIndex(words, letters, vocabulary)


INDEX = index_of(*TEXTS)


def terms_of(text: str) -> list[list[list[str]]]:
    """The words that matter in a text as terms, each without synonym."""
    return [[[token.stem]] for token in content_words(text)]


def term(*phrases: str) -> list[list[str]]:
    """A term: the phrase that was typed, then those that mean the same."""
    return [[token.stem for token in content_words(phrase)] for phrase in phrases]


def test_word_scores_should_be_those_of_bm25_computed_by_hand() -> None:
    scores = INDEX.word_scores(terms_of("téléphone"))
    # Words that matter: 2, 3, 2, so 7/3 on average; "téléphone" is in 2 of 3 records.
    idf = math.log((3 - 2 + 0.5) / (2 + 0.5) + 1)

    def part(tf: int, length: int) -> float:
        bm25 = idf * tf * (BM25_K1 + 1)
        bm25 /= tf + BM25_K1 * (1 - BM25_B + BM25_B * length / (7 / 3))
        return bm25 / (idf * (BM25_K1 + 1))

    assert scores == pytest.approx([part(1, 2), part(2, 3), 0], rel=1e-5)


def test_a_rare_word_should_weigh_more_than_a_frequent_one() -> None:
    scores = index_of("vélo rouge", "auto rouge", "moto rouge").word_scores(terms_of("vélo rouge"))
    assert scores[0] > 2 * scores[1]


def test_an_unknown_word_should_lower_the_score() -> None:
    known = INDEX.word_scores(terms_of("réparer un téléphone"))
    with_unknown = INDEX.word_scores(terms_of("réparer un téléphone xylophone"))
    assert 0 < with_unknown[0] < known[0]


def test_a_word_typed_twice_should_count_once() -> None:
    once, twice = (INDEX.word_scores(terms_of(each)) for each in ("vélo", "vélo vélo"))
    assert once.tolist() == twice.tolist()


@pytest.mark.parametrize("need", ["", "xylophone", "? !"])
def test_a_need_without_a_known_word_should_score_zero(need: str) -> None:
    assert INDEX.word_scores(terms_of(need)).tolist() == [0, 0, 0]


@settings(deadline=None)
@given(st.text())
def test_scores_should_stay_between_zero_and_one_for_any_text(text: str) -> None:
    words = content_words(text + " téléphone")
    for scores in (
        INDEX.word_scores([[[token.stem]] for token in words]),
        INDEX.ngram_scores(token.word for token in words),
    ):
        assert np.all((scores >= 0) & (scores <= 1 + 1e-6))


def test_the_same_text_should_have_an_ngram_cosine_of_one() -> None:
    words = [token.word for token in content_words(TEXTS[1])]
    assert INDEX.ngram_scores(words)[1] == pytest.approx(1)


def test_ngrams_should_find_a_misspelt_word_that_words_miss() -> None:
    assert INDEX.word_scores(terms_of("telefone")).max() == 0
    assert INDEX.ngram_scores(["telefone"]).argmax() in (0, 1)


def test_a_need_without_a_word_should_have_no_ngram_score() -> None:
    assert INDEX.ngram_scores([]).tolist() == [0, 0, 0]


def test_a_text_without_a_word_should_be_indexed_and_found_by_nothing() -> None:
    index = index_of("… — ?", "un vélo")
    assert index.word_scores(terms_of("vélo"))[0] == 0
    assert index.ngram_scores(["velo"])[0] == 0


def test_texts_without_any_word_should_still_make_an_index() -> None:
    assert index_of("?", "!").word_scores(terms_of("vélo")).tolist() == [0, 0]


VEHICLES = index_of("vélo rouge", "bicyclette rouge", "vélo pliant", "auto", "mot de passe")


def scores_of(*terms: list[list[str]]) -> list[float]:
    """The word scores of the vehicles for some terms."""
    scores: list[float] = VEHICLES.word_scores(terms).tolist()
    return scores


def test_a_synonym_should_count_as_much_as_the_word_typed() -> None:
    rare, typed = scores_of(term("bicyclette", "auto")), scores_of(term("bicyclette"))
    alone = scores_of(term("auto"))
    assert rare[1] == pytest.approx(typed[1])
    assert rare[3] == pytest.approx(alone[3])


def test_the_best_phrase_of_a_term_should_count_alone() -> None:
    both = index_of("vélo bicyclette", "vélo", "autre chose")
    plain, with_other = (
        both.word_scores([each]) for each in (term("vélo"), term("vélo", "bicyclette"))
    )
    assert with_other[1] == pytest.approx(plain[1])
    assert with_other[0] < 1


def test_a_word_that_no_record_holds_should_be_found_by_its_synonym() -> None:
    assert scores_of(term("bécane"))[0] == 0
    assert scores_of(term("bécane", "vélo"))[0] == pytest.approx(scores_of(term("vélo"))[0])


def test_an_unknown_word_with_synonyms_should_weigh_as_they_do() -> None:
    other = term("rouge")
    with_synonym = scores_of(term("bécane", "vélo"), other)
    with_the_word = scores_of(term("vélo"), other)
    assert with_synonym[1] == pytest.approx(with_the_word[1])


def test_synonyms_that_no_record_holds_should_weigh_as_the_unknown_word() -> None:
    other = term("rouge")
    assert scores_of(term("bécane", "biclou"), other) == pytest.approx(
        scores_of(term("bécane"), other)
    )


def test_a_synonym_of_several_words_should_count_by_what_is_held_of_it() -> None:
    scores = scores_of(term("mdp", "mot passe"))
    half = scores_of(term("mdp", "mot auto"))
    assert 0 < half[4] < scores[4] <= 1


def test_a_synonym_without_a_word_should_change_nothing() -> None:
    assert scores_of([["velo"], []]) == pytest.approx(scores_of([["velo"]]))


def test_phrase_scores_should_come_with_the_most_they_could_be() -> None:
    scores, most = VEHICLES.phrase_scores(["velo", "pli"])
    assert scores.shape == (5,)
    assert 0 < scores.max() <= most
    assert VEHICLES.phrase_scores([])[1] == 0


def test_a_word_that_no_record_holds_should_count_as_the_rarest() -> None:
    rarest = max(VEHICLES.phrase_scores([word])[1] for word in ("auto", "velo", "roug"))
    assert VEHICLES.phrase_scores(["xylophon"])[1] == pytest.approx(rarest)


def test_a_stem_should_be_known_when_a_record_holds_it() -> None:
    assert [VEHICLES.has_stem(each) for each in ("velo", "vélo", "xylophon", "")] == [
        True, False, False, False,
    ]  # fmt: skip


STEMS = st.sampled_from(["velo", "roug", "auto", "mot", "pass", "xylophon", "bécan", ""])
TYPED = st.lists(STEMS, min_size=1, max_size=3)
OTHERS = st.lists(st.lists(STEMS, max_size=3), max_size=3)


@settings(deadline=None)
@given(st.lists(st.tuples(TYPED, OTHERS), max_size=5))
def test_scores_should_stay_between_zero_and_one_for_any_terms(
    terms: list[tuple[list[str], list[list[str]]]],
) -> None:
    scores = VEHICLES.word_scores([[typed, *others] for typed, others in terms])
    assert scores.dtype == np.float32
    assert np.all((scores >= 0) & (scores <= 1 + 1e-5))
