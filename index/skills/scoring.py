"""Scores of occupations by the skills of a person, each match explained.

An occupation is scored by four measures, each in standard deviations above the other occupations:
how near its required skills are to the phrases of the person (essential ones count twice), how
much of the phrases serves it, how near the whole text is to its description, and to its names.
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
    """Degree to which a required skill is met; the value is its code in answers."""

    MET = "acquise"
    CLOSE = "proche"
    MISSING = "a-acquerir"


_WORTH = {Meeting.MET: 1.0, Meeting.CLOSE: 0.5, Meeting.MISSING: 0.0}


@dataclass(frozen=True)
class Requirement:
    """Skill that an occupation requires, and the phrase that meets it best.

    phrase: of the person, empty when none is near; cosine: of both, in [-1, 1].
    """

    skill: Skill
    meeting: Meeting
    phrase: str
    cosine: float


@dataclass(frozen=True)
class SkillMatch:
    """Occupation that the skills of a person match.

    score: for the order only, in standard deviations above the mean of the occupations; coverage:
    share of the essential skills that are met, a close one counting for half, in [0, 1];
    requirements: the required skills, those met first.
    """

    occupation: Occupation
    score: float
    coverage: float
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Phrases:
    """Skills of a person, one phrase each, and the whole text, with their vectors.

    phrases: k texts; vectors: (k, d) float32, unit norm; whole: (1, d) float32, unit norm.
    """

    phrases: tuple[str, ...]
    vectors: Matrix
    whole: Matrix


class SkillScores:
    """Cosines of the phrases of a person with the texts of the occupations.

    cosines: (k phrases, m texts) float32 in [-1, 1]; standing: the same in standard deviations
    above the mean of the phrase.
    """

    def __init__(
        self, occupations: OccupationVectors, phrases: Phrases, calibration: SkillsCalibration
    ) -> None:
        """Compare at least one phrase with all the texts of the occupations."""
        self.phrases, self._calibration = phrases, calibration
        self.cosines = phrases.vectors @ occupations.vectors.T
        spread = np.maximum(self.cosines.std(axis=1, keepdims=True), 1e-6)
        self.standing = (self.cosines - self.cosines.mean(axis=1, keepdims=True)) / spread

    def scores(self, occupations: OccupationVectors) -> Column:
        """Return the scores of the occupations: (n,) float32, in deviations above their mean."""
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
        """Return the phrase that meets best the required skill whose text is at a row."""
        cosines = self.cosines[:, row]
        evidence = cosines + self._calibration.standing_weight * self.standing[:, row]
        best = int(evidence.argmax())
        cosine = float(cosines[best])
        if evidence[best] < self._calibration.close_from:
            return Requirement(skill, Meeting.MISSING, "", cosine)
        meeting = Meeting.MET if evidence[best] >= self._calibration.met_from else Meeting.CLOSE
        return Requirement(skill, meeting, self.phrases.phrases[best], cosine)


def nearness_to(occupations: OccupationVectors, vector: Matrix) -> Column:
    """Return how near each occupation is to a title: (n,) float32, in standard deviations.

    The mean of two cosines: with the nearest of its names, and with its description.

    vector: (1, d) float32, unit norm, of the title.
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
    """Return the occupations that skills match, best first.

    Args:
        occupations: the occupations.
        phrases: the skills of the person.
        calibration: evidence from which a skill is met, or close.
        size: how many occupations.
        ways: codes of `code_lists.VOIES`; only occupations with one of them; empty for all.
        sources: of the occupations to return; empty for all.

    Returns:
        The best occupations, explained.
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
