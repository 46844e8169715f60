"""Scores of occupations by the skills of a person, each match explained.

The score of an occupation is the mean of ten measures, each in standard deviations above its mean
over all occupations. Four compare what it asks for and what it is called: cosine of its required
skills with the skills of the person (essential ones count twice); share of the person's skills that
it uses; cosine of the whole text of the person with its description; cosine of the person's skills
with its names. Two compare what people whom it suits say: the nearest to the whole text, and to
each skill. Two are the linear discriminant of the occupations, on the whole text and on the skills.
Two are BM25 on all its texts, of the whole text and of the skills. A share of the mean score of its
neighbours is added: an occupation very like those that suit suits too.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.arrays import Column, Matrix
from index.facts.level import is_beginner, without_level
from index.facts.licences import is_licence, met_by, near_to
from index.search.calibration import SkillsCalibration
from index.skills.compared import OccupationWords
from index.taxonomy.occupation_vectors import OccupationVectors
from index.taxonomy.occupations import Occupation, Skill


class Meeting(StrEnum):
    """Degree to which a person has a required skill: MET, CLOSE (nearly) or MISSING.

    The value is the French code used in the API.
    """

    MET = "acquise"
    CLOSE = "proche"
    MISSING = "a-acquerir"


NEIGHBOURS_SHARE = 0.3
"""Share of the mean score of its neighbours that is added to the score of an occupation."""
Signals = Iterator[NDArray[np.floating[Any]]]
"""Measures of all the occupations, one column each."""
_WORTH = {Meeting.MET: 1.0, Meeting.CLOSE: 0.5, Meeting.MISSING: 0.0}


@dataclass(frozen=True)
class Requirement:
    """Skill that an occupation requires, and the phrase of the person that is nearest to it.

    meeting: whether the person has the skill, nearly has it, or lacks it; phrase: the skill of the
    person that shows it, "" when it is missing; cosine: of the embeddings of the required skill and
    of this phrase, of that with most evidence when it is "", in [-1, 1].
    """

    skill: Skill
    meeting: Meeting
    phrase: str
    cosine: float


@dataclass(frozen=True)
class SkillMatch:
    """Occupation that suits the skills of a person, with the reasons.

    score: orders occupations, higher is better; without bounds, since it is a mean of measures in
    standard deviations; 0 for an occupation that was not ranked among others; coverage: share, in
    [0, 1], of its essential skills that the person has, a skill nearly had counting for half; of
    all its skills if none is essential; requirements: its required skills, first those that the
    person has, then nearly has, then lacks.
    """

    occupation: Occupation
    score: float
    coverage: float
    requirements: tuple[Requirement, ...]


@dataclass(frozen=True)
class Phrases:
    """Skills of a person, one phrase each, and the whole text they typed, with embeddings.

    phrases: the k skills, as texts, with their levels; text: the whole text; vectors: embeddings of
    the skills, (k, d) float32, unit norm; whole: embedding of the whole text, (1, d) float32, unit
    norm; covers: one of the phrases -> labels of required skills that it is known to come near.
    """

    phrases: tuple[str, ...]
    text: str
    vectors: Matrix
    whole: Matrix
    covers: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @cached_property
    def proved(self) -> Mapping[str, str]:
        """Label of a required skill that a licence of the person proves -> this licence."""
        return _first_by_label((phrase, met_by(phrase)) for phrase in self.phrases)

    @cached_property
    def near(self) -> Mapping[str, str]:
        """Label of a required skill that a phrase is known to come near -> the first such phrase.

        It is known of the cards that were chosen, then of licences.
        """
        licences = ((phrase, near_to(phrase)) for phrase in self.phrases)
        return _first_by_label(chain(self.covers.items(), licences))

    @property
    def uncertain(self) -> NDArray[np.bool_]:
        """Mask of the skills that meet nothing by their words: a beginner's, and licences."""
        return np.array([is_beginner(each) or is_licence(each) for each in self.phrases])


def _first_by_label(known: Iterable[tuple[str, frozenset[str]]]) -> Mapping[str, str]:
    """Return each label -> the first phrase that has it; known: phrases, with their labels."""
    first: dict[str, str] = {}
    for phrase, labels in known:
        for label in labels:
            first.setdefault(label, phrase)
    return first


