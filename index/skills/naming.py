"""Naming of what a person says: the skills of closed lists that it names, or is near enough to.

The lists are the general skills and the skills that our occupations require. The index holds the
embeddings of the labels of both, so that only the phrase is encoded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix
from index.facts.level import without_level
from index.skills.recommender import Recommender, encoded_text
from index.skills.scoring import Phrases, SkillScores
from index.taxonomy.general_skills import GeneralSkill, GeneralSkills
from index.text.analysis import fold

NAMED_FROM = 1.08
"""Evidence from which a phrase is said to be a skill of a list: of 89 judged pairs whose label is
the nearest, 84 are right; from 1.04, where a skill is shown as met, 136 of 164."""


class SkillNaming:
    """Finds the listed skills nearest to phrases; safe between threads.

    A skill is named by its label, whatever the case and the accents; else by evidence of
    `NAMED_FROM` (cosine and standing, as when skills are compared with occupations). A general
    skill is as near as the nearest of its labels.
    """

    def __init__(self, recommender: Recommender, general: GeneralSkills) -> None:
        """recommender: compares skills with our occupations; general: the general skills."""
        self._own = own = recommender.compared.own
        self._calibration = recommender.retriever.calibration.skills
        self._required = list(recommender.compared.labels.values())
        self._general = [
            (label, skill)
            for skill in general.skills.values()
            for label in skill.exigences
            if label in own.place
        ]

    def names(
        self, phrases: Sequence[str], vectors: Mapping[str, Matrix]
    ) -> list[GeneralSkill | None]:
        """Return the general skill that each phrase names; None when none is near enough.

        phrases: what a person can do; vectors: each phrase, as `encoded_text` writes it -> its
        embedding, (1, d) float32, unit norm.
        """
        known = {fold(each.libelle): each for _, each in self._general}
        found = self._nearest(phrases, vectors, [label for label, _ in self._general])
        return [
            known.get(fold(without_level(phrase)), None if row is None else self._general[row][1])
            for phrase, row in zip(phrases, found, strict=True)
        ]

    def labels(self, phrases: Sequence[str], vectors: Mapping[str, Matrix]) -> list[str | None]:
        """Return the required skill that each phrase names; None when none is near enough.

        phrases, vectors: as for `names`.
        """
        found = self._nearest(phrases, vectors, self._required)
        return [None if row is None else self._required[row] for row in found]

    def _nearest(
        self, phrases: Sequence[str], vectors: Mapping[str, Matrix], labels: Sequence[str]
    ) -> list[int | None]:
        """Return the row of the label nearest to each phrase; None when it is not near enough."""
        if not phrases or not labels:
            return [None] * len(phrases)
        encoded = np.concatenate([vectors[encoded_text(phrase)] for phrase in phrases])
        compared = Phrases(tuple(phrases), "", encoded, encoded[:1])
        scores = SkillScores(self._own, compared, self._calibration)
        rows: NDArray[np.int64] = np.array([self._own.place[label] for label in labels])
        evidence = scores.cosines[:, rows] + (
            self._calibration.standing_weight * scores.standing[:, rows]
        )
        known = {fold(label): row for row, label in enumerate(labels)}
        for place, phrase in enumerate(phrases):
            row = known.get(fold(without_level(phrase)))
            if row is not None:
                evidence[place, row] = np.inf
        best = evidence.argmax(axis=1).tolist()
        return [
            row if evidence[place, row] >= NAMED_FROM else None for place, row in enumerate(best)
        ]
