"""Gap between the skills of a person and an occupation, as pages show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.messages import Sentence
from index.places.models import Place
from index.skills.recommender import Host, Offer
from index.skills.scoring import Meeting, Requirement, SkillMatch
from index.skills.teaching import Lesson, Teaching
from index.taxonomy.occupations import Occupation
from service.presentation.i18n import translated
from service.presentation.location_card import record_situation

HOSTS_SHOWN = 2
ALL_MET = Sentence("Vous avez tout ce qu'il demande.")
NONE_MET = Sentence("Rien d'essentiel n'est dans vos mots, pour le moment.")


@dataclass(frozen=True)
class ShownHost:
    """A record (organisation or programme) on the page of an occupation.

    name: of the record; path: of its sheet; where: town or distance, "" when unknown.
    """

    name: str
    path: str
    where: str


@dataclass(frozen=True)
class Gap:
    """What a person has, nearly has and lacks of the skills of an occupation.

    match: the occupation and its required skills; hosts: who employs, hosts or trains, nearest
    first; lesson: label of a skill -> who may teach it, None for nobody known.
    """

    match: SkillMatch
    hosts: Sequence[ShownHost]
    lesson: Callable[[str], Lesson | None]

    @property
    def occupation(self) -> Occupation:
        """Return the occupation."""
        return self.match.occupation

    @property
    def percent(self) -> int:
        """Return the coverage of its essential skills, in percent."""
        return round(100 * self.match.coverage)

    @cached_property
    def met(self) -> list[Requirement]:
        """Skills that the person has."""
        return self._of(Meeting.MET)

    @cached_property
    def close(self) -> list[Requirement]:
        """Skills that the person nearly has."""
        return self._of(Meeting.CLOSE)

    @cached_property
    def missing(self) -> list[Requirement]:
        """Essential skills that the person lacks."""
        return [one for one in self._of(Meeting.MISSING) if _is_essential(one)]

    @cached_property
    def missing_useful(self) -> list[Requirement]:
        """Other skills that the person lacks: they help, and are not required."""
        return [one for one in self._of(Meeting.MISSING) if not _is_essential(one)]

    def _of(self, meeting: Meeting) -> list[Requirement]:
        return [one for one in self.match.requirements if one.meeting is meeting]

    @property
    def words(self) -> str:
        """Return the coverage in words, in the language of the page."""
        essential = [one for one in self.match.requirements if _is_essential(one)]
        asked = essential or self.match.requirements
        met = sum(one.meeting is Meeting.MET for one in asked)
        close = sum(one.meeting is Meeting.CLOSE for one in asked)
        if met == len(asked):
            return translated(ALL_MET)
        if not met and not close:
            return translated(NONE_MET)
        counts = {"met": str(met), "asked": str(len(asked))}
        if not close:
            return translated(Sentence("L'essentiel : %(met)s sur %(asked)s.", **counts))
        return translated(
            Sentence(
                "L'essentiel : %(met)s sur %(asked)s, et presque : %(close)s.",
                close=str(close),
                **counts,
            )
        )


def _is_essential(requirement: Requirement) -> bool:
    return requirement.skill.niveau == "essentielle"


def gap_shown(
    match: SkillMatch, hosts: Sequence[Host], teaching: Teaching, place: Place | None
) -> Gap:
    """Return an occupation as it is shown to a person.

    Args:
        match: the occupation, and whether each of its skills is met.
        hosts: records that employ, host or train for it, nearest first.
        teaching: finds who teaches a missing skill.
        place: the place looked for; None without one.

    Returns:
        The occupation with what is met and missing, and the nearest of its hosts.
    """
    shown = [shown_host(host, place) for host in hosts[:HOSTS_SHOWN]]
    return Gap(match, shown, lambda label: teaching.lesson(label, place))


def shown_host(host: Host | Offer, place: Place | None) -> ShownHost:
    """Return a record as it is named on the page of an occupation.

    host: the record and how far it is; place: the place looked for, None without one.
    """
    record = host.record
    where = record_situation(record, host.distance_km, host.precision, place)
    if not where:
        where = host.locations[0].location.commune if host.locations else record.commune or ""
    return ShownHost(record.nom, f"/fiches/{record.id}", translated(where))
