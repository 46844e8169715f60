"""Embeddings of the needs of the thesaurus, and nearness of a query to each need.

People seldom use the words of a record. The thesaurus has each need in some thirty everyday
phrasings: a query is compared with them, then a record is scored by the needs that it declares.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Matrix, softmax
from index.records.passages import Kind, Passage
from index.taxonomy.discriminant import Discriminant
from index.taxonomy.nearest_texts import NearestTexts
from index.taxonomy.rounded_texts import RoundedTexts
from index.taxonomy.thesaurus import Thesaurus

SHARPNESS = 2.0
"""Factor of the softmax that makes shares of cosines: one standard deviation nearer to the query, a
need has e^2 times the share."""
DISCRIMINANT_WEIGHT, DISCRIMINANT_SHARPNESS = 0.1, 1.6
"""Standard deviations of cosine that a unit of log-likelihood by the discriminant is worth; and the
factor of the softmax that makes shares of the sum."""
TEXT_FACTS = np.dtype([("need", "i4"), ("french", "?")])
"""Columns of a text: position of its need, or the number of needs; whether it is in French."""
THEME_MARK = "--"
"""What ends the theme in the identifier of a need."""
SHORT = 3
"""Most words of a query that so few texts resemble that the discriminant ranks records too."""


def texts_of(thesaurus: Thesaurus) -> list[Passage]:
    """Return the texts of the thesaurus to embed: those of its needs, and out-of-scope queries.

    Out-of-scope queries are examples of requests that no need answers. Texts come in this order:
    for each need, its label, its label with its description, its everyday phrasings and its expert
    terms; the out-of-scope queries; the phrasings in other languages. The `row` of a passage
    returned is the position of its need in the thesaurus, or the number of needs for an
    out-of-scope query.
    """
    french = [
        Passage(row, Kind.NEED, text)
        for row, need in enumerate(thesaurus.needs.values())
        for text in dict.fromkeys(
            (
                need.libelle,
                need.summary,
                *need.formulations,
                *need.termes,
            )
        )
    ]
    out_of_scope = [
        Passage(len(thesaurus.needs), Kind.NEED, text) for text in thesaurus.out_of_scope
    ]
    abroad = [
        Passage(row, Kind.OTHER_LANGUAGE, text)
        for row, need in enumerate(thesaurus.needs.values())
        for texts in need.traductions.values()
        for text in texts
    ]
    return french + out_of_scope + abroad


@dataclass(frozen=True)
class Nearness:
    """Nearness of a query to each need of the thesaurus.

    needs: (needs,) float32, share of the query given to each need, by which records are scored: a
    softmax of the cosines of the query with the needs, whose sum is 1; understood: the same, by the
    cosines and by the discriminant, to say which needs the query expresses; margin: cosine of the
    query with its nearest need, minus its cosine with the nearest out-of-scope query (examples that
    no need answers), in [-2, 2]; 0 when the thesaurus has no such example; standing: (needs,)
    float32, the cosines, in standard deviations from their mean.
    """

    needs: Column
    margin: float
    understood: Column
    standing: Column


@dataclass(frozen=True)
class NeedVectors:
    """Needs of the thesaurus, their texts, and the embeddings of these texts.

    identifiers: of the needs, in order; texts: the m texts: in French, need by need; then the
    out-of-scope queries, examples that no need answers (their `row` is the number of needs); then
    in other languages; vectors: (m, d) float32, unit norm, one for each text; known_facts: (m,) of
    `TEXT_FACTS`, None to read the texts; fitted: discriminant of these vectors, None to fit it when
    it is asked for; rounded: vectors of the French texts, then those of the others, rounded; None
    to round them when they are first used.
    """

    identifiers: tuple[str, ...] = ()
    texts: Sequence[Passage] = ()
    vectors: Matrix = field(default_factory=lambda: np.zeros((0, 0), dtype=np.float32))
    known_facts: NDArray[Any] | None = None
    fitted: Discriminant | None = None
    rounded: tuple[RoundedTexts, RoundedTexts] | None = None

    @cached_property
    def facts(self) -> NDArray[Any]:
        """Columns of the texts: (m,) of `TEXT_FACTS`."""
        if self.known_facts is not None:
            return self.known_facts
        columns = ((text.row, text.kind is not Kind.OTHER_LANGUAGE) for text in self.texts)
        return np.array(list(columns), dtype=TEXT_FACTS)

    @cached_property
    def _french(self) -> int:
        """Number of the texts in French: those of the needs, and those that no need covers."""
        return int(self.facts["french"].sum())

    @cached_property
    def has_out_of_scope(self) -> bool:
        """True when the texts include out-of-scope queries: examples that no need answers."""
        return bool((self.facts["need"] == len(self.identifiers)).any())

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        """First French text of each need, then of those that no need covers."""
        rows = self.facts["need"][: self._french]
        return np.searchsorted(rows, np.arange(rows[-1] + 1 if len(rows) else 0))

    @cached_property
    def spans(self) -> tuple[slice, ...]:
        """For each need, in order, the slice of its French texts in `texts` and `vectors`."""
        ends = [*self._starts[1:], self._french]
        spans = [slice(int(start), int(end)) for start, end in zip(self._starts, ends, strict=True)]
        return tuple(spans[: len(self.identifiers)])

    def named(self, need: str) -> Matrix:
        """Return the embeddings of the label of a need, and of its label with its description.

        Args:
            need: identifier of a need of the thesaurus; another raises ValueError.

        Returns:
            (2, d) float32, unit norm; one row when the need has no description.
        """
        span = self.spans[self.identifiers.index(need)]
        return self.vectors[span.start : min(span.start + 2, span.stop)]

    @cached_property
    def french(self) -> NearestTexts:
        """French texts of each need, then of what no need covers."""
        rounded = None if self.rounded is None else self.rounded[0]
        return NearestTexts(self.vectors[: self._french], self._starts, rounded)

    @cached_property
    def foreign(self) -> NearestTexts:
        """Texts in other languages of each need that has some."""
        rounded = None if self.rounded is None else self.rounded[1]
        return NearestTexts(self.vectors[self._french :], self._translations[1], rounded)

    @cached_property
    def _translations(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Needs with texts in other languages, and the first of these texts, after the French."""
        rows = self.facts["need"][self._french :].astype(np.int64)
        needs, starts = np.unique(rows, return_index=True)
        return needs, starts

    def cosines(self, vector: Matrix, french: bool = True) -> tuple[Column, float]:
        """Return the cosine of a query with each need of the thesaurus: that of its nearest text.

        Args:
            vector: embedding of the query, (1, d) float32, unit norm.
            french: True to compare the query with the French texts of the needs; False, for a query
                in another language, to compare it with those in other languages too.

        Returns:
            The cosines, (needs,) float32 in [-1, 1]; and the margin: the highest of them minus the
            cosine of the query with the nearest out-of-scope query, 0 when there are none.
        """
        best, (needs, _) = self.french.cosines(vector[0]), self._translations
        if not french and len(needs):
            best[needs] = np.maximum(best[needs], self.foreign.cosines(vector[0]))
        own, out_of_scope = best[: len(self.identifiers)], best[len(self.identifiers) :]
        if not len(own):
            return own, 0.0
        return own, float(own.max() - out_of_scope.max()) if len(out_of_scope) else 0.0

    def out_of_scope_cosines(self, vector: Matrix) -> Column:
        """Return the cosine of a query with each out-of-scope query: (k,) float32 in [-1, 1].

        vector: embedding of the query, (1, d) float32, unit norm.
        """
        return np.asarray(self.out_of_scope_vectors @ vector[0], dtype=np.float32)

    @cached_property
    def out_of_scope_vectors(self) -> Matrix:
        """Vectors of the out-of-scope queries, examples that no need answers: (k, d) float32."""
        rows = self.facts["need"][: self._french]
        return self.vectors[int(np.searchsorted(rows, len(self.identifiers))) : self._french]

    @cached_property
    def discriminant(self) -> Discriminant:
        """Discriminant fitted on the texts of the needs, in all languages."""
        if self.fitted is not None:
            return self.fitted
        rows = self.facts["need"].astype(np.int64)
        own = rows < len(self.identifiers)
        return Discriminant.fit(self.vectors[own], rows[own], len(self.identifiers))

    @cached_property
    def themes(self) -> NDArray[np.int64]:
        """Number of the theme of each need, in the order of the needs: (needs,) int64."""
        names = [identifier.partition(THEME_MARK)[0] for identifier in self.identifiers]
        return np.unique(np.array(names, dtype=np.str_), return_inverse=True)[1].astype(np.int64)

    def nearest(self, near: Nearness, number: int) -> tuple[str, ...]:
        """Return the identifiers of the needs nearest to a query, nearest first.

        near: result of `nearness` for the query; number: most identifiers to return.
        """
        rows = np.argsort(-near.understood, kind="stable")[:number]
        return tuple(self.identifiers[row] for row in rows.tolist())

    def expressed(self, near: Nearness, most: int, least: float) -> dict[str, float]:
        """Return the needs that a query may express, with their shares of it, greatest first.

        The result maps the identifier of a need to its share, in [0, 1]. near: result of `nearness`
        for the query; most: most needs to return; least: share, in [0, 1], below which a need is
        left out.
        """
        rows = np.argsort(-near.understood, kind="stable")[:most]
        return {
            self.identifiers[row]: float(near.understood[row])
            for row in rows.tolist()
            if near.understood[row] >= least
        }

    def nearness(self, vector: Matrix, french: bool = True, words: int = SHORT + 1) -> Nearness:
        """Return the nearness of a query to each need of the thesaurus, as shares whose sum is 1.

        Args:
            vector: embedding of the query, (1, d) float32, unit norm.
            french: True to compare the query with the French texts of the needs; False, for a query
                in another language, to compare it with those in other languages too.
            words: number of words of the query that matter. With few of them in French, the
                discriminant also decides by which needs records are scored.

        Returns:
            The shares of each need; and the margin: cosine with the nearest need, minus the cosine
            with the nearest out-of-scope query, 0 when there are none.
        """
        own, margin = self.cosines(vector, french)
        if not len(own):
            return Nearness(own, margin, own, own)
        near = _standardised(own)
        shares = _shares(near, SHARPNESS)
        likely = near + DISCRIMINANT_WEIGHT * self.discriminant.log_likelihoods(vector)
        understood = _shares(_standardised(likely), DISCRIMINANT_SHARPNESS)
        needs = understood if french and words <= SHORT else shares
        return Nearness(needs, margin, understood, near)


