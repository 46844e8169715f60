"""Likelihoods that a record answers a query, that any record does, and which ones are returned.

Both are logistic regressions on the scores of the channels (ways of scoring records). Their
coefficients are data, read by `calibration`; `scripts/fit_confidence.py` fits them on judged
queries (docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from scipy.special import expit

from index.arrays import Column, Mask, Matrix
from index.ordering.fusion import Channel, Fusion, root
from index.ordering.learned_order import Ordered
from index.search.calibration import (
    AGREED,
    EXPRESSED,
    EXPRESSED_LEAD,
    LENGTH,
    LEVEL,
    MARGIN,
    NEAR,
    NEEDS_OF_THREE,
    ONE_WORD,
    ORDER,
    ORDER_LEAD,
    ORDER_OF_THREE,
    PLACED,
    LikelihoodRule,
    Logistic,
    SearchCalibration,
    feature_of,
)

NEEDS = feature_of(Channel.NEEDS)
FIRST, LONGEST = 10, 5
"""Number of the first records that tell how sure a search is; most words that count."""
COSINES = frozenset({Channel.DENSE, Channel.LIKENESS})
"""Channels (ways of scoring records) whose score is a cosine of vectors."""
MAYBE_SHOWN, MAYBE_CONSIDERED = 3, 10
"""Most records shown when no one surely answers; and the number of the best ones among which they
are chosen, those that do not serve the place left out."""
BASELINE_SAMPLE, BASELINE_MIN = 1000, 100
"""Most passages whose cosines are averaged to measure the level of an encoder, and the fewest with
which it is measured."""


class Closeness(StrEnum):
    """How close a result is to the need, by the likelihood that it answers; likeliest first."""

    ANSWERS = "repond"
    NEAR = "proche"
    MAYBE = "peut-etre"


class Certainty(StrEnum):
    """How sure a search is that it answers; the value is its name in the API.

    SURE: records likely answer; MAYBE: none surely does, but some are near, and the first ones are
    shown as such; NOTHING: nothing is shown.
    """

    SURE = "sur"
    MAYBE = "peut-etre"
    NOTHING = "rien"


def closeness(likelihood: float, calibration: SearchCalibration) -> Closeness:
    """Return how close a result is, by the likelihood, in [0, 1], that it answers the query.

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
class Shown:
    """The first record shown: its position in view, and where it is.

    placed: whether the query has a place; near: whether the record serves the need near it.
    """

    position: int
    placed: bool
    near: bool


