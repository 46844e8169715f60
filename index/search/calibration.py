"""Confidence: how likely it is that a record answers, that anything does, and which are shown.

Both likelihoods are logistic regressions on what the channels say, fitted on the judged needs by
`scripts/fit_confidence.py`, which also prints how far they can be trusted (docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from scipy.special import expit

from index.arrays import Column, Mask, Matrix
from index.search.fusion import Channel, Fusion, root

MARGIN = "marge"
"""Name of the feature: nearer to a need than to what no need covers, in baseline's deviations."""
COSINES = frozenset({Channel.DENSE, Channel.LIKENESS})
"""Channels whose unit is a cosine."""
BASELINE_SAMPLE, BASELINE_MIN = 1000, 100


@dataclass(frozen=True)
class Logistic:
    """Log-odds: a bias, and what each feature weighs."""

    bias: float
    weights: Mapping[str, float]

    def probability(self, features: Mapping[str, Column]) -> Column:
        """Probabilities (n,) float32 from features (n,) each, those it does not weigh left out."""
        odds = sum(
            (weight * features[name] for name, weight in self.weights.items()), np.float32(0)
        )
        return np.asarray(expit(odds + self.bias), dtype=np.float32)


@dataclass(frozen=True)
class Rule:
    """How sure one is: anything answers, a given record answers; limit: from which it is shown."""

    anything: Logistic
    record: Logistic
    limit: float


LEXICAL = Rule(
    Logistic(-4.64, {Channel.WORDS: 6.14, Channel.NGRAMS: 5.45}),
    Logistic(-4.36, {Channel.WORDS: 3.13, Channel.NGRAMS: 5.70}),
    0.45,
)
"""Without vectors: words alone tell badly what is out of scope."""
HYBRID = Rule(
    Logistic(-6.33, {Channel.DENSE: 2.44, Channel.WORDS: 3.30, Channel.NGRAMS: 3.51}),
    Logistic(-3.48, {Channel.DENSE: 0.87, Channel.WORDS: 1.12, Channel.NGRAMS: 3.65}),
    0.40,
)
"""With vectors, for records that serve no known need."""
WITH_NEEDS = Rule(
    Logistic(-5.03, {Channel.DENSE: 1.22, Channel.NGRAMS: 5.98, MARGIN: 2.81}),
    Logistic(
        -4.83,
        {Channel.DENSE: 0.35, Channel.WORDS: 0.65, Channel.NGRAMS: 2.40}
        | {Channel.NEEDS: 1.53, Channel.LIKENESS: 0.33, MARGIN: 0.32},
    ),
    0.455,
)
"""With the thesaurus."""
FOREIGN = Rule(
    Logistic(-3.92, {Channel.DENSE: 0.52, MARGIN: 2.93}),
    Logistic(
        -5.75,
        {Channel.DENSE: 0.52, Channel.NEEDS: 1.34, Channel.LIKENESS: 0.39, MARGIN: 0.88},
    ),
    0.57,
)
"""The same for a need in another language: its words prove nothing."""
FOREIGN_MARGIN_MOST = np.float32(2.5)
"""Of a need in another language: beyond, being sure of the need would show the whole catalogue."""
SHOWN_FROM = 0.10
"""Likelihood from which a record is shown beside the best one."""
SHOWN_NEARBY_FROM = 0.05
"""The same for a record that is near, or serves, the place asked for."""


class Closeness(StrEnum):
    """What is said to people of a likelihood."""

    ANSWERS = "Répond à votre besoin"
    NEAR = "Proche de votre besoin"
    MAYBE = "Peut-être"


ANSWERS_FROM, NEAR_FROM = 0.6, 0.3
"""Likelihoods from which a record is said to answer, or to be near."""


def closeness(probability: float) -> Closeness:
    """The words for a likelihood in [0, 1]."""
    if probability >= ANSWERS_FROM:
        return Closeness.ANSWERS
    return Closeness.NEAR if probability >= NEAR_FROM else Closeness.MAYBE


