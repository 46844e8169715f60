"""Fusion: channels of different units brought to one score, of which each part can be told."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.arrays import Column
from index.ordering.fusion import (
    FIRST,
    SCALES,
    STANDING_CEILING,
    WORDS_IN_FULL,
    Channel,
    first_records,
    fuse,
    root,
    standing,
    weights_of,
)


def alone(scores: Column) -> Column:
    """How far records stand above the mean, when they are all those of the catalogue."""
    return standing(scores, scores)


def column(*values: float) -> Column:
    """One value a record."""
    return np.array(values, dtype=np.float32)


LEXICAL = {Channel.WORDS: column(0.25, 1, 0), Channel.NGRAMS: column(0.36, 0.04, 0)}
HYBRID = {Channel.DENSE: column(0.9, 0.8, 0.7), **LEXICAL}


def test_a_record_like_the_others_should_not_stand_out() -> None:
    assert alone(column(0.8, 0.8, 0.8)).tolist() == [0, 0, 0]


def test_standing_should_count_deviations_above_the_mean() -> None:
    # mean .5, standard deviation .1
    assert alone(column(0.6, 0.4)) == pytest.approx([1 / STANDING_CEILING, 0])


def test_standing_should_not_go_beyond_its_ceiling() -> None:
    assert alone(column(*[0.0] * 999, 1.0)).max() == 1


def test_standing_should_not_depend_on_the_level_of_the_encoder() -> None:
    low = column(0.1, 0.2, 0.15)
    assert alone(low) == pytest.approx(alone(low + np.float32(0.7)), abs=1e-5)


@pytest.mark.parametrize(("value", "expected"), [(0, 0), (0.25, 0.5), (1, 1), (1.1, 1), (-0.1, 0)])
def test_the_root_should_stay_between_zero_and_one(value: float, expected: float) -> None:
    assert root(column(value))[0] == pytest.approx(expected)


def test_lexical_scores_should_be_fused_as_computed_by_hand() -> None:
    # square roots .5 and .6, 1 and .2, each weighing a half
    assert fuse(LEXICAL).scores == pytest.approx([0.55, 0.6, 0])


def test_the_three_channels_should_be_fused_as_computed_by_hand() -> None:
    # mean .8, standard deviation .1 x sqrt(2/3)
    meaning = 0.1 / (0.1 * (2 / 3) ** 0.5 * STANDING_CEILING)
    dense, words, ngrams = (SCALES[channel].weight for channel in HYBRID)
    first = meaning * dense + 0.5 * words + 0.6 * ngrams
    total = dense + words + ngrams
    expected = [first / total, (words + 0.2 * ngrams) / total, 0]
    assert fuse(HYBRID).scores == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize(("words", "part"), [(1, 1 / 3), (2, 2 / 3), (3, 1), (9, 1)])
def test_letters_should_count_by_the_number_of_words_beside_the_meaning(
    words: int, part: float
) -> None:
    full, given = weights_of(HYBRID, WORDS_IN_FULL), weights_of(HYBRID, words)
    assert given[Channel.DENSE] == full[Channel.DENSE]
    assert given[Channel.WORDS] == pytest.approx(full[Channel.WORDS] * part)
    assert given[Channel.NGRAMS] == pytest.approx(full[Channel.NGRAMS] * part)


def test_the_first_records_should_be_few_and_count_by_their_score() -> None:
    scores = np.linspace(0.1, 0.4, FIRST + 5, dtype=np.float32)
    rows, shares = first_records(scores)
    assert rows.tolist() == list(range(FIRST + 4, 4, -1))
    assert shares.sum() == pytest.approx(1)
    assert np.all(np.diff(shares) < 0)


def test_a_record_that_stands_alone_should_be_almost_the_only_one_that_counts() -> None:
    rows, shares = first_records(column(0.2, 0.6, 0.2))
    assert rows[0] == 1
    assert shares[0] > 0.99


@pytest.mark.parametrize(("words", "part"), [(0, 0), (1, 0), (2, 0.5), (3, 1), (9, 1)])
def test_likeness_should_count_from_two_words_on(words: int, part: float) -> None:
    channels = (Channel.DENSE, Channel.LIKENESS)
    full = SCALES[Channel.LIKENESS].weight
    assert weights_of(channels, words)[Channel.LIKENESS] == pytest.approx(full * part)


def test_words_alone_should_be_trusted_however_few() -> None:
    assert weights_of(LEXICAL, 1) == weights_of(LEXICAL, WORDS_IN_FULL)


@pytest.mark.parametrize("columns", [LEXICAL, HYBRID], ids=["words only", "with meaning"])
def test_signals_should_add_up_to_the_score(columns: dict[Channel, Column]) -> None:
    fusion = fuse(columns)
    for row, score in enumerate(fusion.scores):
        assert sum(signal.share for signal in fusion.signals(row)) == pytest.approx(score, abs=1e-6)


@pytest.mark.parametrize(
    ("columns", "ceilings"),
    [(LEXICAL, [1 / 2] * 2), (HYBRID, [2.4 / 3.8, 0.7 / 3.8, 0.7 / 3.8])],
    ids=["two", "three"],
)
def test_ceilings_should_share_one_between_the_channels_that_answer(
    columns: dict[Channel, Column], ceilings: Sequence[float]
) -> None:
    signals = fuse(columns).signals(0)
    assert [signal.ceiling for signal in signals] == pytest.approx(ceilings)


def test_a_signal_should_tell_what_was_measured_and_by_which_channel() -> None:
    meaning, words, spelling = fuse(HYBRID).signals(1)
    assert (meaning.name, words.name, spelling.name) == ("sens", "mots", "orthographe")
    assert (meaning.value, words.value) == pytest.approx((0.8, 1))
    assert [each.channel for each in (meaning, words, spelling)] == list(HYBRID)


PARTS = arrays(np.float32, 5, elements=st.floats(0, 1, width=32))


@settings(deadline=None)
@given(arrays(np.float32, 5, elements=st.floats(-1, 1, width=32)), PARTS, PARTS)
def test_scores_should_stay_between_zero_and_one(
    meaning: Column, words: Column, spelling: Column
) -> None:
    columns = {Channel.DENSE: meaning, Channel.WORDS: words, Channel.NGRAMS: spelling}
    scores = fuse(columns).scores
    assert np.all((scores >= 0) & (scores <= 1 + 1e-6))


def test_adding_a_channel_should_give_what_fusing_all_of_them_gives() -> None:
    near = column(0.2, 0.9, 0)
    added = fuse(HYBRID, 2).adding(Channel.PROXIMITY, near)
    whole = fuse({**HYBRID, Channel.PROXIMITY: near}, 2)
    assert added.scores.tolist() == whole.scores.tolist()
    assert added.signals(1) == whole.signals(1)
