"""Scores of occupations by the skills of a person, each match explained.

The score of an occupation is the mean of four measures, each in standard deviations above its mean
over all occupations: cosine of its required skills with the skills of the person (essential ones
count twice); share of the person's skills that it uses; cosine of the whole text of the person with
its description; cosine of the person's skills with its names.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Matrix
from index.search.calibration import SkillsCalibration
from index.taxonomy.occupation_vectors import OccupationVectors
from index.taxonomy.occupations import Occupation, Skill


class Meeting(StrEnum):
    """Degree to which a person has a required skill: MET, CLOSE (nearly) or MISSING.

    The value is the French code used in the API.
    """

    MET = "acquise"
    CLOSE = "proche"
    MISSING = "a-acquerir"


_WORTH = {Meeting.MET: 1.0, Meeting.CLOSE: 0.5, Meeting.MISSING: 0.0}


@dataclass(frozen=True)
class Requirement:
    """Skill that an occupation requires, and the phrase of the person that is nearest to it.

    meeting: whether the person has the skill, nearly has it, or lacks it; phrase: the skill of the
    person that shows it, "" when it is missing; cosine: of the embeddings of the required skill and
    of the phrase with most evidence, even when `phrase` is "", in [-1, 1].
    """

    skill: Skill
    meeting: Meeting
    phrase: str
    cosine: float


@dataclass(frozen=True)
class SkillMatch:
    """Occupation that suits the skills of a person, with the reasons.

    score: orders occupations, higher is better; without bounds, since it is a mean of measures in
    standard deviations; coverage: share, in [0, 1], of its essential skills that the person has, a
    skill nearly had counting for half; of all its skills if none is essential; requirements: its
    required skills, first those that the person has, then nearly has, then lacks.
    """

    occupation: Occupation
    score: float
    coverage: float
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Phrases:
    """Skills of a person, one phrase each, and the whole text they typed, with embeddings.

    phrases: the k skills, as texts; vectors: embeddings of the skills, (k, d) float32, unit norm;
    whole: embedding of the whole text, (1, d) float32, unit norm.
    """

    phrases: tuple[str, ...]
    vectors: Matrix
    whole: Matrix


class SkillScores:
    """Similarity of each skill of a person with each text of the occupations.

    The m texts are the names, descriptions and required skills of all occupations. cosines: of the
    embeddings, (k skills of the person, m texts) float32 in [-1, 1]; standing: same shape, the
    number of standard deviations by which a cosine exceeds the mean of its row: a vague skill is
    near every text, so that its cosines alone prove nothing.
    """

    def __init__(
        self, occupations: OccupationVectors, phrases: Phrases, calibration: SkillsCalibration
    ) -> None:
        """Compare the skills of a person with all the texts of the occupations.

        occupations: with the embeddings of their texts; phrases: the skills of the person, at least
        one; calibration: thresholds of evidence from which a required skill is met, or nearly met.
        """
        self.phrases, self._calibration = phrases, calibration
        self.cosines = phrases.vectors @ occupations.vectors.T
        spread = np.maximum(self.cosines.std(axis=1, keepdims=True), 1e-6)
        self.standing = (self.cosines - self.cosines.mean(axis=1, keepdims=True)) / spread

    def scores(self, occupations: OccupationVectors) -> Column:
        """Return the score of each occupation: (n occupations,) float32, higher is better.

        It is the mean of four measures, each in standard deviations above its mean over all
        occupations: cosine of the required skills with those of the person, share of the person's
        skills that are used, cosine of the whole text with the description, cosine of the person's
        skills with the names. occupations: the same as those given to the constructor.
        """
        required, starts = occupations.skills.rows, occupations.skills.starts
        met = np.add.reduceat(self.cosines[:, required].max(axis=0) * occupations.weights, starts)
        coverage = met / np.add.reduceat(occupations.weights, starts)
        useful = np.clip(self.standing[:, required], 0, None)
        served = np.maximum.reduceat(useful, starts, axis=1).mean(axis=0)
        summaries = occupations.vectors[occupations.summaries] @ self.phrases.whole[0]
        names = occupations.names.best(self.cosines.max(axis=0))
        signals = [_standing(column) for column in (coverage, served, summaries, names)]
        return np.asarray(np.mean(signals, axis=0), dtype=np.float32)

    def requirement(self, skill: Skill, row: int) -> Requirement:
        """Return whether a required skill is met, and by which phrase of the person.

        The evidence of a phrase is its cosine with the skill, plus its standing (number of standard
        deviations by which this cosine exceeds those of the phrase with other texts) times a
        calibrated weight. The phrase with most evidence is used.

        Args:
            skill: the skill that an occupation requires.
            row: position of its label among the m texts of the occupations.

        Returns:
            The skill with this phrase, and whether it is met, nearly met, or missing.
        """
        cosines = self.cosines[:, row]
        evidence = cosines + self._calibration.standing_weight * self.standing[:, row]
        best = int(evidence.argmax())
        cosine = float(cosines[best])
        if evidence[best] < self._calibration.close_from:
            return Requirement(skill, Meeting.MISSING, "", cosine)
        meeting = Meeting.MET if evidence[best] >= self._calibration.met_from else Meeting.CLOSE
        return Requirement(skill, meeting, self.phrases.phrases[best], cosine)


def nearness_to(occupations: OccupationVectors, vector: Matrix) -> Column:
    """Return the nearness of each occupation to a title: (n occupations,) float32.

    Higher is nearer. It is the mean of two cosines of the title, with the nearest name of the
    occupation and with its name and description, each in standard deviations above its mean over
    all occupations.

    Args:
        occupations: with the embeddings of their texts.
        vector: embedding of the title, such as "soudeur", (1, d) float32, unit norm.

    Returns:
        One value for each occupation, in the order of `occupations`.
    """
    cosines = occupations.vectors @ vector[0]
    both = [_standing(occupations.names.best(cosines)), _standing(cosines[occupations.summaries])]
    return np.asarray(np.mean(both, axis=0), dtype=np.float32)


def _standing(column: NDArray[np.floating[Any]]) -> Column:
    """Return a column in standard deviations above its mean."""
    return np.asarray((column - column.mean()) / max(float(column.std()), 1e-6), dtype=np.float32)


def match_skills(
    occupations: OccupationVectors,
    phrases: Phrases,
    calibration: SkillsCalibration,
    size: int,
    ways: Collection[str] = (),
    sources: Collection[str] = (),
) -> list[SkillMatch]:
    """Return the occupations that best suit the skills of a person, best first.

    Args:
        occupations: jobs and volunteer roles, with the embeddings of their texts.
        phrases: the skills of the person, at least one.
        calibration: thresholds of evidence from which a required skill is met, or nearly met.
        size: most occupations to return.
        ways: what the person looks for, as codes of `code_lists.VOIES` ("emploi", "formation"…);
            occupations that offer none of them are left out; empty for no filter.
        sources: authors of the occupations to return ("orientess", or the name of an import); empty
            for no filter.

    Returns:
        The occupations with their scores, and whether each required skill is met.
    """
    if not occupations:
        return []
    measured = SkillScores(occupations, phrases, calibration)
    column = measured.scores(occupations)
    rows = [
        row
        for row, occupation in enumerate(occupations.occupations)
        if (not ways or set(ways) & set(occupation.voies))
        and (not sources or occupation.source in sources)
    ]
    rows.sort(key=lambda row: -column[row])
    return [_explained(occupations, measured, row, float(column[row])) for row in rows[:size]]


def _explained(
    occupations: OccupationVectors, measured: SkillScores, row: int, score: float
) -> SkillMatch:
    start = occupations.skills.starts[row]
    occupation = occupations.occupations[row]
    requirements = [
        measured.requirement(skill, occupations.skills.rows[start + place])
        for place, skill in enumerate(occupation.competences)
    ]
    essential = [one for one in requirements if one.skill.niveau == "essentielle"]
    worth = [_WORTH[one.meeting] for one in essential or requirements]
    order = list(Meeting)
    requirements.sort(key=lambda one: (order.index(one.meeting), -one.cosine))
    return SkillMatch(occupation, score, sum(worth) / len(worth), tuple(requirements))
