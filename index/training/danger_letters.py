"""Fitting of the model of dangers by letters, and choice of the thresholds of both readings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from index.arrays import log_softmax
from index.emergencies.letters import BUCKETS, buckets_of
from index.emergencies.likelihood import Thresholds
from index.training.danger_texts import DangerText

LETTERS_FACTOR, RULES_FACTOR = 10.0, 2.0
"""Factors of the runs of letters and of the rules, which say how freely each is weighed."""
FALSE_SURE, FALSE_LIKELY, FALSE_LOSS = 0.0035, 0.02, 0.007
"""Shares of look-alikes of hands kept apart that may show numbers, a line or numbers, steps: a
little less than what is promised, since the next hand is another."""
FALSE_BY_LETTERS = 0.003
"""The first of these shares where letters decide alone: they are the easier to mislead."""


@dataclass(frozen=True)
class LetterWeights:
    """Weights of a regression by letters on k classes.

    letters: (BUCKETS, k) float32; rules: (r, k) float32; bias: (k,) float32.
    """

    letters: NDArray[np.float32]
    rules: NDArray[np.float32]
    bias: NDArray[np.float32]


class LetterRegression:
    """Texts as a regression by letters reads them, to fit it and to ask it."""

    def __init__(
        self, texts: Sequence[str], said: Callable[[str], Sequence[str]], rules: Sequence[str]
    ) -> None:
        """Read texts.

        Args:
            texts: as typed.
            said: gives the situations that the words of a text say.
            rules: situations that words may say.
        """
        read = [buckets_of(text) for text in texts]
        ends = np.cumsum([0, *(len(buckets) for buckets, _ in read)])
        weights = np.concatenate([weights for _, weights in read]) * LETTERS_FACTOR
        buckets = np.concatenate([buckets for buckets, _ in read])
        letters = csr_matrix((weights, buckets, ends), shape=(len(texts), BUCKETS))
        columns = {name: place for place, name in enumerate(rules)}
        found = np.zeros((len(texts), len(rules)), np.float32)
        for row, text in enumerate(texts):
            for name in said(text):
                found[row, columns[name]] = RULES_FACTOR
        self._rows = hstack([letters, csr_matrix(found)]).tocsr()

    def fit(self, rows: NDArray[np.int64], classes: NDArray[np.int64], count: int) -> LetterWeights:
        """Fit the regression on some texts.

        Args:
            rows: (n,) of the texts.
            classes: (n,) class of each.
            count: number of classes.

        Returns:
            The weights; a class that no text has is never told.
        """
        model = LogisticRegression(C=1.0, max_iter=120)
        model.fit(self._rows[rows], classes)
        weights = np.zeros((self._rows.shape[1], count), np.float32)
        bias = np.full(count, -30.0, np.float32)
        weights[:, model.classes_] = model.coef_.T
        bias[model.classes_] = model.intercept_
        factors = np.r_[
            np.full(BUCKETS, LETTERS_FACTOR), np.full(len(weights) - BUCKETS, RULES_FACTOR)
        ]
        weights *= factors[:, None].astype(np.float32)
        return LetterWeights(weights[:BUCKETS], weights[BUCKETS:], bias)

    def log_shares(self, weights: LetterWeights, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the logarithm of the likelihood of each class for some texts, (n, k) float32."""
        whole = np.concatenate([weights.letters / LETTERS_FACTOR, weights.rules / RULES_FACTOR])
        return log_softmax(np.asarray(self._rows[rows] @ whole) + weights.bias)


def thresholds(
    shares: NDArray[np.float32],
    texts: Sequence[DangerText],
    classes: Sequence[str],
    losses: frozenset[str],
    false_sure: float = FALSE_SURE,
) -> Thresholds:
    """Choose thresholds on texts whose hands were kept apart.

    Args:
        shares: (n, k) float32, likelihood of each class.
        texts: the n texts.
        classes: identifiers of the k classes, "" first for none.
        losses: those where no life is at stake.
        false_sure: share of look-alikes that may show numbers before results.

    Returns:
        The lowest likelihoods that show no more look-alikes than the shares above.
    """
    is_loss = np.array([name in losses for name in classes])
    is_danger = ~is_loss & np.array([bool(name) for name in classes])
    look = np.array([not text.situations for text in texts])
    danger = np.sort(shares[look][:, is_danger].sum(axis=1))[::-1]
    loss = np.sort(shares[look][:, is_loss].sum(axis=1))[::-1]

    def least(values: NDArray[np.float32], share: float) -> float:
        return float(np.nextafter(values[int(share * len(values))], np.float32(2)))

    return Thresholds(
        sure=least(danger, false_sure),
        likely=least(danger, FALSE_LIKELY),
        loss=least(loss, FALSE_LOSS),
    )


def shown_shares(
    shares: NDArray[np.float32],
    texts: Sequence[DangerText],
    classes: Sequence[str],
    losses: frozenset[str],
    chosen: Thresholds,
) -> tuple[float, float, float]:
    """Return the shares of calls before results, and before them or in a line, and of losses told.

    shares, texts, classes, losses: as for `thresholds`; chosen: what it returned.
    """
    is_loss = np.array([name in losses for name in classes])
    is_danger = ~is_loss & np.array([bool(name) for name in classes])
    first = [text.situations[0] if text.situations else "" for text in texts]
    calls = np.array([bool(name) and name not in losses for name in first])
    lost = np.array([name in losses for name in first])
    danger, loss = shares[:, is_danger].sum(axis=1), shares[:, is_loss].sum(axis=1)
    return (
        float((danger[calls] >= chosen.sure).mean()),
        float((danger[calls] >= chosen.likely).mean()),
        float((loss[lost] >= chosen.loss).mean()),
    )