class SkillScores:
    """Similarity of each skill of a person with each text of the occupations.

    The m texts are the names, descriptions and required skills of all occupations, then what people
    say. cosines: of the embeddings, (k skills of the person, m texts) float32 in [-1, 1]; standing:
    the same for the texts that describe occupations only, as the number of standard deviations by
    which a cosine exceeds the mean of its row: a vague skill is near every text, so that its
    cosines alone prove nothing.
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
        self.standing = _standing(self.cosines[:, : occupations.described])
        self._most = np.where(
            phrases.uncertain, np.nextafter(calibration.met_from, -np.inf), np.inf
        )

    def scores(self, occupations: OccupationVectors, words: OccupationWords) -> Column:
        """Return the score of each occupation: (n occupations,) float32, higher is better.

        It is the mean of the ten measures described at the top of this module, plus a share of that
        of the neighbours of the occupation.

        Args:
            occupations: the same as those given to the constructor.
            words: of the same occupations.

        Returns:
            The scores, in the order of the occupations.
        """
        signals = [
            *self._of_what_is_asked(occupations),
            *self._of_what_is_said(occupations),
            *self._of_all_texts(occupations, words),
        ]
        column = np.mean([_standing(signal) for signal in signals], axis=0)
        if occupations.neighbours.size:
            column = column + NEIGHBOURS_SHARE * column[occupations.neighbours].mean(axis=1)
        return np.asarray(column, dtype=np.float32)

    def _of_what_is_asked(self, occupations: OccupationVectors) -> Signals:
        """Yield the measures of required skills, of the description and of the names."""
        required, starts = occupations.skills.rows, occupations.skills.starts
        met = np.add.reduceat(self.cosines[:, required].max(axis=0) * occupations.weights, starts)
        yield met / np.add.reduceat(occupations.weights, starts)
        useful = np.clip(self.standing[:, required], 0, None)
        yield np.maximum.reduceat(useful, starts, axis=1).mean(axis=0)
        yield occupations.vectors[occupations.summaries] @ self.phrases.whole[0]
        yield occupations.names.best(self.cosines.max(axis=0))

    def _of_what_is_said(self, occupations: OccupationVectors) -> Signals:
        """Yield the measures of what people say: nearest to the whole text, and to each skill."""
        said = occupations.said
        yield said.best(occupations.vectors @ self.phrases.whole[0])
        nearest = np.maximum.reduceat(self.cosines[:, said.rows], said.starts, axis=1)
        yield _standing(nearest).mean(axis=0)

    def _of_all_texts(self, occupations: OccupationVectors, words: OccupationWords) -> Signals:
        """Yield the measures of all the texts together: the discriminant, and BM25."""
        yield occupations.discriminant.values(self.phrases.whole[0])
        yield occupations.discriminant.values(self.phrases.vectors.mean(axis=0))
        yield words.scores(self.phrases.text)
        yield words.scores(" ".join(map(without_level, self.phrases.phrases)))

    def requirement(self, skill: Skill, row: int) -> Requirement:
        """Return whether a required skill is met, and by which phrase of the person.

        The evidence of a phrase is its cosine with the skill, plus its standing (number of standard
        deviations by which this cosine exceeds those of the phrase with other texts) times a
        calibrated weight. The phrase with most evidence is used; that of a skill said at a
        beginner's level, or of a licence, never tells that a skill is met. A licence meets the
        skills that it proves. Without evidence, a skill that a phrase is known to come near is
        nearly met.

        Args:
            skill: the skill that an occupation requires.
            row: position of its label among the texts that describe the occupations.

        Returns:
            The skill with this phrase, and whether it is met, nearly met, or missing.
        """
        cosines = self.cosines[:, row]
        evidence = cosines + self._calibration.standing_weight * self.standing[:, row]
        evidence = np.minimum(evidence, self._most)
        best = int(evidence.argmax())
        meeting, phrase = Meeting.CLOSE, self.phrases.phrases[best]
        if proof := self.phrases.proved.get(skill.libelle):
            meeting, phrase = Meeting.MET, proof
        elif evidence[best] < self._calibration.close_from:
            phrase = self.phrases.near.get(skill.libelle, "")
            meeting = Meeting.CLOSE if phrase else Meeting.MISSING
        elif evidence[best] >= self._calibration.met_from:
            meeting = Meeting.MET
        told = self.phrases.phrases.index(phrase) if phrase else best
        return Requirement(skill, meeting, phrase, float(cosines[told]))

    def match(
        self, occupations: OccupationVectors, occupation: Occupation, score: float = 0.0
    ) -> SkillMatch:
        """Return an occupation with which of its skills are met, nearly met, or missing.

        Args:
            occupations: the same as those given to the constructor.
            occupation: one of them.
            score: its score, 0 when it is not ranked among others.

        Returns:
            The occupation, its coverage, and its required skills: those met first.
        """
        start = occupations.skills.starts[occupations.rows[occupation.id]]
        requirements = [
            self.requirement(skill, occupations.skills.rows[start + place])
            for place, skill in enumerate(occupation.competences)
        ]
        essential = [one for one in requirements if one.skill.niveau == "essentielle"]
        worth = [_WORTH[one.meeting] for one in essential or requirements]
        order = list(Meeting)
        requirements.sort(key=lambda one: (order.index(one.meeting), -one.cosine))
        return SkillMatch(occupation, score, sum(worth) / len(worth), tuple(requirements))


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


def _standing(values: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Return a column, or each row of a matrix, in standard deviations above its mean."""
    spread = np.maximum(values.std(axis=-1, keepdims=True), 1e-6)
    return np.asarray((values - values.mean(axis=-1, keepdims=True)) / spread, dtype=np.float32)


def match_skills(
    occupations: OccupationVectors,
    words: OccupationWords,
    phrases: Phrases,
    calibration: SkillsCalibration,
    size: int,
    ways: Collection[str] = (),
    sources: Collection[str] = (),
) -> list[SkillMatch]:
    """Return the occupations that best suit the skills of a person, best first.

    Args:
        occupations: jobs and volunteer roles, with the embeddings of their texts.
        words: of the same occupations.
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
    column = measured.scores(occupations, words)
    rows = [
        row
        for row, occupation in enumerate(occupations.occupations)
        if (not ways or set(ways) & set(occupation.voies))
        and (not sources or occupation.source in sources)
    ]
    rows.sort(key=lambda row: -column[row])
    return [
        measured.match(occupations, occupations.occupations[row], float(column[row]))
        for row in rows[:size]
    ]
