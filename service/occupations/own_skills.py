"""Skills of who asks, in the address of a page: nothing else says them, nothing keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from index.errors import InvalidQuery
from index.facts.level import at_level, is_beginner, without_level
from index.facts.licences import LICENCES, licence_of
from index.messages import Sentence
from index.records import code_lists as ref
from index.records.models import OURS
from index.search.query import MAX_PLACE_CHARS, MAX_SKILL_CHARS
from index.skills.profile import LANGUAGES, MAX_SKILLS, read_profile
from index.skills.query import ProfileQuery, stated_skill
from index.skills.recommender import stated_skills
from index.taxonomy.general_skills import GeneralSkill, GeneralSkills
from index.taxonomy.occupations import Occupation
from service.presentation.i18n import language, translated

TOO_MANY = Sentence("%(most)s compétences au plus : décochez-en.", most=MAX_SKILLS)
TOO_LONG = Sentence(
    "Une compétence fait plus de %(most)s caractères : dites-la plus court.", most=MAX_SKILL_CHARS
)
LANGUAGE_NAMES: Mapping[str, str] = {code: name for name, code in reversed(LANGUAGES.items())}
"""ISO 639 code of a language -> its name in French, the usual one."""
BASIC = "-peu"
"""What ends the code of a language spoken a little, in an address: "en-peu"."""
SPOKEN: Mapping[str, str] = {
    **{code: f"parler {name}" for code, name in LANGUAGE_NAMES.items()},
    **{code + BASIC: at_level(f"parler {name}", True) for code, name in LANGUAGE_NAMES.items()},
}
"""Code of a language in an address -> the skill that it stands for."""


@dataclass(frozen=True)
class OwnSkills:
    """What a person said of themselves in the address of a page.

    phrases: skills in their words, with their level ("Excel — un peu"); general: general skills
    chosen by pictures; languages: ISO 639 codes of those spoken besides French, as "en-peu" when it
    is a little; licences: codes of licences and certificates; ways: codes of `code_lists.VOIES`;
    place: as typed, "" for none.
    """

    phrases: tuple[str, ...] = ()
    general: tuple[GeneralSkill, ...] = ()
    languages: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    place: str = ""

    def __bool__(self) -> bool:
        """Return whether anything was said that an occupation may ask for."""
        return bool(self.shown)

    @cached_property
    def shown(self) -> dict[str, str]:
        """Text compared with occupations, in French -> the same for people, in their language."""
        return {
            **{phrase: _phrase_told(phrase) for phrase in self.phrases},
            **{skill.libelle: name_of(skill) for skill in self.general},
            **{SPOKEN[code]: _language_told(code) for code in self.languages},
            **{LICENCES[code].phrase: translated(LICENCES[code].name) for code in self.licences},
        }

    def query(self, size: int) -> ProfileQuery:
        """Return the query of the occupations of OrientESS; size: most of them to return.

        Raises InvalidQuery when the place is not valid, or there are more skills than `MAX_SKILLS`.
        """
        if len(self.shown) > MAX_SKILLS:
            raise InvalidQuery("c", TOO_MANY)
        return ProfileQuery(
            "",
            place=self.place,
            skills=tuple(self.shown),
            ways=self.ways,
            sources=(OURS,),
            covers={skill.libelle: frozenset(skill.exigences) for skill in self.general},
            size=size,
        )

    def fields(self, *without: str) -> list[tuple[str, str]]:
        """Return the name and value of each parameter of the address.

        without: names of the parameters to leave out.
        """
        pairs = [
            *(("c", phrase) for phrase in self.phrases),
            *(("g", skill.id) for skill in self.general),
            *(("langue", code) for code in self.languages),
            *(("permis", code) for code in self.licences),
            *(("voie", code) for code in self.ways),
            ("lieu", self.place),
        ]
        return [(name, value) for name, value in pairs if value and name not in without]

    def address(self, path: str, *without: str, **changes: str | int) -> str:
        """Return the address of a page for the same skills, without the prefix of a language.

        path: of the page; without: parameters left out; changes: parameters added.
        """
        pairs = [*self.fields(*without, *changes), *changes.items()]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def sheet(self, occupation: Occupation) -> str:
        """Return the address of the sheet of an occupation, with the gap from these skills."""
        return self.address(f"/metiers/{occupation.id}", "voie")


def told_level(name: str, skill: str) -> str:
    """Return what a skill is called on a page, with its level: "Excel — un peu".

    Args:
        name: of the skill, in the language of the page or in the words of the person.
        skill: the text that tells the level.

    Returns:
        The name, followed by the level when it is a beginner's.
    """
    if not is_beginner(skill):
        return name
    return translated(Sentence("%(skill)s — un peu", skill=name))


def _phrase_told(phrase: str) -> str:
    """Return a phrase with its level, or the name of the licence that it stands for."""
    licence = licence_of(phrase)
    return translated(licence.name) if licence else told_level(without_level(phrase), phrase)


def name_of(skill: GeneralSkill) -> str:
    """Return the name of a general skill in the language of the page."""
    for code, other in skill.traductions.items():
        if code == language():
            return other.libelle
    return skill.libelle


def _language_told(code: str) -> str:
    """Return the name of a language of `SPOKEN`, in the language of the page, with its level."""
    name = translated(LANGUAGE_NAMES[code.removesuffix(BASIC)].capitalize())
    return told_level(name, SPOKEN[code])


def read_own_skills(received: QueryParams, general: GeneralSkills) -> OwnSkills:
    """Read the skills of a person in the query string of a page.

    Codes that do not exist are ignored: an old address still answers.

    Args:
        received: parameters `c` (a skill, repeated, or several, one a line), `ajout` (more skills,
            in one text), `g` (a general skill, repeated), `langue`, `permis`, `voie`, `lieu`.
        general: the general skills.

    Returns:
        What the address says of the person; false when it says no skill.

    Raises:
        InvalidQuery: when there are more than `MAX_SKILLS` skills, or one is too long.
    """
    return OwnSkills(
        _phrases([*_lines(received.getlist("c")), *_added(received.get("ajout", ""))]),
        tuple(general.skills[one] for one in _known(received.getlist("g"), general.skills)),
        _known(received.getlist("langue"), SPOKEN),
        _known(received.getlist("permis"), LICENCES),
        _known(received.getlist("voie"), ref.VOIES.labels),
        received.get("lieu", "")[:MAX_PLACE_CHARS].strip(),
    )


def _lines(texts: Sequence[str]) -> list[str]:
    """Return the lines of some texts."""
    return [line for text in texts for line in text.splitlines()]


def _known(codes: Sequence[str], known: Mapping[str, object]) -> tuple[str, ...]:
    """Return the distinct codes that exist, in order."""
    if len(codes) > MAX_SKILLS:
        raise InvalidQuery("c", TOO_MANY)
    return tuple(code for code in dict.fromkeys(codes) if code in known)


def _phrases(typed: Sequence[str]) -> tuple[str, ...]:
    """Return the distinct skills typed, cleaned, without those that have no letter."""
    if len(typed) > MAX_SKILLS:
        raise InvalidQuery("c", TOO_MANY)
    if any(len(text) > MAX_SKILL_CHARS for text in typed):
        raise InvalidQuery("c", TOO_LONG)
    said = (text for text in typed if any(char.isalnum() for char in text))
    return tuple(dict.fromkeys(map(stated_skill, said)))


def _added(text: str) -> tuple[str, ...]:
    """Return the skills and licences of a text added by hand, itself when it states none."""
    if len(text) > MAX_SKILL_CHARS:
        raise InvalidQuery("c", TOO_LONG)
    return stated_skills(read_profile(text)) or ((text,) if text else ())
