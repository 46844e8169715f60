"""Classification: a free text to needs of the thesaurus, and to occupations, or to none.

In the spirit of ROMEO, which France Travail offers for job titles and skills, but on the spot: no
text leaves the machine. Likelihoods are logistic regressions, fitted by leaving one phrasing, or
one name of occupation, out at a time (docs/evaluation.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from index.arrays import Column, Matrix
from index.search.query import Query
from index.search.searcher import Searcher
from index.search.understanding import Understood
from index.taxonomy.need_vectors import NeedVectors
from index.taxonomy.occupation_vectors import OccupationVectors
from index.taxonomy.occupations import Occupation
from index.text.language_detection import FRENCH

STEP = 0.05
"""The cosine that features are counted in."""
TYPICAL = {"besoin": 0.9, "nom": 0.9, "texte": 0.8}
"""Cosines that features are counted from: of the phrasings of a need, of a name, of a text."""
NEED_ODDS = {"biais": -2.19, "marge": 0.28, "avance": 1.10, "cosinus": 0.66, "mots": 0.43}
"""Log-odds that a need is the one meant: margin over what no need covers, lead over the next need,
cosine of its nearest phrasing, logarithm of one more than the words that matter."""
OCCUPATION_ODDS = {"biais": -0.79, "nom": -1.02, "avance": 0.96, "texte": 1.89, "besoin": -0.97}
"""Log-odds that an occupation is: cosine of its nearest name, lead over the next occupation, cosine
of what one does there, how much nearer a phrasing of a need is than its name."""
MARGIN_MIN = 0.02
"""Cosine by which a text must be nearer to a need than to what no need covers."""
NEED_MIN, OCCUPATION_MIN = 0.12, 0.4
"""Likelihood from which a need, and an occupation, is told."""
CANDIDATES, TOLD = 5, 3


@dataclass(frozen=True)
class Likely:
    """Something that a text likely means: its identifier, and a likelihood in [0, 1]."""

    identifier: str
    likelihood: float


@dataclass(frozen=True)
class Classified:
    """What a text means: needs and occupations, the likeliest first; both empty when unsure.

    text: as mended.
    """

    text: str
    needs: tuple[Likely, ...]
    occupations: tuple[Likely, ...]


class Classifier:
    """Classifies texts by the thesaurus and the occupations of a searcher."""

    def __init__(self, searcher: Searcher) -> None:
        """searcher: over the artefact that holds both."""
        self._searcher = searcher
        self._needs: NeedVectors = searcher.content.needs
        self._occupations: OccupationVectors = searcher.content.occupations

    @property
    def version(self) -> str:
        """The version of the index that texts are classified by."""
        return self._searcher.manifest.version

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
        understood = self._searcher.understand(query)
        vector = self._searcher.vector(understood.text)
        needs, nearest = self._likely_needs(understood, vector)
        return Classified(understood.text, needs, self._likely_occupations(vector, nearest))

    def _likely_needs(
        self, understood: Understood, vector: Matrix
    ) -> tuple[tuple[Likely, ...], float]:
        """The needs likely meant, and the cosine of the nearest phrasing."""
        if not self._needs.identifiers:
            return (), 0.0
        own, margin = self._needs.cosines(vector, understood.language == FRENCH)
        rows = np.argsort(-own, kind="stable")[:CANDIDATES]
        features = {
            "marge": np.full(len(rows), margin / STEP),
            "avance": _leads(own[rows]) / STEP,
            "cosinus": (own[rows] - TYPICAL["besoin"]) / STEP,
            "mots": np.full(len(rows), np.log1p(len(understood.terms))),
        }
        likely = _likelihoods(NEED_ODDS, features)
        inside = margin >= MARGIN_MIN or not self._needs.has_out_of_scope
        told = [
            Likely(self._needs.identifiers[row], float(each))
            for row, each in zip(rows, likely, strict=True)
            if inside and each >= NEED_MIN
        ]
        return tuple(told[:TOLD]), float(own[rows[0]])

    def _likely_occupations(self, vector: Matrix, nearest_need: float) -> tuple[Likely, ...]:
        if not self._occupations:
            return ()
        cosines = self._occupations.vectors @ vector[0]
        named = self._occupations.names.best(cosines)
        rows = np.argsort(-named, kind="stable")[:CANDIDATES]
        features = {
            "nom": (named[rows] - TYPICAL["nom"]) / STEP,
            "avance": _leads(named[rows]) / STEP,
            "texte": (cosines[self._occupations.summaries[rows]] - TYPICAL["texte"]) / STEP,
            "besoin": (nearest_need - named[rows]) / STEP,
        }
        likely = _likelihoods(OCCUPATION_ODDS, features)
        told = [
            Likely(self._occupations.occupations[row].id, float(each))
            for row, each in zip(rows, likely, strict=True)
            if each >= OCCUPATION_MIN
        ]
        return tuple(sorted(told, key=lambda each: -each.likelihood)[:TOLD])


def _leads(cosines: Column) -> Column:
    """How far each of some cosines, in decreasing order, is above the best of the others."""
    if len(cosines) == 1:
        return np.zeros(1, dtype=np.float32)
    others = np.where(np.arange(len(cosines)) == 0, cosines[1], cosines[0])
    return np.asarray(cosines - others, dtype=np.float32)


def _likelihoods(odds: Mapping[str, float], features: Mapping[str, Column]) -> Column:
    total = sum(odds[name] * column for name, column in features.items())
    return np.asarray(expit(odds["biais"] + total), dtype=np.float32)
