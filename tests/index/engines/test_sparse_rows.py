"""Sparse weights by passage: the same scores as by term, and passages proposed by their words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from index.arrays import Rows
from index.engines import sparse_rows
from index.engines.lexical import LexicalIndex
from index.engines.sparse import SparseWeights, sparse_matrices
from index.engines.sparse_rows import SparseRows
from tests.index.engines.test_lexical import TEXTS, terms_of

ROWS = list(range(len(TEXTS)))
WORDS, NGRAMS, STEMS = sparse_matrices(TEXTS, ROWS)
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


def proposed(
    weights: tuple[SparseWeights, SparseWeights],
    stems: Sequence[str],
    words: Sequence[str],
    most: int,
    among: Rows | None = None,
) -> list[list[int]]:
    """Passages proposed by the stems of words, and by their letters."""
    queries = BY_TERM.queries(stems, words)
    return [
        each.proposed(query.columns, query.weights, most, among).tolist()
        for each, query in zip(weights, queries, strict=True)
    ]


TERM, PASSAGE = (WORDS, NGRAMS), (SparseRows.of(WORDS), SparseRows.of(NGRAMS))
BOTH = pytest.mark.parametrize("weights", [TERM, PASSAGE], ids=["by term", "by passage"])


@BOTH
def test_the_passages_that_have_the_words_should_be_proposed(
    weights: tuple[SparseWeights, SparseWeights],
) -> None:
    by_words, by_letters = proposed(weights, ["telephon", "solidair"], ["telefone"], 2)
    assert by_words == [1, 0]
    assert set(by_letters) == {0, 1}


@BOTH
def test_only_passages_that_may_be_returned_should_be_proposed(
    weights: tuple[SparseWeights, SparseWeights],
) -> None:
    by_words, _ = proposed(weights, ["telephon"], ["telephone"], 5, np.array([0, 2]))
    assert by_words == [0]


def test_nothing_should_be_proposed_for_unknown_words() -> None:
    assert proposed(PASSAGE, ["xylophon"], [], 5) == [[], []]


def test_the_rarest_words_should_be_read_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparse_rows, "READ_ENTRIES", 1)
    by_words, _ = proposed(PASSAGE, ["telephon", "solidair"], [], 5)
    assert by_words == [1]  # "telephon", in two passages, is not read


@pytest.mark.parametrize("rows", [[2, 0], [1], []])
def test_the_weights_of_passages_should_be_those_of_the_matrix(rows: list[int]) -> None:
    for by_term, by_passage in zip(TERM, PASSAGE, strict=True):
        expected = by_term.matrix.toarray()[rows]
        for weights in (by_term, by_passage):
            found = weights.of_rows(np.array(rows, dtype=np.int64))
            assert np.array_equal(found.toarray(), expected)


def test_weights_by_passage_should_be_put_back_by_term() -> None:
    again = SparseRows.of(NGRAMS).by_term()
    assert np.array_equal(again.matrix.toarray(), NGRAMS.matrix.toarray())
    assert np.array_equal(again.matrix.indices, NGRAMS.matrix.indices)


@pytest.mark.parametrize("most", [1, 2, 3, 50])
def test_passages_with_as_much_should_be_proposed_in_their_order(most: int) -> None:
    words, _, stems = sparse_matrices(["vélo", "rare", "vélo vélo", "vélo", "vélo"], range(5))
    velo = np.array([stems.index("velo")], dtype=np.int32)
    found = words.proposed(velo, np.ones(1, dtype=np.float32), most)
    assert found.tolist() == [2, 0, 3, 4][:most]
