"""Classification of a text into needs of the thesaurus and occupations, or into none.

It does for needs what ROMEO, a service of France Travail, does for job titles and skills, and no
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
"""Cosine that counts as 1 in the features of the regressions."""
TYPICAL = {NEED: 0.9, NAME: 0.9, TEXT: 0.8}
"""Feature -> cosine at which it is 0: with the texts of a need, a name of an occupation, its
description."""
CANDIDATES, RETURNED = 5, 3
"""Number of nearest needs, and of nearest occupations, that are considered; most that are returned.
"""


@dataclass(frozen=True)
class LikelyMatch:
    """Need or occupation that a text likely means.

    identifier: of the need in the thesaurus, or of the occupation; likelihood: in [0, 1].
    """

    identifier: str
    likelihood: float


@dataclass(frozen=True)
class Classified:
    """Needs of the thesaurus and occupations that a text likely means.

    text: the text classified: its spelling corrected, without the place that it named; needs,
    occupations: at most three each, the likeliest first; empty when none is likely enough.
    """

    text: str
    needs: tuple[LikelyMatch, ...]
    occupations: tuple[LikelyMatch, ...]


class Classifier:
    """Finds the needs of the thesaurus and the occupations that a text means.

    "mon ordi rame" means a need, "je veux devenir réparateur" an occupation.
    """

    def __init__(self, retriever: Retriever) -> None:
        """retriever: an open index, with its encoder (text embedding model)."""
        self._retriever = retriever
        self._calibration = retriever.calibration.classification
        self._needs: NeedVectors = retriever.content.needs
        self._occupations: OccupationVectors = retriever.content.occupations

    @property
    def version(self) -> str:
        """Name of the version of the index, which changes when the index is built anew."""
        return self._retriever.manifest.version

    def occupation(self, identifier: str) -> Occupation:
        """Return the occupation (job or volunteer role) that has an identifier.

        Raises UnknownOccupation when no occupation of the index has it.
        """
        return self._occupations.occupation(identifier)

    def classify(self, query: Query) -> Classified:
        """Return the needs of the thesaurus and the occupations that a text likely means.

        Args:
            query: the text. Its spelling is corrected unless `query.exact`, and a place that it
                names is taken out; filters of the query are ignored.

        Returns:
            At most three needs and three occupations with their likelihoods; none when unsure.

        Raises:
            EncoderUnavailable: when no encoder is loaded, too many texts wait for it, or the time
                limit passes first: comparing words alone would not be reliable.
        """
        understood = self._retriever.understand(query)
        vector = self._retriever.vector(understood.text)
        needs, nearest = self._likely_needs(understood, vector)
        return Classified(understood.text, needs, self._likely_occupations(vector, nearest))

    def _likely_needs(
        self, understood: Understood, vector: Matrix
    ) -> tuple[tuple[LikelyMatch, ...], float]:
        """Return the needs likely meant, and the cosine of the nearest phrasing."""
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
        likeliest = [
            LikelyMatch(self._needs.identifiers[row], float(likelihood))
            for row, likelihood in zip(rows, likely, strict=True)
            if inside and likelihood >= self._calibration.need_from
        ]
        return tuple(likeliest[:RETURNED]), float(own[rows[0]])

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
        likeliest = [
            LikelyMatch(self._occupations.occupations[row].id, float(likelihood))
            for row, likelihood in zip(rows, likely, strict=True)
            if likelihood >= self._calibration.occupation_from
        ]
        return tuple(sorted(likeliest, key=lambda match: -match.likelihood)[:RETURNED])


def _leads(cosines: Column) -> Column:
    """Return the differences of sorted cosines (highest first) with the highest of the others."""
    if len(cosines) == 1:
        return np.zeros(1, dtype=np.float32)
    others = np.where(np.arange(len(cosines)) == 0, cosines[1], cosines[0])
    return np.asarray(cosines - others, dtype=np.float32)
