"""Gap between the skills of a person and one occupation, whatever its rank for them."""

from __future__ import annotations

from collections.abc import Mapping

from index.arrays import Matrix
from index.skills.recommender import ReadQuery, Recommender
from index.skills.scoring import SkillMatch, SkillScores
from index.taxonomy.occupations import Occupation


def gap_to(
    recommender: Recommender,
    occupation: Occupation,
    read: ReadQuery,
    vectors: Mapping[str, Matrix],
) -> SkillMatch:
    """Return which skills of an occupation a person has, nearly has, or lacks.

    Args:
        recommender: over the index that holds the occupation.
        occupation: one of the index.
        read: the query of the person, its skills separated.
        vectors: each text of `read.texts` -> its embedding, (1, d) float32, unit norm.

    Returns:
        The occupation with its coverage and its required skills, those met first.
    """
    # a skill is compared with all the texts: the evidence is the same as in the recommendation
    occupations = recommender.compared.of((occupation.source,))
    calibration = recommender.retriever.calibration.skills
    return SkillScores(occupations, read.phrases(vectors), calibration).match(
        occupations, occupation
    )
