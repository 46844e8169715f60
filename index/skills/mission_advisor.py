"""Advisor of organisations: from a mission to the occupations it resembles and who gathers people.

Nothing of a mission is stored. The other way, from a mission to persons, does not exist: no profile
is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from index.arrays import Matrix
from index.places.models import Place
from index.records import code_lists as ref
from index.records.models import OURS
from index.skills.gatherers import GATHERING, Gatherers, Gathering, ways_of
from index.skills.mission import Mission, read_mission
from index.skills.query import MissionQuery
from index.skills.recommender import Host, ReadQuery, Recommender
from index.skills.scoring import SkillMatch

ROLES = 5
"""Occupations that a mission is said to resemble, at most."""
PHRASES = 7
"""Skills of a mission that are compared with occupations, at most, besides its whole text."""
WAYS_SHOWN = 3
"""Ways to take part for which people are looked for, at most, when the mission says none."""
SAID_WAYS = tuple(way for way in GATHERING if way != "formation")
"""Ways looked for when the mission says none: trainees are asked for by name."""


@dataclass(frozen=True)
class MissionAdvice:
    """Answer to a mission.

    text: the mission, its spelling corrected, without the place that it named; mission: what was
    read of it; matches: occupations that it resembles, best first, each with who employs, hosts or
    trains for it; gatherings: who gathers people who could take it; ways: those looked for, as
    codes of `code_lists.VOIES`; place: town or area recognized, None without one; unknown_place:
    what was typed as a place and not recognized, otherwise "".
    """

    text: str
    mission: Mission
    matches: tuple[tuple[SkillMatch, tuple[Host, ...]], ...]
    gatherings: tuple[Gathering, ...]
    ways: tuple[str, ...]
    place: Place | None
    unknown_place: str


@dataclass(frozen=True)
class ReadMission:
    """A mission once its place, its spelling and its skills are read, before encoding.

    mission: what was read of its text; chosen: ways to take part chosen by the organisation, as
    codes of `code_lists.VOIES`, empty when it chose none; read: the mission as the recommender of
    occupations takes it.
    """

    mission: Mission
    chosen: tuple[str, ...]
    read: ReadQuery


class MissionAdvisor:
    """Answers missions over one open index, with its encoder."""

    def __init__(self, recommender: Recommender) -> None:
        """recommender: of occupations, over the index."""
        self._recommender = recommender
        self._gatherers = Gatherers(recommender.retriever)

    def read(self, query: MissionQuery) -> ReadMission:
        """Correct the spelling of a mission, find its place and its skills, without the encoder.

        Args:
            query: the mission as typed, its place, and the ways to take part chosen, if any.

        Returns:
            The mission once read; its texts to embed are those of `read.texts`.
        """
        # every way, or the recommender would read those of a person in the text
        ways = query.ways or tuple(ref.VOIES.labels)
        asked = replace(query, size=ROLES, ways=ways, sources=(OURS,))
        read = self._recommender.read(asked)
        mission = read_mission(read.understood.text)
        # the whole text counts as one more skill: .806 of nDCG@10 with it, .766 without
        skills = (*mission.skills[:PHRASES], read.understood.text)
        read = replace(
            read, skills=tuple(dict.fromkeys(skills)), profile=replace(read.profile, asides=())
        )
        return ReadMission(mission, query.ways, read)

    def answer(self, given: ReadMission, vectors: Mapping[str, Matrix]) -> MissionAdvice:
        """Return the occupations that a mission resembles, and who gathers such people.

        Args:
            given: the mission once read.
            vectors: each text of `given.read.texts` -> its embedding, (1, d) float32, unit norm.

        Returns:
            The occupations, and the records for each way.
        """
        read = given.read
        advice = self._recommender.answer(read, vectors)
        occupations = [match.occupation for match, _ in advice.matches]
        ways = given.chosen or given.mission.ways or ways_of(occupations, SAID_WAYS)[:WAYS_SHOWN]
        gatherings = self._gatherers.around(ways, occupations, advice.place, read.query.radius_km)
        return MissionAdvice(
            advice.text,
            given.mission,
            advice.matches,
            gatherings,
            ways,
            advice.place,
            advice.unknown_place,
        )
