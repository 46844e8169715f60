"""BM25: what a repeated word and a long passage weigh."""

from __future__ import annotations

import numpy as np

from index.engines.bm25 import BM25_K1, bm25_weights, relative_lengths


def test_a_word_should_weigh_less_and_less_each_time_it_is_repeated() -> None:
    idf, same = np.ones(3, dtype=np.float32), np.ones(3, dtype=np.float32)
    once, twice, often = bm25_weights(np.array([1, 2, 1_000], dtype=np.float32), idf, same)
    assert once == 1
    assert once < twice < 2 * once
    assert BM25_K1 < often < BM25_K1 + 1


def test_a_word_of_a_long_passage_should_weigh_less() -> None:
    one = np.ones(2, dtype=np.float32)
    short, long = bm25_weights(one, one, relative_lengths(np.array([3, 9], dtype=np.float32)))
    assert long < 1 < short
