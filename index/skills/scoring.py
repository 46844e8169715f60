"""Skills: what somebody can do, to the occupations that ask for it, each match explained.

An occupation is scored by four measures, each by how far it stands above the other occupations: how
near what it asks for is to what is said (its essential skills count twice), how much of what is
said serves it, and how near the whole text is to what one does there and to its names.
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
    """How far a skill asked for is met; the value is its code in answers."""

    MET = "acquise"
    CLOSE = "proche"
    MISSING = "a-acquerir"


_WORTH = {Meeting.MET: 1.0, Meeting.CLOSE: 0.5, Meeting.MISSING: 0.0}


@dataclass(frozen=True)
class Requirement:
    """A skill that an occupation asks for, and what meets it.

    said: the words of the person nearest to it, empty when none is near; cosine: of both, in
    [-1, 1].
    """

    skill: Skill
    meeting: Meeting
    said: str
    cosine: float


@dataclass(frozen=True)
class SkillMatch:
    """An occupation that skills lead to.

    score: for the order only, in standard deviations above the mean of the occupations; coverage:
    share of the essential skills that are met, a close one counting for half, in [0, 1];
    requirements: of the occupation, those met first.
    """

    occupation: Occupation
    score: float
    coverage: float
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Phrases:
    """What somebody says: the whole text and its skills, with their vectors.

    phrases: k texts; vectors: (k, d) float32, unit norm; whole: (1, d) float32, unit norm.
    """

    phrases: tuple[str, ...]
    vectors: Matrix
    whole: Matrix


class SkillScores:
    """What is said against all that occupations ask for."""

    def __init__(
        self, occupations: OccupationVectors, said: Phrases, calibration: SkillsCalibration
    ) -> None:
        """occupations: the occupations; said: at least one phrase."""
        self.said, self._calibration = said, calibration
        self.cosines = said.vectors @ occupations.vectors.T
        spread = np.maximum(self.cosines.std(axis=1, keepdims=True), 1e-6)
        self.standing = (self.cosines - self.cosines.mean(axis=1, keepdims=True)) / spread

    def scores(self, occupations: OccupationVectors) -> Column:
        """How well each occupation suits: (n,) float32, in standard deviations above their mean."""
        asked, starts = occupations.skills.rows, occupations.skills.starts
        met = np.add.reduceat(self.cosines[:, asked].max(axis=0) * occupations.weights, starts)
        coverage = met / np.add.reduceat(occupations.weights, starts)
        useful = np.clip(self.standing[:, asked], 0, None)
        served = np.maximum.reduceat(useful, starts, axis=1).mean(axis=0)
        told = occupations.vectors[occupations.summaries] @ self.said.whole[0]
        named = occupations.names.best(self.cosines.max(axis=0))
        signals = [_standing(each) for each in (coverage, served, told, named)]
        return np.asarray(np.mean(signals, axis=0), dtype=np.float32)

    def requirement(self, skill: Skill, row: int) -> Requirement:
        """What meets best, of all that is said, a skill whose text is at a row."""
        cosines = self.cosines[:, row]
        evidence = cosines + self._calibration.standing_weight * self.standing[:, row]
        best = int(evidence.argmax())
        cosine = float(cosines[best])
        if evidence[best] < self._calibration.close_from:
            return Requirement(skill, Meeting.MISSING, "", cosine)
        meeting = Meeting.MET if evidence[best] >= self._calibration.met_from else Meeting.CLOSE
        return Requirement(skill, meeting, self.said.phrases[best], cosine)


def named(occupations: OccupationVectors, vector: Matrix) -> Column:
    """How near a title is to each occupation: (n,) float32, in standard deviations.

    The mean of two measures: the nearest of its names, and what one does there.

    vector: (1, d) float32, unit norm, of what is looked for.
    """
    cosines = occupations.vectors @ vector[0]
    both = [_standing(occupations.names.best(cosines)), _standing(cosines[occupations.summaries])]
    return np.asarray(np.mean(both, axis=0), dtype=np.float32)


def _standing(column: NDArray[np.floating[Any]]) -> Column:
    """Standard deviations above the mean."""
    return np.asarray((column - column.mean()) / max(float(column.std()), 1e-6), dtype=np.float32)


def match_skills(
    occupations: OccupationVectors,
    said: Phrases,
    calibration: SkillsCalibration,
    size: int,
    ways: Collection[str] = (),
    sources: Collection[str] = (),
) -> list[SkillMatch]:
    """The occupations that skills lead to, the best first.

    Args:
        occupations: the occupations.
        said: what the person says.
        calibration: evidence from which a skill is met, or close.
        size: how many occupations.
        ways: codes of `referentials.VOIES`: only occupations that have one of them; empty for all.
        sources: who wrote the occupations wanted; empty for all.

    Returns:
        The best occupations kept, explained.
    """
    if not occupations:
        return []
    measured = SkillScores(occupations, said, calibration)
    column = measured.scores(occupations)
    kept = [
        row
        for row, each in enumerate(occupations.occupations)
        if (not ways or set(ways) & set(each.voies)) and (not sources or each.source in sources)
    ]
    kept.sort(key=lambda row: -column[row])
    return [_explained(occupations, measured, row, float(column[row])) for row in kept[:size]]


def _explained(
    occupations: OccupationVectors, measured: SkillScores, row: int, score: float
) -> SkillMatch:
    start = occupations.skills.starts[row]
    occupation = occupations.occupations[row]
    requirements = [
        measured.requirement(skill, occupations.skills.rows[start + place])
        for place, skill in enumerate(occupation.competences)
    ]
    essential = [each for each in requirements if each.skill.niveau == "essentielle"]
    worth = [_WORTH[each.meeting] for each in essential or requirements]
    order = list(Meeting)
    requirements.sort(key=lambda each: (order.index(each.meeting), -each.cosine))
    return SkillMatch(occupation, score, sum(worth) / len(worth), tuple(requirements))
