"""Likelihoods that a record answers a query, that any record does, and which ones are returned.

Both are logistic regressions on the scores of the channels (ways of scoring records). Their
coefficients are data, read by `calibration`; `scripts/fit_confidence.py` fits them on judged
queries (docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from scipy.special import expit

from index.arrays import Column, Mask, Matrix
from index.search.calibration import (
    LEVEL,
    MARGIN,
    LikelihoodRule,
    Logistic,
    SearchCalibration,
    feature_of,
)
from index.search.fusion import Channel, Fusion, root

COSINES = frozenset({Channel.DENSE, Channel.LIKENESS})
"""Channels (ways of scoring records) whose score is a cosine of vectors."""
MAYBE_SHOWN, MAYBE_CONSIDERED = 3, 10
"""Most records shown when no one surely answers; and the number of the best ones among which they
are chosen, those that do not serve the place left out."""
BASELINE_SAMPLE, BASELINE_MIN = 1000, 100
"""Most passages whose cosines are averaged to measure the level of an encoder, and the fewest with
which it is measured."""


class Closeness(StrEnum):
    """Sentence shown beside a result, chosen by the likelihood that it answers; likeliest first."""

    ANSWERS = "Répond à votre besoin"
    NEAR = "Proche de votre besoin"
    MAYBE = "Peut-être"


class Certainty(StrEnum):
    """How sure a search is that it answers; the value is its name in the API.

    SURE: records likely answer; MAYBE: none surely does, but some are near, and the first ones are
    shown as such; NOTHING: nothing is shown.
    """

    SURE = "sur"
    MAYBE = "peut-etre"
    NOTHING = "rien"


def closeness(likelihood: float, calibration: SearchCalibration) -> Closeness:
    """Return the sentence to show for the likelihood, in [0, 1], that a result answers the query.

    The thresholds, inclusive, are `answers_from` and `near_from` of the calibration.
    """
    if likelihood >= calibration.answers_from:
        return Closeness.ANSWERS
    return Closeness.NEAR if likelihood >= calibration.near_from else Closeness.MAYBE


def probability(logistic: Logistic, features: Mapping[str, Column]) -> Column:
    """Apply a logistic regression: sigmoid of the bias plus the weighted sum of the features.

    Args:
        logistic: its bias and weights.
        features: name -> values, (n,); features without a weight are ignored.

    Returns:
        (n,) float32 in [0, 1].
    """
    odds = sum(
        (weight * features[name] for name, weight in logistic.weights.items()), np.float32(0)
    )
    return np.asarray(expit(odds + logistic.bias), dtype=np.float32)


@dataclass(frozen=True)
class Baseline:
    """Usual level of the cosines of an encoder: their mean and deviation over pairs of passages.

    Cosines are counted from it because encoders differ: E5 gives .84 to texts that have nothing in
    common, others give 0. A passage is a text cut from a record.
    """

    mean: float
    deviation: float

    @classmethod
    def of(cls, vectors: Matrix) -> Baseline | None:
        """Measure the usual level of cosines in a catalogue.

        Args:
            vectors: of its passages, (n passages, d) float32, unit norm; at most 1,000 of them,
                evenly spaced, are compared.

        Returns:
            Mean and standard deviation of the cosines of all pairs; None below `BASELINE_MIN` (100)
            passages, where a few similar texts would tell nothing of the encoder.
        """
        if len(vectors) < BASELINE_MIN:
            return None
        sample = vectors[:: -(-len(vectors) // BASELINE_SAMPLE)]
        cosines = (sample @ sample.T)[np.triu_indices(len(sample), k=1)]
        return cls(float(cosines.mean()), max(float(cosines.std()), 1e-3))


@dataclass(frozen=True)
class Likelihoods:
    """Likelihoods for one query: that any record answers it, and that each record does.

    fusion: scores of the records on each channel, their distance to a place left out; calibration:
    regressions and thresholds; baseline: usual level of cosines in the catalogue, None when it is
    too small; margin: cosine of the query with the nearest need of the thesaurus, less its cosine
    with the nearest text that no need covers; french: whether the query is in French; level: mean
    cosine of the query with the records of the catalogue.
    """

    fusion: Fusion
    calibration: SearchCalibration
    baseline: Baseline | None
    margin: float = 0.0
    french: bool = True
    level: float = 0.0

    @property
    def rule(self) -> LikelihoodRule:
        """Regressions to apply, given the channels that scored the query and its language."""
        columns = self.fusion.columns
        if Channel.DENSE not in columns or self.baseline is None:
            return self.calibration.lexical
        if self.calibration.one_word is not None and self.fusion.words <= 1 and self.french:
            return self.calibration.one_word
        if Channel.NEEDS not in columns:
            return self.calibration.hybrid
        return self.calibration.with_needs if self.french else self.calibration.foreign

    @cached_property
    def features(self) -> Mapping[str, Column]:
        """Inputs of the regressions: name of a feature -> its value for each record, (n,) float32.

        Cosines are counted from the usual level of the catalogue, in standard deviations; the
        margin is divided by that deviation, the level counted as they are; the other scores are
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
            level = np.float32((self.level - mean) / deviation)
            features[LEVEL] = np.full(len(self.fusion.scores), level, dtype=np.float32)
        return features

    @cached_property
    def anything(self) -> float:
        """Likelihood, in [0, 1], that any record answers, computed from the best-ranked one.

        It is 0 when no record was proposed.
        """
        if not len(self.fusion.scores):
            return 0.0
        best = int(np.argmax(self.fusion.scores))
        features = {name: column[best : best + 1] for name, column in self.features.items()}
        return float(probability(self.rule.anything, features)[0])

    @cached_property
    def records(self) -> Column:
        """Likelihood that each record answers the query: (n records,) float32 in [0, 1]."""
        features = dict(self.features)
        if not self.french and MARGIN in features:
            most = np.float32(self.calibration.foreign_margin_max)
            features[MARGIN] = np.minimum(features[MARGIN], most)
        return probability(self.rule.record, features)

    @property
    def certainty(self) -> Certainty:
        """How sure it is that any record answers, before the place and the filters."""
        if self.anything >= self.rule.answers_from:
            return Certainty.SURE
        return Certainty.MAYBE if self.anything >= self.rule.maybe_from else Certainty.NOTHING

    def answering(self) -> Mask:
        """Return the records to show wherever they are: (n records,) bool.

        The best record, and those that are likely enough; the best ten when no one surely answers
        and some are near; none when all are far.
        """
        return self._likely(self.calibration.shown_from)

    def answering_nearby(self) -> Mask:
        """Return the records to show if they are near the place of the query: (n records,) bool.

        They need a lower likelihood than records shown wherever they are.
        """
        return self._likely(self.calibration.shown_nearby_from)

    def _likely(self, threshold: float) -> Mask:
        """Return the best record and those likely enough, by how sure it is that any answers."""
        scores = self.fusion.scores
        if self.certainty is Certainty.NOTHING:
            return np.zeros(len(scores), dtype=np.bool_)
        if self.certainty is Certainty.MAYBE:
            return first_of(scores > 0, scores, MAYBE_CONSIDERED)
        best = np.arange(len(scores)) == np.argmax(scores)
        likely = self.records >= threshold
        return np.asarray((likely | best) & (scores > 0), dtype=np.bool_)


def first_of(among: Mask, scores: Column, most: int) -> Mask:
    """Return the records with the best scores among some: (n records,) bool.

    among: (n records,) bool, those to choose from; scores: (n records,), higher is better; most:
    number of records to keep at most; of equal ones, the first.
    """
    rows = np.flatnonzero(among)
    kept = np.zeros(len(scores), dtype=np.bool_)
    kept[rows[np.argsort(-scores[rows], kind="stable")[:most]]] = True
    return kept
