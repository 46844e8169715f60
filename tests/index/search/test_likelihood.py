"""Confidence: whether anything answers, and which records come close enough to be shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from index.ordering.fusion import Channel, Fusion, fuse
from index.ordering.learned_order import Ordered
from index.search.calibration import MARGIN, ORDER, feature_of
from index.search.likelihood import (
    BASELINE_MIN,
    BASELINE_SAMPLE,
    MAYBE_CONSIDERED,
    Baseline,
    Certainty,
    Closeness,
    Likelihoods,
    Shown,
    closeness,
    first_of,
)
from tests.searchers import calibration

RULES = calibration().search

BASELINE = Baseline(0.8, 0.05)


def fused(
    words: list[float],
    ngrams: list[float],
    dense: list[float] | None = None,
    needs: list[float] | None = None,
) -> Fusion:
    """The fusion of some scores, one value a record."""
    given = {
        Channel.DENSE: dense,
        Channel.WORDS: words,
        Channel.NGRAMS: ngrams,
        Channel.NEEDS: needs,
        Channel.LIKENESS: dense,
    }
    columns = {channel: column for channel, column in given.items() if column is not None}
    return fuse({each: np.array(column, dtype=np.float32) for each, column in columns.items()})


def likelihoods(
    fusion: Fusion, baseline: Baseline | None = BASELINE, margin: float = 0.0
) -> Likelihoods:
    """The likelihoods of a fusion by the rules of the project."""
    return Likelihoods(Ordered(fusion.scores, fusion), RULES, baseline, margin)


def logistic(odds: float) -> float:
    """Log-odds to a probability."""
    return float(1 / (1 + np.exp(-odds)))


def test_without_meaning_the_words_should_be_weighed_by_their_root() -> None:
    evidence = likelihoods(fused([0.25, 0], [0.36, 0]))
    weights = RULES.lexical.anything.weights
    odds = (
        RULES.lexical.anything.bias
        + 0.5 * weights[feature_of(Channel.WORDS)]
        + 0.6 * weights[feature_of(Channel.NGRAMS)]
    )
    assert evidence.anything == pytest.approx(logistic(odds), abs=1e-5)


def test_the_meaning_should_count_in_deviations_of_the_baseline() -> None:
    evidence = likelihoods(fused([0.25, 0], [0.36, 0], [0.9, 0.8]))
    weights = RULES.hybrid.anything.weights
    odds = RULES.hybrid.anything.bias + 2 * weights[feature_of(Channel.DENSE)]
    odds += 0.5 * weights[feature_of(Channel.WORDS)] + 0.6 * weights[feature_of(Channel.NGRAMS)]
    assert evidence.anything == pytest.approx(logistic(odds), abs=1e-5)


def learned(fusion: Fusion, values: list[float]) -> Ordered:
    """The order of a fusion whose records the learned order compared."""
    rows = np.arange(len(values))
    return Ordered(fusion.scores, fusion, rows, np.array(values, dtype=np.float32))


def test_the_needs_and_the_margin_should_count_when_there_is_a_thesaurus() -> None:
    order = learned(fused([0.25, 0], [0.36, 0], [0.9, 0.8], [0.7, 0]), [2.0, -1.0])
    near, far = (Likelihoods(order, RULES, BASELINE, margin) for margin in (0.05, -0.05))
    assert near.rule is RULES.with_needs
    assert near.features[ORDER].tolist() == [2, -1]
    assert near.features[feature_of(Channel.NEEDS)] == pytest.approx([0.7**0.5, 0])
    assert near.features[MARGIN] == pytest.approx([1, 1])
    assert near.anything > far.anything


def test_without_the_learned_order_the_rule_without_needs_should_be_applied() -> None:
    evidence = likelihoods(fused([0.25, 0], [0.36, 0], [0.9, 0.8], [0.7, 0]))
    assert evidence.rule is RULES.hybrid


def test_the_likelihood_of_the_first_record_shown_should_say_how_sure_it_is() -> None:
    fusion = fused([0.25, 0], [0.36, 0], [0.9, 0.8], [0.7, 0])
    told = Likelihoods(learned(fusion, [9.0, -1.0]), RULES, BASELINE, margin=0.05)
    best, other = (Shown(position, placed=False, near=False) for position in (0, 1))
    assert told.first(best) > told.first(other)
    assert told.first(Shown(0, placed=True, near=True)) > told.first(
        Shown(0, placed=True, near=False)
    )
    limit = RULES.with_needs.model_copy(
        update={"answers_from": told.first(best), "maybe_from": 0.0}
    )
    sure = replace(told, calibration=RULES.model_copy(update={"with_needs": limit}))
    assert sure.certainty_of(best) is Certainty.SURE
    assert sure.certainty_of(other) is Certainty.MAYBE


@pytest.mark.parametrize(
    "fusion",
    [fused([0.25, 0], [0.36, 0]), fused([0.25, 0], [0.3, 0], [0.9, 0.8], [0.7, 0])],
    ids=["words", "needs"],
)
def test_what_is_found_better_should_be_more_likely_to_answer(fusion: Fusion) -> None:
    first, second = likelihoods(fusion).records
    assert 0 < second < first < 1


def test_the_best_record_alone_should_decide() -> None:
    alone, beside = (likelihoods(fused(words, words)).anything for words in ([0.5, 0], [0.5, 0.4]))
    assert alone == beside


def test_nothing_should_answer_when_no_word_is_found() -> None:
    assert likelihoods(fused([0, 0], [0, 0])).answering().tolist() == [
        False,
        False,
    ]


def test_nothing_should_answer_when_words_are_found_but_the_meaning_is_far() -> None:
    assert not likelihoods(fused([0.05, 0], [0.01, 0], [0.75, 0.7])).answering().any()


def test_the_meaning_should_be_able_to_answer_without_a_common_word() -> None:
    near = fused([0, 0], [0, 0], [0.98, 0.7])
    assert likelihoods(near).answering().tolist() == [True, False]


def test_records_too_unlikely_should_not_be_shown_beside_the_best() -> None:
    scores = [0.8, 0.4, 0.02, 0]
    evidence = likelihoods(fused(scores, scores))
    likely = evidence.records
    assert likely[1] > RULES.shown_from > likely[2]
    assert evidence.answering().tolist() == [True, True, False, False]


def test_near_the_place_asked_a_record_less_likely_should_be_shown() -> None:
    scores = [0.8, 0.04]
    evidence = likelihoods(fused(scores, scores))
    assert RULES.shown_nearby_from < evidence.records[1] < RULES.shown_from
    assert evidence.answering_nearby.tolist() == [True, True]
    assert evidence.answering().tolist() == [True, False]


@pytest.mark.parametrize(
    ("probability", "code"),
    [
        (1.0, Closeness.ANSWERS),
        (RULES.answers_from, Closeness.ANSWERS),
        (RULES.answers_from - 0.01, Closeness.NEAR),
        (RULES.near_from, Closeness.NEAR),
        (RULES.near_from - 0.01, Closeness.MAYBE),
        (0.0, Closeness.MAYBE),
    ],
)
def test_a_likelihood_should_tell_how_close_a_result_is(
    probability: float, code: Closeness
) -> None:
    assert closeness(probability, RULES) is code


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
    assert likelihoods(fused([0.6, 0.0], [0.6, 0.0], [0.6, 0.0]), None).rule is RULES.lexical


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


def doubtful(fusion: Fusion) -> Likelihoods:
    """The likelihoods of a fusion whose best record is near, and surely answers nothing."""
    sure = likelihoods(fusion)
    limits = {"answers_from": sure.anything + 0.01, "maybe_from": sure.anything - 0.01}
    rules = RULES.model_copy(update={"lexical": RULES.lexical.model_copy(update=limits)})
    return Likelihoods(Ordered(fusion.scores, fusion), rules, BASELINE)


def test_what_is_near_and_unsure_should_be_told_as_a_perhaps() -> None:
    scores = [0.3 - place / 100 for place in range(20)]
    evidence = doubtful(fused(scores, scores))
    assert evidence.certainty is Certainty.MAYBE
    assert evidence.answering().sum() == MAYBE_CONSIDERED
    assert evidence.answering()[0]


def test_what_is_far_should_be_refused() -> None:
    assert likelihoods(fused([0, 0], [0, 0])).certainty is Certainty.NOTHING


def test_what_surely_answers_should_be_told_so() -> None:
    assert likelihoods(fused([1, 0], [1, 0])).certainty is Certainty.SURE


def test_the_first_of_some_records_should_be_the_best_of_them() -> None:
    among, scores = np.array([True, True, False, True]), np.array([1, 3, 9, 2], dtype=np.float32)
    assert first_of(among, scores, 2).tolist() == [False, True, False, True]


def test_one_word_should_have_its_own_rule_where_it_was_fitted() -> None:
    columns = {each: np.array([0.9], dtype=np.float32) for each in (Channel.DENSE, Channel.WORDS)}
    one, several = (Ordered(each.scores, each) for each in (fuse(columns, 1), fuse(columns, 2)))
    rules = RULES.model_copy(update={"one_word": RULES.foreign})
    assert Likelihoods(one, rules, BASELINE).rule is RULES.foreign
    assert Likelihoods(several, rules, BASELINE).rule is RULES.hybrid
    assert Likelihoods(one, RULES, BASELINE).rule is RULES.hybrid
