"""Fit of a rule: a logistic regression with weights at least 0, and the limits of its three states.

A better score never makes an answer less likely, whatever the sample: weights are bounded. The
limits come from what must be refused first, since questions made from records are harder than real
ones; questions only raise them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from index.calibration.reliability import calibration_error
from index.search.calibration import LEVEL, LikelihoodRule, Logistic
from index.search.catalogue_fit import RuleFigures

RIDGE = 0.02
"""Weight of the sum of squares of the coefficients in the loss."""
LEVEL_MOST = 0.3
"""Bound of the coefficient of the level, which tells a field and a manner rather than an answer."""
SEEMS_SERVED, FIELD_SERVED = 0.75, 0.25
"""Requests likelier to have an answer than the first share of the questions are set aside, and all
those of a field whose median is likelier than the second."""
FALSE_SURE, FALSE_SHOWN, FALSE_SHOWN_WORD = 0.01, 0.12, 0.2
"""Most requests, as shares, for which the answer may be called sure; most that may show any result;
and most requests of one word that may."""
KEPT = 0.97
"""Share of the questions beyond which nothing more need be shown."""
TOLD_APART = 0.8
"""Area under the ROC curve below which one word tells nothing: no word is then refused."""
FOLDS = 5
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Examples:
    """Features of questions, (q, f), and of requests, (r, f), in the order of `names`.

    fields: (r,) int64, number of the field of each request, -1 when unknown.
    """

    names: Sequence[str]
    questions: Values
    requests: Values
    fields: NDArray[np.int64]


def fit_rule(
    examples: Examples, record: Logistic, one_word: bool = False
) -> tuple[LikelihoodRule, RuleFigures]:
    """Fit the likelihood that anything answers, and the limits of the three states.

    Args:
        examples: at least one question and one request.
        record: likelihood that a record answers, kept as it is.
        one_word: True for examples of one word, which may tell nothing.

    Returns:
        The rule, and its figures on these examples.
    """
    kept = _not_served(examples)
    requests, fields = examples.requests[kept], examples.fields[kept]
    clean = Examples(examples.names, examples.questions, requests, fields)
    coefficients = _logistic(clean).round(2)
    questions = expit(_odds(coefficients, clean.questions))
    requests = expit(_odds(coefficients, clean.requests))
    sure, shown = _limits(questions, requests, one_word)
    weights = dict(zip(clean.names, coefficients[1:].tolist(), strict=True))
    rule = LikelihoodRule(
        anything=Logistic(bias=float(coefficients[0]), weights=weights),
        record=record,
        answers_from=sure,
        maybe_from=shown,
    )
    figures = RuleFigures(
        questions=len(questions),
        requests=len(requests),
        set_aside=int((~kept).sum()),
        kept_sure=_share(questions, sure),
        kept_shown=_share(questions, shown),
        false_sure=_share(requests, sure),
        false_shown=_share(requests, shown),
        calibration_error=round(_held_out_error(clean), 3),
    )
    return rule, figures


def _not_served(examples: Examples) -> NDArray[np.bool_]:
    """Return the requests that the catalogue does not seem to serve: (r,) bool, at least one."""
    first = _logistic(examples)
    questions, requests = (_odds(first, each) for each in _both(examples))
    served = requests >= np.quantile(questions, SEEMS_SERVED)
    limit = np.quantile(questions, FIELD_SERVED)
    for field in np.unique(examples.fields[examples.fields >= 0]):
        own = examples.fields == field
        served |= own & bool(np.median(requests[own]) >= limit)
    return np.ones(len(served), dtype=np.bool_) if served.all() else ~served


def _limits(questions: Values, requests: Values, one_word: bool) -> tuple[float, float]:
    """Return the likelihoods from which results are sure, and shown at all."""
    sure = float(np.quantile(requests, 1 - FALSE_SURE))
    share = FALSE_SHOWN_WORD if one_word else FALSE_SHOWN
    shown = max(float(np.quantile(requests, 1 - share)), float(np.quantile(questions, 1 - KEPT)))
    if one_word and (questions[:, None] > requests[None]).mean() < TOLD_APART:
        shown = 0.0
    sure = round(max(sure, shown), 3)
    return sure, min(round(shown, 3), sure)


def _share(likelihoods: Values, limit: float) -> float:
    return round(float((likelihoods >= limit).mean()), 3)


def _held_out_error(examples: Examples) -> float:
    """Return the calibration error of likelihoods, each fifth of the examples held out in turn."""
    likelihoods, right = [], []
    for fold in range(FOLDS):
        out = [np.arange(len(each)) % FOLDS == fold for each in _both(examples)]
        kept = [each[~left] for each, left in zip(_both(examples), out, strict=True)]
        if not (len(kept[0]) and len(kept[1])):
            continue
        coefficients = _logistic(Examples(examples.names, kept[0], kept[1], examples.fields[:0]))
        for each, left, answer in zip(_both(examples), out, (True, False), strict=True):
            likelihoods.append(expit(_odds(coefficients, each[left])))
            right.append(np.full(int(left.sum()), answer))
    if not likelihoods:
        return 0.0
    return calibration_error(np.concatenate(likelihoods), np.concatenate(right))


def _both(examples: Examples) -> tuple[Values, Values]:
    return examples.questions, examples.requests


def _odds(coefficients: Values, values: Values) -> Values:
    return np.asarray(values @ coefficients[1:] + coefficients[0], dtype=np.float64)


def _logistic(examples: Examples) -> Values:
    """Return the bias and the weights, (1 + f,), questions and requests weighing the same."""
    values = np.concatenate(_both(examples))
    right = np.repeat([1.0, 0.0], [len(examples.questions), len(examples.requests)])
    shares = np.where(right, 0.5 / len(examples.questions), 0.5 / len(examples.requests))

    def loss(coefficients: Values) -> tuple[float, Values]:
        odds = _odds(coefficients, values)
        gap = shares * (expit(odds) - right)
        weights = coefficients[1:]
        cost = (shares * (np.logaddexp(0, odds) - right * odds)).sum()
        slope = np.concatenate(([gap.sum()], values.T @ gap + RIDGE * weights))
        return float(cost + RIDGE * (weights**2).sum() / 2), slope

    from scipy.optimize import minimize  # slow to load: only a build and its evaluation need it

    bounds: list[tuple[float | None, float | None]] = [(None, None)]
    bounds += [(0, LEVEL_MOST if name == LEVEL else None) for name in examples.names]
    start = np.zeros(values.shape[1] + 1)
    return np.asarray(minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x)
