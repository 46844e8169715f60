"""Query about skills: what a person can do and looks for (a job, training, volunteering)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from index.errors import InvalidQuery
from index.facts.level import at_level, read_level, shortened, without_level
from index.facts.licences import licence_phrase
from index.records import code_lists as ref
from index.search.query import MAX_PROFILE_CHARS, MAX_SKILL_CHARS, Query, clean
from index.skills.profile import MAX_SKILLS


@dataclass(frozen=True)
class ProfileQuery(Query):
    """Query of a person: their skills and what they look for, to find occupations for them.

    text: the profile as typed; when empty, the skills joined by commas; skills: a list, as typed,
    then as `stated_skill` reads them; when empty, they are read from the text; ways: what the
    person looks for, as codes of `code_lists.VOIES` ("emploi", "formation", "benevolat"…); when
    both ways and skills are empty, they are read from the text; sources: authors of the occupations
    to return ("orientess", or the name of an import); empty for all; covers: skill listed, read
    likewise -> labels of required skills that it is known to come near, such as those of a card
    that the person chose.
    """

    skills: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    covers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    is_request: ClassVar[bool] = False
    limits: ClassVar[tuple[str, int]] = ("profil", MAX_PROFILE_CHARS)

    def __post_init__(self) -> None:
        """Clean the texts.

        Raises:
            InvalidQuery: when a way is not a code of the list, there are more than `MAX_SKILLS`
                (40) skills, or a text is empty or too long.
        """
        if not set(self.ways) <= set(ref.VOIES.labels):
            raise InvalidQuery("voies", f"Codes de voies : {', '.join(ref.VOIES.labels)}.")
        if len(self.skills) > MAX_SKILLS:
            raise InvalidQuery("competences", f"{MAX_SKILLS} compétences au plus.")
        skills = tuple(map(stated_skill, self.skills))
        object.__setattr__(self, "skills", skills)
        covers = {stated_skill(each): labels for each, labels in self.covers.items()}
        object.__setattr__(self, "covers", covers)
        if not self.text:
            text = ", ".join(map(without_level, skills))
            object.__setattr__(self, "text", text[:MAX_PROFILE_CHARS])
        super().__post_init__()


def stated_skill(typed: str) -> str:
    """Return a skill of a list, cleaned, its level or its licence read as a fact.

    "un peu d'Excel" -> "Excel — un peu"; "CACES 3" -> "conduire un chariot élévateur, CACES". A
    skill once stated is returned as it is: an address holds it, and is read again.

    Args:
        typed: a skill, as typed.

    Returns:
        The skill, as it is compared and shown, `MAX_SKILL_CHARS` (120) characters at most.

    Raises:
        InvalidQuery: when it has no letter nor digit, is too long, or is not valid Unicode.
    """
    skill = clean(typed, "competences", MAX_SKILL_CHARS)
    # each reading leaves words out: "Excel expert confirmé" takes two
    for _ in range(MAX_SKILL_CHARS):
        stated = shortened(with_facts(skill), MAX_SKILL_CHARS)
        if stated == skill:
            break
        skill = stated
    return skill


def with_facts(skill: str) -> str:
    """Return a skill, its level or its licence read as a fact; skill: cleaned."""
    said, is_beginner = read_level(skill)
    return licence_phrase(at_level(said or skill, is_beginner))


@dataclass(frozen=True)
class MissionQuery(ProfileQuery):
    """Query of an organisation: the mission that it offers, to find occupations that resemble it.

    text: the mission as typed; ways: how people would take part, empty for those that it says.
    """

    limits: ClassVar[tuple[str, int]] = ("mission", MAX_PROFILE_CHARS)
