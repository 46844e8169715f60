"""Naming of what a person says: the nearest general skill, and its standard name in ROME."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from index.arrays import Matrix
from index.skills.recommender import encoded_text
from index.taxonomy.general_skills import GeneralSkill, GeneralSkills
from index.taxonomy.occupation_vectors import OccupationVectors


class SkillNaming:
    """Finds the general skill nearest to a phrase; safe between threads.

    A general skill is as near as the nearest of its labels: the index holds the embeddings of
    labels, so that only the phrase is encoded.
    """

    def __init__(self, occupations: OccupationVectors, general: GeneralSkills) -> None:
        """occupations: of the index, with their embeddings; general: the general skills."""
        named = [
            (occupations.place[label], skill)
            for skill in general.skills.values()
            for label in skill.exigences
            if label in occupations.place
        ]
        self._skills = [skill for _, skill in named]
        self._vectors = occupations.vectors[np.array([row for row, _ in named], dtype=np.int64)]

    def names(
        self, phrases: Sequence[str], vectors: Mapping[str, Matrix]
    ) -> list[GeneralSkill | None]:
        """Return the general skill nearest to each phrase; None when there is none at all.

        phrases: what a person can do; vectors: each phrase, as `encoded_text` writes it -> its
        embedding, (1, d) float32, unit norm.
        """
        if not self._skills or not phrases:
            return [None] * len(phrases)
        encoded = np.concatenate([vectors[encoded_text(phrase)] for phrase in phrases])
        return [self._skills[row] for row in (encoded @ self._vectors.T).argmax(axis=1)]
