"""Fusion: the scores of several channels (ways of scoring records) combined into one.

Channels have different units, so each score is brought to [0, 1]: a cosine by how far a record
stands above the mean of the catalogue, for its level depends on the query; a score on words by its
square root, for a second matched word tells less than the first. The results are weighted, summed,
and divided by the highest sum possible; what each channel adds can be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, softmax

WORDS_IN_FULL = 3
"""Number of words of a query from which channels that compare words have all their weight."""
STANDING_CEILING = 12.0
"""Standard deviations above the mean at which a cosine counts in full."""


class Channel(StrEnum):
    """Way of scoring records for a query; the value is its name in answers.

    DENSE: cosine of embedding vectors; WORDS: words in common (BM25); NGRAMS: letters in common;
    NEEDS: needs of the thesaurus that the record declares and the query expresses; LIKENESS: cosine
    with the records that rank first; PROXIMITY: nearness to the place of the query; NAME: likeness
    of the query, or of a part of it, and of the name of the record.
    """

    DENSE = "sens"
    WORDS = "mots"
    NGRAMS = "orthographe"
    NEEDS = "besoins"
    LIKENESS = "ressemblance"
    PROXIMITY = "proximité"
    NAME = "nom"


def standing(column: Column, usual: Column) -> Column:
    """Scale scores by how far they stand above the mean of the catalogue, from 0 (or below) to 1.

    1 is reached `STANDING_CEILING` (12) standard deviations above the mean; equal scores give 0.
    usual: scores of the records that the mean and the deviation are taken from.
    """
    deviation = float(usual.std())
    if deviation < 1e-6:
        return np.zeros_like(column)
    part = (column - usual.mean()) / (deviation * STANDING_CEILING)
    return np.asarray(np.clip(part, 0, 1), dtype=np.float32)


def root(column: Column, _: Column | None = None) -> Column:
    """Scale scores by their square root, after clipping them to [0, 1]."""
    return np.sqrt(np.clip(column, 0, 1))


def as_is(column: Column, _: Column | None = None) -> Column:
    """Return scores unchanged: they are already in [0, 1]."""
    return column


@dataclass(frozen=True)
class Scale:
    """Scale and weight of a channel (a way of scoring records) in the fused score.

    weight: relative to the other channels; part: function that brings its scores, (n records,), to
    [0, 1], given those of the sample of the catalogue.
    """

    weight: float
    part: Callable[[Column, Column], Column]


SCALES: Mapping[Channel, Scale] = {
    Channel.DENSE: Scale(2.4, standing),
    Channel.WORDS: Scale(0.7, root),
    Channel.NGRAMS: Scale(0.7, root),
    Channel.NEEDS: Scale(1.0, root),
    Channel.LIKENESS: Scale(2.0, standing),
    Channel.PROXIMITY: Scale(0.45, as_is),
    Channel.NAME: Scale(1.0, as_is),
}
"""Few and round: no other did better on every way of writing, here and on the sets in BEIR form
(docs/evaluation.md). The weight of the cosine is large because its ceiling is seldom near.
Proximity, present when a place is given, decides between records that answer alike; the name, when
the query holds one, lifts its record."""
LEXICAL = frozenset({Channel.WORDS, Channel.NGRAMS})
FIRST, FIRST_SHARPNESS = 8, 0.03
"""Number of best records that the LIKENESS channel compares the others with, and the difference of
score that divides the weight of one of them by e."""


@dataclass(frozen=True)
class Signal:
    """Part of the score of a record that one channel (a way of scoring records) adds.

    name: of the channel; value: score of the record on `channel`, or the same as `share` when it
    is None; share: what it adds to the score of the record, from 0 to `ceiling`, the most that it
    can add.
    """

    name: str
    value: float
    channel: Channel | None
    share: float
    ceiling: float


@dataclass(frozen=True)
class Fusion:
    """Scores of the n records of an index for a query, with what each channel adds to them.

    scores: (n records,) float32 in [0, 1], higher is better; columns: channel -> its scores, (n
    records,), in its own unit; parts: the same brought to [0, 1]; ceilings: channel -> the most
    that it can add to a score, their sum being 1; words: number of words of the query, without stop
    words.
    """

    scores: Column
    columns: Mapping[Channel, Column]
    parts: Mapping[Channel, Column]
    ceilings: Mapping[Channel, float]
    words: int

    def adding(self, channel: Channel, column: Column, usual: Column | None = None) -> Fusion:
        """Return these scores fused again with one more channel (way of scoring records).

        Args:
            channel: one that is not fused yet.
            column: raw score of each record in this channel, such as a cosine, (n records,); its
                scale and its weight are those of the channel in `SCALES`.
            usual: scores of a sample of the catalogue in this channel; None when `column` holds
                those of all its records.

        Returns:
            The new fusion, all weights brought back to a sum of 1.
        """
        part = SCALES[channel].part(column, column if usual is None else usual)
        parts = {**self.parts, channel: part}
        return _weighted({**self.columns, channel: column}, parts, self.words)

    def signals(self, row: int) -> tuple[Signal, ...]:
        """Return what each channel adds to the score of a record, given its row in the index."""
        parts, ceilings = self.parts.values(), self.ceilings.values()  # in the order of the columns
        return tuple(
            Signal(channel.value, float(column[row]), channel, float(part[row] * ceiling), ceiling)
            for (channel, column), part, ceiling in zip(
                self.columns.items(), parts, ceilings, strict=True
            )
        )


def weights_of(channels: Collection[Channel], words: int) -> dict[Channel, float]:
    """Return the weight of each channel (way of scoring records) for a query of a given length.

    One word in common proves little, similar letters even less: when vectors are used too, both
    channels weigh in proportion to the number of words, in full from `WORDS_IN_FULL` (3) on.
    Likeness to the records that rank first weighs nothing for one word, half for two, and in full
    from three on.

    Args:
        channels: those that scored the query.
        words: number of words of the query, without stop words ("je", "un").

    Returns:
        Channel -> weight; their sum is not 1.
    """
    counted = min(words, WORDS_IN_FULL)
    parts = dict.fromkeys(LEXICAL, counted / WORDS_IN_FULL if Channel.DENSE in channels else 1.0)
    parts[Channel.LIKENESS] = max(counted - 1, 0) / (WORDS_IN_FULL - 1)
    return {channel: SCALES[channel].weight * parts.get(channel, 1.0) for channel in channels}


def first_records(scores: Column) -> tuple[NDArray[np.int64], Column]:
    """Return the records with the best scores, and how much each counts in their average.

    Args:
        scores: (n records,) float32, higher is better.

    Returns:
        The rows (positions) of the 8 best records at most, best first; and their weights, float32,
        a softmax of their scores, whose sum is 1.
    """
    rows = np.argsort(-scores, kind="stable")[:FIRST]
    return rows, softmax(scores[rows] / np.float32(FIRST_SHARPNESS))


def fuse(
    columns: Mapping[Channel, Column],
    words: int = WORDS_IN_FULL,
    usual: Mapping[Channel, Column] | None = None,
) -> Fusion:
    """Combine the scores of records on several channels into one score in [0, 1].

    Args:
        columns: channel (way of scoring) -> score of each record, (n records,), in its unit.
        words: number of words of the query, without stop words; short queries trust words less.
        usual: channel -> scores of a sample of the catalogue; those of a channel that is left out
            are the scores of the records themselves.

    Returns:
        The fused scores, and what each channel adds to them.
    """
    usual = {**columns, **(usual or {})}
    parts = {
        channel: SCALES[channel].part(column, usual[channel]) for channel, column in columns.items()
    }
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
