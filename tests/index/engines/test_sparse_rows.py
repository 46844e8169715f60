"""Sparse weights by passage: the same scores as by term, and passages proposed by their words."""

from __future__ import annotations

import numpy as np
import pytest

from index.engines import sparse_rows
from index.engines.sparse import LexicalIndex, ngram_matrix, word_matrix
from index.engines.sparse_rows import SparseRows
from tests.index.engines.test_sparse import TEXTS, terms_of

ROWS = list(range(len(TEXTS)))
WORDS, STEMS = word_matrix(TEXTS, ROWS)
NGRAMS = ngram_matrix(TEXTS, ROWS)
BY_TERM = LexicalIndex(WORDS, NGRAMS, STEMS)
BY_PASSAGE = LexicalIndex(SparseRows.of(WORDS), SparseRows.of(NGRAMS), STEMS)


@pytest.mark.parametrize("text", ["réparer un téléphone", "solidaire", "xylophone", ""])
@pytest.mark.parametrize("among", [None, [0, 2], [1], []])
def test_scores_should_be_those_of_the_matrix(text: str, among: list[int] | None) -> None:
    rows = None if among is None else np.array(among, dtype=np.int64)
    words = [word for term in terms_of(text) for phrase in term for word in phrase]
    for one, other in (
        (BY_TERM.word_scores(terms_of(text), rows), BY_PASSAGE.word_scores(terms_of(text), rows)),
        (BY_TERM.ngram_scores(words, rows), BY_PASSAGE.ngram_scores(words, rows)),
    ):
        assert other.tolist() == pytest.approx(one.tolist(), abs=1e-6)


@pytest.mark.parametrize("index", [BY_TERM, BY_PASSAGE], ids=["by term", "by passage"])
def test_the_passages_that_have_the_words_should_be_proposed(index: LexicalIndex) -> None:
    by_words, by_letters = index.proposed(["telephon", "solidair"], ["telefone"], 2)
    assert by_words.tolist() == [1, 0]
    assert set(by_letters.tolist()) == {0, 1}


@pytest.mark.parametrize("index", [BY_TERM, BY_PASSAGE], ids=["by term", "by passage"])
def test_only_passages_that_may_be_returned_should_be_proposed(index: LexicalIndex) -> None:
    by_words, _ = index.proposed(["telephon"], ["telephone"], 5, np.array([0, 2]))
    assert by_words.tolist() == [0]


def test_nothing_should_be_proposed_for_unknown_words() -> None:
    by_words, by_letters = BY_PASSAGE.proposed(["xylophon"], [], 5)
    assert (by_words.tolist(), by_letters.tolist()) == ([], [])


def test_the_rarest_words_should_be_read_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparse_rows, "READ_ENTRIES", 1)
    by_words, _ = BY_PASSAGE.proposed(["telephon", "solidair"], [], 5)
    assert by_words.tolist() == [1]  # "telephon", in two passages, is not read