@dataclass(frozen=True)
class Baseline:
    """The cosines of passages taken two by two: what "nothing in common" measures for an encoder.

    Encoders differ: E5 gives .84 to texts that share nothing, others give 0.
    """

    mean: float
    deviation: float

    @classmethod
    def of(cls, vectors: Matrix) -> Baseline | None:
        """The baseline of a catalogue.

        Args:
            vectors: (n passages, d) float32, unit norm; at most `BASELINE_SAMPLE`, evenly
                spaced, are compared.

        Returns:
            Mean and standard deviation of their cosines; None below `BASELINE_MIN`, where a
            few texts that resemble one another would say nothing of the encoder.
        """
        if len(vectors) < BASELINE_MIN:
            return None
        sample = vectors[:: -(-len(vectors) // BASELINE_SAMPLE)]
        cosines = (sample @ sample.T)[np.triu_indices(len(sample), k=1)]
        return cls(float(cosines.mean()), max(float(cosines.std()), 1e-3))


@dataclass(frozen=True)
class Evidence:
    """What is known of a query and of the records.

    fusion: without nearness to a place; baseline: of the catalogue, None when it is too small;
    margin: how much nearer to a need than to what no need covers, in cosine; french: whether the
    need is in French.
    """

    fusion: Fusion
    baseline: Baseline | None
    margin: float = 0.0
    french: bool = True

    @property
    def rule(self) -> Rule:
        """The rule for what is known."""
        columns = self.fusion.columns
        if Channel.DENSE not in columns or self.baseline is None:
            return LEXICAL
        if Channel.NEEDS not in columns:
            return HYBRID
        return WITH_NEEDS if self.french else FOREIGN

    @cached_property
    def features(self) -> Mapping[str, Column]:
        """What the rules weigh: name -> (n records,) float32.

        Cosines and the margin in deviations of the baseline, the others by their root.
        """
        columns = self.fusion.columns
        features: dict[str, Column] = {
            channel: root(column) for channel, column in columns.items() if channel not in COSINES
        }
        if self.baseline is not None:
            mean, deviation = self.baseline.mean, self.baseline.deviation
            for channel in COSINES.intersection(columns):
                cosines = (columns[channel] - mean) / deviation
                features[channel] = np.asarray(cosines, dtype=np.float32)
            margin = np.float32(self.margin / deviation)
            features[MARGIN] = np.full(len(self.fusion.scores), margin, dtype=np.float32)
        return features

    def answer_probability(self) -> float:
        """How likely it is that something answers, in [0, 1]."""
        best = int(np.argmax(self.fusion.scores))
        features = {name: column[best : best + 1] for name, column in self.features.items()}
        return float(self.rule.anything.probability(features)[0])

    def record_probabilities(self) -> Column:
        """How likely it is that each record answers: (n records,) float32 in [0, 1]."""
        features = dict(self.features)
        if not self.french and MARGIN in features:
            features[MARGIN] = np.minimum(features[MARGIN], FOREIGN_MARGIN_MOST)
        return self.rule.record.probability(features)

    def answering(self) -> Mask:
        """Which records are shown: (n records,) bool, all False when nothing answers."""
        return self._likely(SHOWN_FROM)

    def answering_nearby(self) -> Mask:
        """Which records are shown when they are near: (n records,) bool, more than elsewhere."""
        return self._likely(SHOWN_NEARBY_FROM)

    def _likely(self, least: float) -> Mask:
        scores = self.fusion.scores
        if self.answer_probability() < self.rule.limit:
            return np.zeros(len(scores), dtype=np.bool_)
        best = np.arange(len(scores)) == np.argmax(scores)
        likely = self.record_probabilities() >= least
        return np.asarray((likely | best) & (scores > 0), dtype=np.bool_)
