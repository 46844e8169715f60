"""Confidence: does anything answer, and which records?

A first, plain rule. The best record's scores give the log-odds that the need is one the catalogue
answers, by a logistic regression fitted on the judged needs (answerable against out of scope);
below a limit, nothing is shown. Then the records that come close enough to the best one are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from index.engines.base import Matrix
from index.facets import Mask
from index.fusion import Channel, Fusion, root

HYBRID_BIAS = -1.50
HYBRID_WEIGHTS: Mapping[Channel, float] = {
    Channel.DENSE: 1.92,
    Channel.WORDS: 1.99,
    Channel.NGRAMS: 3.33,
}
"""Log-odds: of the cosine by its baseline's deviations, of lexical scores by their root."""
LEXICAL_BIAS = -2.71
LEXICAL_WEIGHTS: Mapping[Channel, float] = {Channel.WORDS: 3.70, Channel.NGRAMS: 5.15}
ANSWER_LIMIT = 0.58
"""Probability from which an answer is shown."""
CLOSE_TO_BEST = 0.35
"""Share of the best fused score from which another record is shown."""
CLOSE_NEARBY = 0.28
"""The same for a record that is near, or serves, the place asked for."""
BASELINE_SAMPLE, BASELINE_MIN = 1000, 100


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


def answer_probability(fusion: Fusion, baseline: Baseline | None) -> float:
    """How likely it is that the best record answers, in [0, 1]; not calibrated finely."""
    best = int(np.argmax(fusion.scores))
    features = {
        channel: float(root(column[best : best + 1])[0])
        for channel, column in fusion.columns.items()
    }
    weights, odds = LEXICAL_WEIGHTS, LEXICAL_BIAS
    dense = fusion.columns.get(Channel.DENSE)
    if dense is not None and baseline is not None:
        weights, odds = HYBRID_WEIGHTS, HYBRID_BIAS
        features[Channel.DENSE] = (float(dense[best]) - baseline.mean) / baseline.deviation
    odds += sum(weight * features[channel] for channel, weight in weights.items())
    return float(expit(odds))


def answering(fusion: Fusion, baseline: Baseline | None) -> Mask:
    """Which records answer: (n records,) bool, all False when nothing does."""
    if answer_probability(fusion, baseline) < ANSWER_LIMIT:
        return np.zeros(len(fusion.scores), dtype=np.bool_)
    close = fusion.scores >= CLOSE_TO_BEST * fusion.scores.max()
    return np.asarray(close & (fusion.scores > 0), dtype=np.bool_)


def answering_nearby(fusion: Fusion, answering: Mask) -> Mask:
    """Which records would answer if they were near: (n records,) bool, a lower bar than elsewhere.

    fusion: without nearness; answering: (n,) bool, who answers wherever it is.
    """
    if not answering.any():
        return answering
    return np.asarray(fusion.scores >= CLOSE_NEARBY * fusion.scores.max(), dtype=np.bool_)
