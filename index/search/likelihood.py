"""Likelihoods that a record answers, that anything does, and which records are returned.

Both are logistic regressions on the scores of the channels. Their coefficients are data, read by
`calibration`; `scripts/fit_confidence.py` fits them on judged queries (docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from scipy.special import expit

from index.arrays import Column, Mask, Matrix
from index.search.calibration import MARGIN, LikelihoodRule, Logistic, SearchCalibration, feature_of
from index.search.fusion import Channel, Fusion, root

COSINES = frozenset({Channel.DENSE, Channel.LIKENESS})
"""Channels whose unit is a cosine."""
BASELINE_SAMPLE, BASELINE_MIN = 1000, 100
"""Most passages compared for a baseline, and the fewest that give one."""


class Closeness(StrEnum):
    """Words shown to people for a likelihood."""

    ANSWERS = "Répond à votre besoin"
    NEAR = "Proche de votre besoin"
    MAYBE = "Peut-être"


def closeness(likelihood: float, calibration: SearchCalibration) -> Closeness:
    """Return the words for a likelihood in [0, 1]."""
    if likelihood >= calibration.answers_from:
        return Closeness.ANSWERS
    return Closeness.NEAR if likelihood >= calibration.near_from else Closeness.MAYBE


def probability(logistic: Logistic, features: Mapping[str, Column]) -> Column:
    """Return the probabilities that a logistic regression gives.

    Args:
        logistic: its bias and weights.
        features: name -> (n,) values; those that it does not weigh are ignored.

    Returns:
        (n,) float32 in [0, 1].
    """
    odds = sum(
        (weight * features[name] for name, weight in logistic.weights.items()), np.float32(0)
    )
    return np.asarray(expit(odds + logistic.bias), dtype=np.float32)


@dataclass(frozen=True)
class Baseline:
    """Mean and standard deviation of the cosines of pairs of passages: the level of an encoder.

    Encoders differ: E5 gives .84 to texts that have nothing in common, others give 0.
    """

    mean: float
    deviation: float

    @classmethod
    def of(cls, vectors: Matrix) -> Baseline | None:
        """Compute the baseline of a catalogue.

        Args:
            vectors: (n passages, d) float32, unit norm; at most `BASELINE_SAMPLE`, evenly
                spaced, are compared.

        Returns:
            Mean and standard deviation of their cosines; None below `BASELINE_MIN`, where a
            few texts that resemble one another would tell nothing of the encoder.
        """
        if len(vectors) < BASELINE_MIN:
            return None
        sample = vectors[:: -(-len(vectors) // BASELINE_SAMPLE)]
        cosines = (sample @ sample.T)[np.triu_indices(len(sample), k=1)]
        return cls(float(cosines.mean()), max(float(cosines.std()), 1e-3))


@dataclass(frozen=True)
class Likelihoods:
    """Likelihoods of one query: that something answers, and that each record does.

    fusion: the scores of the records, without proximity; calibration: the rules; baseline: of
    the catalogue, None when it is too small; margin: how much nearer the query is to a need than to
    what no need covers, in cosine; french: whether the query is in French.
    """

    fusion: Fusion
    calibration: SearchCalibration
    baseline: Baseline | None
    margin: float = 0.0
    french: bool = True

    @property
    def rule(self) -> LikelihoodRule:
        """Rule for the channels that scored the query, and for its language."""
        columns = self.fusion.columns
        if Channel.DENSE not in columns or self.baseline is None:
            return self.calibration.lexical
        if Channel.NEEDS not in columns:
            return self.calibration.hybrid
        return self.calibration.with_needs if self.french else self.calibration.foreign

    @cached_property
    def features(self) -> Mapping[str, Column]:
        """Features that the rules weigh: name -> (n records,) float32.

        Cosines and the margin are in standard deviations of the baseline, the other scores are
        replaced by their square root.
        """
        columns = self.fusion.columns
        features: dict[str, Column] = {
            feature_of(channel): root(column)
            for channel, column in columns.items()
            if channel not in COSINES
        }
        if self.baseline is not None:
            mean, deviation = self.baseline.mean, self.baseline.deviation
            for channel in COSINES.intersection(columns):
                cosines = (columns[channel] - mean) / deviation
                features[feature_of(channel)] = np.asarray(cosines, dtype=np.float32)
            margin = np.float32(self.margin / deviation)
            features[MARGIN] = np.full(len(self.fusion.scores), margin, dtype=np.float32)
        return features

    @cached_property
    def anything(self) -> float:
        """Likelihood that some record answers, in [0, 1], from the features of the best one."""
        best = int(np.argmax(self.fusion.scores))
        features = {name: column[best : best + 1] for name, column in self.features.items()}
        return float(probability(self.rule.anything, features)[0])

    @cached_property
    def records(self) -> Column:
        """Likelihood that each record answers: (n records,) float32 in [0, 1]."""
        features = dict(self.features)
        if not self.french and MARGIN in features:
            most = np.float32(self.calibration.foreign_margin_max)
            features[MARGIN] = np.minimum(features[MARGIN], most)
        return probability(self.rule.record, features)

    def answering(self) -> Mask:
        """Return the records that answer: (n records,) bool, all False when nothing does."""
        return self._likely(self.calibration.shown_from)

    def answering_nearby(self) -> Mask:
        """Return the records that answer when they are near the place: (n records,) bool."""
        return self._likely(self.calibration.shown_nearby_from)

    def _likely(self, threshold: float) -> Mask:
        """Return the best record and those likely enough, none when nothing answers."""
        scores = self.fusion.scores
        if self.anything < self.rule.answers_from:
            return np.zeros(len(scores), dtype=np.bool_)
        best = np.arange(len(scores)) == np.argmax(scores)
        likely = self.records >= threshold
        return np.asarray((likely | best) & (scores > 0), dtype=np.bool_)
