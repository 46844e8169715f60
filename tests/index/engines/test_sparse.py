"""Sparse matrices: the n-grams of words, and how rare a word is."""

from __future__ import annotations

import pytest

from index.engines.sparse import ngram_columns, sparse_matrices
from index.text.analysis import stem


def test_ngrams_should_tell_the_start_and_the_end_of_a_word() -> None:
    # " ab ": two of three letters, one of four
    assert ngram_columns(["ab"]).total() == 3
    assert not set(ngram_columns(["ab"])) & set(ngram_columns(["xabx"]))


def test_ngrams_should_be_counted() -> None:
    assert max(ngram_columns(["abc", "abc"]).values()) == 2


def test_two_passages_of_a_record_should_count_once_in_the_rarity_of_a_word() -> None:
    words, _, vocabulary = sparse_matrices(["vélo", "vélo", "auto"], [0, 0, 1])
    idf = dict(zip(vocabulary, words.idf.tolist(), strict=True))
    assert idf[stem("velo")] == pytest.approx(idf[stem("auto")])
