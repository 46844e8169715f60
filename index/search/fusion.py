"""Fusion: named signals, each with its unit and its ceiling, to one order.

Channels have different units, so each is brought to a part of what it could be, in [0, 1]: the
cosine by how far a record stands from the rest of the catalogue, for its level depends on the
query; the lexical scores by their square root, for a second word found says less than the first.
Parts are weighed, summed, and divided by the most that the sum could be.
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
STANDING_CEILING = 12.0
"""Standard deviations above the mean at which a cosine counts in full."""


class Channel(StrEnum):
    """A way of finding or preferring records; the value is its name in answers."""

    DENSE = "sens"
    WORDS = "mots"
    NGRAMS = "orthographe"
    NEEDS = "besoins"
    LIKENESS = "ressemblance"
    PROXIMITY = "proximité"


def standing(column: Column) -> Column:
    """Standard deviations above the mean of the column, as a part of the ceiling, in [0, 1]."""
    deviation = float(column.std())
    if deviation < 1e-6:
        return np.zeros_like(column)
    part = (column - column.mean()) / (deviation * STANDING_CEILING)
    return np.asarray(np.clip(part, 0, 1), dtype=np.float32)


def root(column: Column) -> Column:
    """The square root of scores in [0, 1]."""
    return np.sqrt(np.clip(column, 0, 1))


def as_is(column: Column) -> Column:
    """A column that already holds parts in [0, 1]."""
    return column


@dataclass(frozen=True)
class Scale:
    """A channel's unit, its weight, and how its scores become parts in [0, 1]."""

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
"""How many first records likeness is measured to, and how far below the first, in fused score, a
record counts e times less."""


@dataclass(frozen=True)
class Signal:
    """One reason for a rank: what was measured, and what it brought.

    value: in `unit`; share: part of the final score, from 0 to `ceiling`.
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
    """The weight of each channel that answered, for a need of so many words that matter.

    One word found proves little, and letters alike still less: beside the meaning, both count in
    full from `WORDS_IN_FULL` words on, in proportion below. Likeness to what one word found says
    nothing: it grows from two words on.
    """
    said = min(words, WORDS_IN_FULL)
    parts = dict.fromkeys(LEXICAL, said / WORDS_IN_FULL if Channel.DENSE in channels else 1.0)
    parts[Channel.LIKENESS] = max(said - 1, 0) / (WORDS_IN_FULL - 1)
    return {channel: SCALES[channel].weight * parts.get(channel, 1.0) for channel in channels}


def first_records(scores: Column) -> tuple[NDArray[np.int64], Column]:
    """The rows of the first records of an order, and how much each one counts, their sum 1."""
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
