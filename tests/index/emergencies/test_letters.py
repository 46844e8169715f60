"""Runs of letters of a text, as the model of dangers reads them."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.emergencies.letters import BUCKETS, MAX_READ, _codes, _runs, _whole, buckets_of


@given(st.text(max_size=600))
def test_any_text_should_be_read_in_bounds(text: str) -> None:
    buckets, weights = buckets_of(text)
    assert len(buckets) == len(weights)
    assert not len(buckets) or (0 <= buckets.min() <= buckets.max() < BUCKETS)
    assert not len(buckets) or np.isclose(np.linalg.norm(weights), 1, atol=1e-5)


def test_capitals_and_accents_should_change_nothing() -> None:
    one, other = buckets_of("J'AI TRÈS PEUR"), buckets_of("j'ai tres peur")
    assert np.array_equal(one[0], other[0])


def test_a_text_without_word_should_have_no_run() -> None:
    assert len(buckets_of(" ?! ")[0]) == 0


def test_what_comes_after_the_start_of_a_long_text_should_not_be_read() -> None:
    start = "a" * MAX_READ
    assert np.array_equal(buckets_of(start)[0], buckets_of(f"{start} et la suite")[0])


def test_words_that_sound_alike_should_share_runs() -> None:
    one, other = (set(buckets_of(text)[0]) for text in ("je dors dehors", "je dor deor"))
    assert len(one & other) > len(one & set(buckets_of("un vélo rouge")[0]))


@given(st.text(min_size=1, max_size=40))
def test_a_whole_text_should_have_the_hash_of_a_run_of_all_of_it(text: str) -> None:
    codes = _codes(text)
    assert _whole(text, salt=32) == _runs(codes, len(codes), salt=32)[0]
