"""Confidence: whether anything answers, and which records come close enough to be shown."""

from __future__ import annotations

import numpy as np
import pytest

from index.confidence import (
    ANSWER_LIMIT,
    BASELINE_MIN,
    BASELINE_SAMPLE,
    CLOSE_TO_BEST,
    HYBRID_BIAS,
    HYBRID_WEIGHTS,
    LEXICAL_BIAS,
    LEXICAL_WEIGHTS,
    Baseline,
    answer_probability,
    answering,
)
from index.fusion import Channel, Fusion, fuse

BASELINE = Baseline(0.8, 0.05)


def fused(words: list[float], ngrams: list[float], dense: list[float] | None = None) -> Fusion:
    """The fusion of some scores, one value a record."""
    columns = {} if dense is None else {Channel.DENSE: np.array(dense, dtype=np.float32)}
    columns[Channel.WORDS] = np.array(words, dtype=np.float32)
    columns[Channel.NGRAMS] = np.array(ngrams, dtype=np.float32)
    return fuse(columns)


def logistic(odds: float) -> float:
    """Log-odds to a probability."""
    return float(1 / (1 + np.exp(-odds)))


def test_without_meaning_the_probability_should_be_that_computed_by_hand() -> None:
    odds = LEXICAL_BIAS + 0.5 * LEXICAL_WEIGHTS[Channel.WORDS]
    odds += 0.6 * LEXICAL_WEIGHTS[Channel.NGRAMS]
    probability = answer_probability(fused([0.25, 0], [0.36, 0]), BASELINE)
    assert probability == pytest.approx(logistic(odds), abs=1e-5)


def test_with_meaning_the_probability_should_count_deviations_from_the_baseline() -> None:
    odds = HYBRID_BIAS + 2 * HYBRID_WEIGHTS[Channel.DENSE]
    odds += 0.5 * HYBRID_WEIGHTS[Channel.WORDS] + 0.6 * HYBRID_WEIGHTS[Channel.NGRAMS]
    fusion = fused([0.25, 0], [0.36, 0], [0.9, 0.8])
    assert answer_probability(fusion, BASELINE) == pytest.approx(logistic(odds), abs=1e-5)


def test_the_best_record_alone_should_decide() -> None:
    alone, beside = (fused(words, words) for words in ([0.5, 0], [0.5, 0.4]))
    assert answer_probability(alone, BASELINE) == answer_probability(beside, BASELINE)


def test_nothing_should_answer_when_no_word_is_found() -> None:
    assert answering(fused([0, 0], [0, 0]), BASELINE).tolist() == [False, False]


def test_nothing_should_answer_when_words_are_found_but_the_meaning_is_far() -> None:
    far = fused([0.05, 0], [0.01, 0], [0.75, 0.7])
    assert answer_probability(far, BASELINE) < ANSWER_LIMIT
    assert not answering(far, BASELINE).any()


def test_the_meaning_should_be_able_to_answer_without_a_common_word() -> None:
    near = fused([0, 0], [0, 0], [0.95, 0.7])
    assert answering(near, BASELINE).tolist() == [True, False]


def test_only_records_close_to_the_best_should_be_shown() -> None:
    best = 0.8
    close, far = best * (CLOSE_TO_BEST + 0.02) ** 2, best * (CLOSE_TO_BEST - 0.02) ** 2
    scores = [best, close, far, 0]
    assert answering(fused(scores, scores), BASELINE).tolist() == [True, True, False, False]


def test_a_baseline_should_be_that_of_passages_taken_two_by_two() -> None:
    half = BASELINE_MIN // 2
    vectors = np.repeat(np.eye(2, dtype=np.float32), half, axis=0)
    alike = (half - 1) / (BASELINE_MIN - 1)
    baseline = Baseline.of(vectors)
    assert baseline is not None
    assert baseline.mean == pytest.approx(alike)
    assert baseline.deviation == pytest.approx((alike * (1 - alike)) ** 0.5)


@pytest.mark.parametrize("count", [0, 1, BASELINE_MIN - 1])
def test_too_few_passages_should_give_no_baseline(count: int) -> None:
    assert Baseline.of(np.ones((count, 1), dtype=np.float32)) is None


def test_without_a_baseline_words_alone_should_decide() -> None:
    scores = [0.6, 0.0]
    hybrid = fused(scores, scores)
    assert answer_probability(hybrid, None) > ANSWER_LIMIT


def test_passages_all_alike_should_keep_a_deviation_above_zero() -> None:
    baseline = Baseline.of(np.ones((BASELINE_MIN, 1), dtype=np.float32))
    assert baseline is not None
    assert (baseline.mean, baseline.deviation) == (1, 1e-3)


def test_a_large_catalogue_should_be_sampled_over_all_of_it() -> None:
    half = 2 * BASELINE_SAMPLE
    vectors = np.repeat(np.eye(2, dtype=np.float32), half, axis=0)
    baseline = Baseline.of(vectors)
    assert baseline is not None
    assert baseline.mean == pytest.approx(0.5, abs=0.01)
