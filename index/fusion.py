"""Fusion: named signals, each with its unit and its ceiling, to one order.

Channels have different units, so each is first put on the scale of the query: how many standard
deviations above the mean of the catalogue a record stands. Signals are then weighed and summed,
none above its ceiling, and the sum is divided by the most it could be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Column = NDArray[np.float32]
"""One value a record: (n records,) float32."""


class Channel(StrEnum):
    """A way of finding records; the value is its name in answers."""

    DENSE = "sens"
    WORDS = "mots"
    NGRAMS = "orthographe"


@dataclass(frozen=True)
class Scale:
    """A channel's unit, weight, and ceiling in standard deviations."""

    unit: str
    weight: float
    ceiling: float


SCALES: Mapping[Channel, Scale] = {
    Channel.DENSE: Scale("cosinus, de -1 à 1", 1.0, 5.0),
    Channel.WORDS: Scale("part du BM25 possible, de 0 à 1", 0.7, 6.0),
    Channel.NGRAMS: Scale("cosinus des n-grammes, de 0 à 1", 0.7, 6.0),
}
PROXIMITY_WEIGHT = 0.15
"""What being next door adds, against 1 for the best possible match: it decides between equals."""


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
    """Every record scored: (n records,) float32 in [0, 1], and what the score is made of."""

    scores: Column
    columns: Mapping[Channel, Column]
    shares: Mapping[Channel, Column]
    ceilings: Mapping[Channel, float]

    def signals(self, row: int) -> tuple[Signal, ...]:
        """The signals of the record at a row."""
        return tuple(
            Signal(
                channel.value,
                float(self.columns[channel][row]),
                SCALES[channel].unit,
                float(self.shares[channel][row]),
                self.ceilings[channel],
            )
            for channel in self.columns
        )


def standardised(column: Column) -> Column:
    """Standard deviations above the mean of the column; zeros when nothing stands out."""
    deviation = float(column.std())
    if deviation < 1e-6:
        return np.zeros_like(column)
    return np.asarray((column - column.mean()) / deviation, dtype=np.float32)


def fuse(columns: Mapping[Channel, Column]) -> Fusion:
    """Fuse the channels that answered.

    columns: channel -> one value a record, in the unit of the channel.
    """
    total = sum(SCALES[channel].weight for channel in columns)
    shares: dict[Channel, Column] = {}
    ceilings: dict[Channel, float] = {}
    for channel, column in columns.items():
        scale = SCALES[channel]
        ceilings[channel] = scale.weight / total
        part = np.clip(standardised(column), 0, scale.ceiling) / scale.ceiling
        shares[channel] = np.asarray(part * ceilings[channel], dtype=np.float32)
    scores = np.sum(list(shares.values()), axis=0, dtype=np.float32)
    return Fusion(scores, columns, shares, ceilings)
