"""Weights made block by block into files: those that would be made in memory."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from index.engines import sparse_rows as by_passage
from index.engines.sparse import sparse_matrices
from index.engines.sparse_rows import SparseRows
from index.indexing import sparse_files, term_counts
from index.indexing.sparse_files import sparse_rows

WORDS = ["réparer", "un", "vélo", "téléphone", "atelier", "solidaire", "numérique", "Lille"]


def drawn_texts(count: int) -> tuple[list[str], list[int]]:
    """Texts of a few words drawn by a seed, some empty, one to four for each record."""
    draw = np.random.default_rng(count)
    texts = [" ".join(draw.choice(WORDS, draw.integers(0, 7))) for _ in range(count)]
    return texts, np.sort(draw.integers(0, max(count // 2, 1), count)).tolist()


@pytest.mark.parametrize("count", [1, 2, 60])
@pytest.mark.parametrize("at_once", [1, 7, 1000])
def test_weights_should_be_those_made_in_memory(
    count: int, at_once: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sparse_files, "PASSAGES_AT_ONCE", at_once)
    monkeypatch.setattr(sparse_files, "SELECTED_ENTRIES", at_once)
    monkeypatch.setattr(term_counts, "FLUSHED_ENTRIES", at_once)
    for module in (sparse_files, by_passage):
        monkeypatch.setattr(module, "HEAVIEST", 5)
    texts, records = drawn_texts(count)
    words, ngrams, stems = sparse_rows(texts, np.array(records, dtype=np.int32), tmp_path)
    expected, letters, vocabulary = sparse_matrices(texts, records)
    assert stems == vocabulary
    assert_equal(words, SparseRows.of(expected))
    assert_equal(ngrams, SparseRows.of(letters))


def test_texts_without_a_word_should_have_no_weight(tmp_path: Path) -> None:
    words, ngrams, stems = sparse_rows(["", "de la"], np.zeros(2, dtype=np.int32), tmp_path)
    assert (stems, words.starts.tolist(), len(words.idf)) == ((), [0, 0, 0], 0)
    assert len(ngrams.weights) == len(ngrams.heads) == 0


def assert_equal(one: SparseRows, other: SparseRows) -> None:
    """Both hold the same values, of the same types."""
    for field in fields(SparseRows):
        value, expected = getattr(one, field.name), getattr(other, field.name)
        assert value.dtype == expected.dtype, field.name
        assert np.array_equal(value, expected), field.name
