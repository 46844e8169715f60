"""Query about skills: a profile, and the ways looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from index.errors import InvalidQuery
from index.records import code_lists as ref
from index.search.query import MAX_PROFILE_CHARS, MAX_SKILL_CHARS, Query, clean
from index.skills.profile import MAX_SKILLS


@dataclass(frozen=True)
class ProfileQuery(Query):
    """Profile of a person, and what they look for.

    text: all of it, as typed; skills: listed one by one, as typed; ways: codes of
    `code_lists.VOIES` (job, training, volunteering…), empty for those that the text states;
    sources: of the occupations to return, empty for all.
    """

    skills: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    limits: ClassVar[tuple[str, int]] = ("profil", MAX_PROFILE_CHARS)

    def __post_init__(self) -> None:
        """Clean the texts; InvalidQuery when a value is out of bounds."""
        if not set(self.ways) <= set(ref.VOIES.labels):
            raise InvalidQuery("voies", f"Codes de voies : {', '.join(ref.VOIES.labels)}.")
        if len(self.skills) > MAX_SKILLS:
            raise InvalidQuery("competences", f"{MAX_SKILLS} compétences au plus.")
        skills = tuple(clean(skill, "competences", MAX_SKILL_CHARS) for skill in self.skills)
        object.__setattr__(self, "skills", skills)
        if not self.text:
            object.__setattr__(self, "text", ", ".join(skills)[:MAX_PROFILE_CHARS])
        super().__post_init__()
