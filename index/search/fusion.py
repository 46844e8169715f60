"""Fusion: the scores of several channels to one score, of which each part can be shown.

Channels have different units, so each is brought to a part of what it could be, in [0, 1]: the
cosine by how far a record stands from the rest of the catalogue, for its level depends on the
query; the lexical scores by their square root, for a second matched word tells less than the first.
Parts are weighted, summed, and divided by the highest sum possible.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax

from index.arrays import Column

WORDS_IN_FULL = 3
"""Words of a query from which the lexical channels have all their weight."""
STANDING_CEILING = 12.0
"""Standard deviations above the mean at which a cosine counts in full."""


class Channel(StrEnum):
    """Channel that scores records; the value is its name in answers."""

    DENSE = "sens"
    WORDS = "mots"
    NGRAMS = "orthographe"
    NEEDS = "besoins"
    LIKENESS = "ressemblance"
    PROXIMITY = "proximité"


def standing(column: Column) -> Column:
    """Return the standard deviations above the mean, divided by their ceiling, in [0, 1]."""
    deviation = float(column.std())
    if deviation < 1e-6:
        return np.zeros_like(column)
    part = (column - column.mean()) / (deviation * STANDING_CEILING)
    return np.asarray(np.clip(part, 0, 1), dtype=np.float32)


def root(column: Column) -> Column:
    """Return the square root of scores in [0, 1]."""
    return np.sqrt(np.clip(column, 0, 1))


def as_is(column: Column) -> Column:
    """Return a column that already holds parts in [0, 1]."""
    return column


@dataclass(frozen=True)
class Scale:
    """Unit of a channel, its weight, and the function that brings its scores to [0, 1]."""

    unit: str
    weight: float
    part: Callable[[Column], Column]


SCALES: Mapping[Channel, Scale] = {
    Channel.DENSE: Scale("cosinus, de -1 à 1", 2.4, standing),
    Channel.WORDS: Scale("part du BM25 possible, de 0 à 1", 0.7, root),
    Channel.NGRAMS: Scale("cosinus des n-grammes, de 0 à 1", 0.7, root),
    Channel.NEEDS: Scale("part de la demande, de 0 à 1", 1.0, root),
    Channel.LIKENESS: Scale("cosinus aux premières fiches, de -1 à 1", 2.0, standing),
    Channel.PROXIMITY: Scale("de 0, au bord du rayon, à 1, sur place", 0.45, as_is),
}
"""Few and round: no other did better on every way of writing, here and on the sets in BEIR form
(docs/evaluation.md). The weight of the cosine is large because its ceiling is seldom near.
Proximity, present when a place is given, decides between records that answer alike."""
LEXICAL = frozenset({Channel.WORDS, Channel.NGRAMS})
FIRST, FIRST_SHARPNESS = 8, 0.03
"""Number of first records that others are compared with, and the gap of fused score for which one
counts e times less."""


@dataclass(frozen=True)
class Signal:
    """Part of the score of a record that one channel brings.

    value: score on the channel, in `unit`; share: part of the fused score, from 0 to `ceiling`.
    """

    name: str
    value: float
    unit: str
    share: float
    ceiling: float


@dataclass(frozen=True)
class Fusion:
    """Records scored on several channels at once.

    scores: (n records,) float32 in [0, 1]; columns: channel -> (n records,) in its unit; parts: the
    same brought to [0, 1]; ceilings: channel -> most that it adds to a score; words: number of
    words of the query that matter.
    """

    scores: Column
    columns: Mapping[Channel, Column]
    parts: Mapping[Channel, Column]
    ceilings: Mapping[Channel, float]
    words: int

    def adding(self, channel: Channel, column: Column) -> Fusion:
        """Return the fusion with one more channel; the parts of the others are computed once.

        Args:
            channel: not yet fused.
            column: (n records,) scores, in the unit of the channel.

        Returns:
            The new fusion.
        """
        parts = {**self.parts, channel: SCALES[channel].part(column)}
        return _weighted({**self.columns, channel: column}, parts, self.words)

    def signals(self, row: int) -> tuple[Signal, ...]:
        """Return the signals of the record at a row, one a channel."""
        return tuple(
            Signal(
                channel.value,
                float(self.columns[channel][row]),
                SCALES[channel].unit,
                float(_share(self.parts[channel][row], self.ceilings[channel])),
                self.ceilings[channel],
            )
            for channel in self.columns
        )


def weights_of(channels: Collection[Channel], words: int) -> dict[Channel, float]:
    """Return the weight of each channel for a query of so many words that matter.

    One matched word proves little, and similar letters still less: beside the vectors, both count
    in full from `WORDS_IN_FULL` words on, in proportion below. Likeness to the first records of a
    query of one word tells nothing: it counts from two words on.

    Args:
        channels: those that scored the query.
        words: number of words that matter.

    Returns:
        Channel -> weight.
    """
    counted = min(words, WORDS_IN_FULL)
    parts = dict.fromkeys(LEXICAL, counted / WORDS_IN_FULL if Channel.DENSE in channels else 1.0)
    parts[Channel.LIKENESS] = max(counted - 1, 0) / (WORDS_IN_FULL - 1)
    return {channel: SCALES[channel].weight * parts.get(channel, 1.0) for channel in channels}


def first_records(scores: Column) -> tuple[NDArray[np.int64], Column]:
    """Return the rows of the best records, and their weights, whose sum is 1.

    scores: (n records,) float32.
    """
    rows = np.argsort(-scores, kind="stable")[:FIRST]
    shares = softmax(scores[rows] / FIRST_SHARPNESS)
    return rows, np.asarray(shares, dtype=np.float32)


def fuse(columns: Mapping[Channel, Column], words: int = WORDS_IN_FULL) -> Fusion:
    """Fuse the channels that scored a query.

    Args:
        columns: channel -> (n records,) scores, in the unit of the channel.
        words: number of words of the query that matter.

    Returns:
        The scores of the records, and their parts.
    """
    parts = {channel: SCALES[channel].part(column) for channel, column in columns.items()}
    return _weighted(columns, parts, words)


def _weighted(
    columns: Mapping[Channel, Column], parts: Mapping[Channel, Column], words: int
) -> Fusion:
    """Return the weighted sum of the parts of the channels."""
    weights = weights_of(columns.keys(), words)
    total = sum(weights.values()) or 1.0
    ceilings = {channel: weight / total for channel, weight in weights.items()}
    shares = [_share(part, ceilings[channel]) for channel, part in parts.items()]
    return Fusion(np.stack(shares).sum(axis=0), columns, parts, ceilings, words)


def _share(part: Column, ceiling: float) -> Column:
    """Return what the part of a channel adds to a score: float32, at most its ceiling."""
    return np.asarray(part * ceiling, dtype=np.float32)
