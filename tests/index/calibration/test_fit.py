"""Fit of a rule: what it learns, and the limits of the three states."""

from __future__ import annotations

import numpy as np
import pytest

from index.calibration.fit import FALSE_SHOWN, FALSE_SURE, LEVEL_MOST, Examples, Values, fit_rule
from index.search.calibration import LEVEL, Logistic

RECORD = Logistic(bias=0, weights={})
DRAWN = np.random.default_rng(0)


def examples(apart: float, names: tuple[str, ...] = ("dense",)) -> Examples:
    """Four hundred questions, above as many requests by some deviations, on every feature."""
    shape = (400, len(names))
    return told(names, DRAWN.normal(apart, 1, shape), DRAWN.normal(0, 1, shape))


def told(names: tuple[str, ...], questions: Values, requests: Values, field: int = -1) -> Examples:
    """Examples whose requests are all of one field, unknown by default."""
    return Examples(names, questions, requests, np.full(len(requests), field))


def test_questions_far_above_requests_should_be_sure() -> None:
    rule, figures = fit_rule(examples(6), RECORD)
    assert figures.kept_sure >= 0.95
    assert figures.false_sure <= 0.05
    assert rule.maybe_from <= rule.answers_from


def test_few_requests_should_be_shown_and_fewer_be_sure() -> None:
    _, figures = fit_rule(examples(1.5), RECORD)
    assert figures.false_shown <= FALSE_SHOWN + 0.01
    assert figures.false_sure <= FALSE_SURE + 0.01


def test_requests_that_the_catalogue_seems_to_serve_should_be_set_aside() -> None:
    honest = examples(5)
    served = DRAWN.normal(7, 1, (40, 1))
    mixed = told(("dense",), honest.questions, np.concatenate((honest.requests, served)))
    rule, figures = fit_rule(mixed, RECORD)
    assert figures.set_aside >= 30
    assert rule.answers_from < 0.99


def test_a_field_that_the_catalogue_seems_to_serve_should_be_set_aside_whole() -> None:
    honest = examples(5)
    near = DRAWN.normal(4.8, 1, (40, 1))
    fields = np.repeat([-1, 3], [400, 40])
    requests = np.concatenate((honest.requests, near))
    _, figures = fit_rule(Examples(("dense",), honest.questions, requests, fields), RECORD)
    assert figures.set_aside == 40


def test_a_better_score_should_never_make_an_answer_less_likely() -> None:
    upside_down = told(("dense",), DRAWN.normal(0, 1, (50, 1)), DRAWN.normal(2, 1, (50, 1)))
    rule, _ = fit_rule(upside_down, RECORD)
    assert rule.anything.weights["dense"] == 0


def test_the_level_of_a_query_should_count_for_little() -> None:
    rule, _ = fit_rule(examples(4, ("dense", LEVEL)), RECORD)
    assert rule.anything.weights[LEVEL] <= LEVEL_MOST


@pytest.mark.parametrize(("apart", "refuses"), [(0.5, False), (4, True)])
def test_one_word_should_be_refused_only_where_it_tells_something(
    apart: float, refuses: bool
) -> None:
    rule, _ = fit_rule(examples(apart), RECORD, one_word=True)
    assert (rule.maybe_from > 0) is refuses


def test_the_likelihoods_of_a_fit_should_be_near_what_turns_out() -> None:
    _, figures = fit_rule(examples(2), RECORD)
    assert figures.calibration_error <= 0.1
