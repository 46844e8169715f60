"""Confidence: does anything answer, and which records?

A first, plain rule. The best record's scores give the log-odds that the need is one the catalogue
answers, by a logistic regression fitted on the judged needs (answerable against out of scope);
below a limit, nothing is shown. Then the records that come close enough to the best one are kept.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from index.facets import Mask
from index.fusion import Channel, Fusion, root

HYBRID_WEIGHTS: Mapping[Channel, float] = {
    Channel.DENSE: 81.7,
    Channel.WORDS: 1.99,
    Channel.NGRAMS: 3.33,
}
HYBRID_BIAS = -70.13
LEXICAL_WEIGHTS: Mapping[Channel, float] = {Channel.WORDS: 3.70, Channel.NGRAMS: 5.15}
LEXICAL_BIAS = -2.71
ANSWER_LIMIT = 0.35
"""Probability from which an answer is shown."""
CLOSE_TO_BEST = 0.35
"""Share of the best fused score from which another record is shown."""


def answer_probability(fusion: Fusion) -> float:
    """How likely it is that the best record answers, in [0, 1]; not calibrated finely."""
    best = int(np.argmax(fusion.scores))
    hybrid = Channel.DENSE in fusion.columns
    weights = HYBRID_WEIGHTS if hybrid else LEXICAL_WEIGHTS
    odds = HYBRID_BIAS if hybrid else LEXICAL_BIAS
    for channel, weight in weights.items():
        column = fusion.columns[channel][best : best + 1]
        odds += weight * float(column[0] if channel is Channel.DENSE else root(column)[0])
    return float(1 / (1 + np.exp(-odds)))


def answering(fusion: Fusion) -> Mask:
    """Which records answer: (n records,) bool, all False when nothing does."""
    if answer_probability(fusion) < ANSWER_LIMIT:
        return np.zeros(len(fusion.scores), dtype=np.bool_)
    close = fusion.scores >= CLOSE_TO_BEST * fusion.scores.max()
    return np.asarray(close & (fusion.scores > 0), dtype=np.bool_)