@dataclass(frozen=True)
class Likelihoods:
    """Likelihoods for one query: that any record answers it, and that each record does.

    order: scores of the records on each channel, and by which they are ordered; calibration:
    regressions and thresholds; baseline: usual level of cosines in the catalogue, None when it is
    too small; margin: cosine of the query with the nearest need of the thesaurus, less its cosine
    with the nearest text that no need covers; french: whether the query is in French; level: mean
    cosine of the query with the records of the catalogue; shares: of the query, that go to the
    needs that it expresses, greatest first; agreeing: (n,) bool, records that declare the nearest
    need, None without any.
    """

    order: Ordered
    calibration: SearchCalibration
    baseline: Baseline | None
    margin: float = 0.0
    french: bool = True
    level: float = 0.0
    shares: Sequence[float] = ()
    agreeing: Mask | None = None

    @property
    def fusion(self) -> Fusion:
        """Scores of the channels, and combined."""
        return self.order.fusion

    @property
    def rule(self) -> LikelihoodRule:
        """Regressions to apply, given the channels that scored the query and its language."""
        columns = self.fusion.columns
        if Channel.DENSE not in columns or self.baseline is None:
            return self.calibration.lexical
        if self.calibration.one_word is not None and self.fusion.words <= 1 and self.french:
            return self.calibration.one_word
        if Channel.NEEDS not in columns or not self._is_complete:
            return self.calibration.hybrid
        return self.calibration.with_needs if self.french else self.calibration.foreign

    @property
    def _is_complete(self) -> bool:
        """Whether the rule of needs has what it weighs: it may weigh the learned order."""
        return self.order.is_learned or ORDER not in self.calibration.with_needs.record.weights

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
        if self.order.is_learned:
            least = float(self.order.learned.min()) - 1
            learned = np.full(len(self.fusion.scores), least, dtype=np.float32)
            learned[self.order.compared] = self.order.learned
            features[ORDER] = learned
        return features

    @cached_property
    def of_query(self) -> Mapping[str, Column]:
        """Features of the best record and of the query: name -> (1,) float32; none without any."""
        scores = self.order.scores
        if not len(scores):
            return {}
        first = np.argsort(-scores, kind="stable")[:FIRST]
        found = {name: float(column[first[0]]) for name, column in self.features.items()}
        found |= {LENGTH: min(self.fusion.words, LONGEST), ONE_WORD: self.fusion.words <= 1}
        shares = (*self.shares, 0.0, 0.0)
        found |= {EXPRESSED: shares[0], EXPRESSED_LEAD: shares[0] - shares[1]}
        if ORDER in self.features:
            learned, needs = (self.features[each][first] for each in (ORDER, NEEDS))
            found[ORDER_OF_THREE], found[NEEDS_OF_THREE] = learned[:3].mean(), needs[:3].mean()
            found[ORDER_LEAD] = learned[0] - (learned[3:] if len(learned) > 3 else learned).mean()
            agreed = self.agreeing
            found[AGREED] = 0.0 if agreed is None else agreed[first[:3]].mean()
        return {name: np.array([value], dtype=np.float32) for name, value in found.items()}

    @cached_property
    def anything(self) -> float:
        """Likelihood, in [0, 1], that any record answers, computed from the best-ranked one.

        It is 0 when no record was proposed.
        """
        return float(probability(self.rule.anything, self.of_query)[0]) if self.of_query else 0.0

    def of_first(self, shown: Shown) -> Mapping[str, Column]:
        """Return the features of the query and of the first record shown: name -> (1,) float32."""
        at = shown.position
        own = {name: column[at : at + 1] for name, column in self.features.items()}
        where = {PLACED: shown.placed, NEAR: shown.near}
        told = {name: np.array([value], dtype=np.float32) for name, value in where.items()}
        return {**self.of_query, **own, **told}

    def first(self, shown: Shown) -> float:
        """Return the likelihood, in [0, 1], that the first record shown answers.

        By some rules it is `anything`.
        """
        rule = self.rule.first
        return self.anything if rule is None else float(probability(rule, self.of_first(shown))[0])

    @cached_property
    def records(self) -> Column:
        """Likelihood that each record answers the query: (n records,) float32 in [0, 1]."""
        features = dict(self.features)
        if not self.french and MARGIN in features:
            most = np.float32(self.calibration.foreign_margin_max)
            features[MARGIN] = np.minimum(features[MARGIN], most)
        return probability(self.rule.record, features)

    @cached_property
    def certainty(self) -> Certainty:
        """How sure it is that any record answers, before it is known which is shown first."""
        if self.anything >= self.rule.answers_from:
            return Certainty.SURE
        return Certainty.MAYBE if self.anything >= self.rule.maybe_from else Certainty.NOTHING

    def certainty_of(self, shown: Shown) -> Certainty:
        """Return how sure it is that the first record shown answers."""
        if self.certainty is Certainty.NOTHING:
            return Certainty.MAYBE
        return Certainty.SURE if self.first(shown) >= self.rule.answers_from else Certainty.MAYBE

    @property
    def is_doubtful(self) -> bool:
        """Whether it is doubtful that any record answers, so that few are shown."""
        return self.certainty is Certainty.MAYBE

    def answering(self) -> Mask:
        """Return the records to show wherever they are: (n records,) bool.

        The best record, and those that are likely enough; the best ten when no one surely answers
        and some are near; none when all are far.
        """
        return self._likely(self.calibration.shown_from)

    @cached_property
    def answering_nearby(self) -> Mask:
        """Records to show if they are near the place of the query: (n records,) bool.

        They need a lower likelihood than records shown wherever they are.
        """
        return self._likely(self.calibration.shown_nearby_from)

    def _likely(self, threshold: float) -> Mask:
        """Return the best record and those likely enough, by how sure it is that any answers."""
        scores = self.order.scores
        if self.certainty is Certainty.NOTHING:
            return np.zeros(len(scores), dtype=np.bool_)
        if self.is_doubtful:
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