def _standardised(values: Column) -> Column:
    """Return values less their mean, in standard deviations: float32."""
    deviation = max(float(values.std()), 1e-6)
    return np.asarray((values - values.mean()) / deviation, dtype=np.float32)


def _shares(scores: Column, sharpness: float) -> Column:
    """Return standard scores as shares whose sum is 1: their softmax, times a factor."""
    return softmax(np.float32(sharpness) * scores)


class ServedNeeds:
    """Needs that each record declares, to score records by the needs that a query expresses."""

    def __init__(self, counts: NDArray[np.int64], needs: NDArray[np.int64]) -> None:
        """Hold the needs that records declare.

        counts: (n records,) int64, number of needs of each; needs: (m,) int64, those of each record
        in turn, as positions in the thesaurus.
        """
        self._counts, self._needs = counts, needs

    @classmethod
    def of(cls, identifiers: Sequence[str], served: Iterable[Sequence[str]]) -> ServedNeeds:
        """Number the needs that records declare; those that `identifiers` lacks are ignored.

        identifiers: of all the needs of the thesaurus, in order; served: for each record, in order,
        the identifiers of the needs that it declares.
        """
        place = {identifier: row for row, identifier in enumerate(identifiers)}
        rows = [[place[need] for need in needs if need in place] for needs in served]
        return cls(
            np.array([len(row) for row in rows], dtype=np.int64),
            np.array([need for row in rows for need in row], dtype=np.int64),
        )

    def scores(self, shares: Column) -> Column:
        """Score the records by the needs that a query expresses: (n records,) float32 in [0, 1].

        The score of a record is the sum of the shares of the needs that it declares. shares:
        (needs,) float32, the share of the query given to each need, in the order of the needs;
        their sum is 1.
        """
        scores = np.zeros(len(self._counts), dtype=np.float32)
        serving = np.flatnonzero(self._counts)
        if len(serving):
            starts = np.cumsum(self._counts)[serving] - self._counts[serving]
            scores[serving] = np.add.reduceat(shares[self._needs], starts)
        return scores

    def of_record(self, row: int) -> NDArray[np.int64]:
        """Return the needs that the record at a row declares, as positions in the thesaurus."""
        end = int(self._counts[: row + 1].sum())
        return self._needs[end - int(self._counts[row]) : end]

    def greatest(self, values: Column, least: float) -> Column:
        """Return the greatest value of the needs that each record declares: (n records,) float32.

        values: (needs,), one for each need; least: that of a record that declares none.
        """
        greatest = np.full(len(self._counts), least, dtype=np.float32)
        serving = np.flatnonzero(self._counts)
        if len(serving):
            starts = np.cumsum(self._counts)[serving] - self._counts[serving]
            greatest[serving] = np.maximum.reduceat(values[self._needs], starts)
        return greatest
