"""Classification: a free text to needs of the thesaurus, and to occupations, or to none.

In the spirit of ROMEO, which France Travail offers for job titles and skills, but on the spot: no
text leaves the machine. Likelihoods are logistic regressions, fitted by leaving one phrasing, or
one name of occupation, out at a time (docs/evaluation.md).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.arrays import Column, Matrix
from index.search.calibration import COSINE, LEAD, MARGIN, NAME, NEED, TEXT, WORDS
from index.search.likelihood import probability
from index.search.query import Query
from index.search.retriever import Retriever
from index.search.understanding import Understood
from index.taxonomy.need_vectors import NeedVectors
from index.taxonomy.occupation_vectors import OccupationVectors
from index.taxonomy.occupations import Occupation
from index.text.language_detection import FRENCH

STEP = 0.05
"""The cosine that features are counted in."""
TYPICAL = {NEED: 0.9, NAME: 0.9, TEXT: 0.8}
"""Cosines that features are counted from: of the phrasings of a need, of a name, of a text."""
CANDIDATES, RETURNED = 5, 3
"""Nearest needs or occupations that are considered, and most that are returned."""


@dataclass(frozen=True)
class LikelyMatch:
    """Something that a text likely means: its identifier, and a likelihood in [0, 1]."""

    identifier: str
    likelihood: float


@dataclass(frozen=True)
class Classified:
    """What a text means: needs and occupations, the likeliest first; both empty when unsure.

    text: as mended.
    """

    text: str
    needs: tuple[LikelyMatch, ...]
    occupations: tuple[LikelyMatch, ...]


class Classifier:
    """Classifies texts by the thesaurus and the occupations of a searcher."""

    def __init__(self, retriever: Retriever) -> None:
        """searcher: over the artefact that holds both."""
        self._retriever = retriever
        self._calibration = retriever.calibration.classification
        self._needs: NeedVectors = retriever.content.needs
        self._occupations: OccupationVectors = retriever.content.occupations

    @property
    def version(self) -> str:
        """The version of the index that texts are classified by."""
        return self._retriever.manifest.version

    def occupation(self, identifier: str) -> Occupation:
        """The occupation of an identifier that `classify` gave."""
        return self._occupations.occupation(identifier)

    def classify(self, query: Query) -> Classified:
        """What a text means.

        Args:
            query: the text; its place and filters do not count.

        Returns:
            The needs and the occupations that are likely meant.

        Raises:
            EncoderUnavailable: without the encoder, or when it is late: meaning is all there is.
        """
        understood = self._retriever.understand(query)
        vector = self._retriever.vector(understood.text)
        needs, nearest = self._likely_needs(understood, vector)
        return Classified(understood.text, needs, self._likely_occupations(vector, nearest))

    def _likely_needs(
        self, understood: Understood, vector: Matrix
    ) -> tuple[tuple[LikelyMatch, ...], float]:
        """The needs likely meant, and the cosine of the nearest phrasing."""
        if not self._needs.identifiers:
            return (), 0.0
        own, margin = self._needs.cosines(vector, understood.language == FRENCH)
        rows = np.argsort(-own, kind="stable")[:CANDIDATES]
        features = {
            MARGIN: np.full(len(rows), margin / STEP),
            LEAD: _leads(own[rows]) / STEP,
            COSINE: (own[rows] - TYPICAL[NEED]) / STEP,
            WORDS: np.full(len(rows), np.log1p(len(understood.terms))),
        }
        likely = probability(self._calibration.need, features)
        inside = margin >= self._calibration.margin_from or not self._needs.has_out_of_scope
        told = [
            LikelyMatch(self._needs.identifiers[row], float(each))
            for row, each in zip(rows, likely, strict=True)
            if inside and each >= self._calibration.need_from
        ]
        return tuple(told[:RETURNED]), float(own[rows[0]])

    def _likely_occupations(self, vector: Matrix, nearest_need: float) -> tuple[LikelyMatch, ...]:
        if not self._occupations:
            return ()
        cosines = self._occupations.vectors @ vector[0]
        named = self._occupations.names.best(cosines)
        rows = np.argsort(-named, kind="stable")[:CANDIDATES]
        features = {
            NAME: (named[rows] - TYPICAL[NAME]) / STEP,
            LEAD: _leads(named[rows]) / STEP,
            TEXT: (cosines[self._occupations.summaries[rows]] - TYPICAL[TEXT]) / STEP,
            NEED: (nearest_need - named[rows]) / STEP,
        }
        likely = probability(self._calibration.occupation, features)
        told = [
            LikelyMatch(self._occupations.occupations[row].id, float(each))
            for row, each in zip(rows, likely, strict=True)
            if each >= self._calibration.occupation_from
        ]
        return tuple(sorted(told, key=lambda each: -each.likelihood)[:RETURNED])


def _leads(cosines: Column) -> Column:
    """How far each of some cosines, in decreasing order, is above the best of the others."""
    if len(cosines) == 1:
        return np.zeros(1, dtype=np.float32)
    others = np.where(np.arange(len(cosines)) == 0, cosines[1], cosines[0])
    return np.asarray(cosines - others, dtype=np.float32)
