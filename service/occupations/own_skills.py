"""Skills of a person in a request: in an address identifiers of closed lists, in a form words too.

An address is kept by browsers, proxies and who it is sent to. It holds general skills, required
skills of our occupations, languages, licences, ways and the code of a place; the words of a person
come in the body of a form and are in no link.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol
from urllib.parse import urlencode

from index.errors import InvalidQuery
from index.facts.level import at_level, is_beginner, without_level
from index.facts.licences import LICENCES, licence_of
from index.messages import Sentence
from index.places.models import CODE_PARAMETERS, Place, PlaceCode
from index.records import code_lists as ref
from index.records.models import OURS
from index.search.query import MAX_PLACE_CHARS, MAX_SKILL_CHARS, PlacedQuery
from index.search.retriever import Retriever
from index.skills.compared import label_code
from index.skills.profile import LANGUAGES, MAX_SKILLS, read_profile, stated_skills
from index.skills.query import ProfileQuery, stated_skill
from index.taxonomy.general_skills import GeneralSkill, GeneralSkills
from index.taxonomy.occupations import Occupation
from index.text.analysis import fold
from service.presentation.i18n import language, translated

TOO_MANY = Sentence("%(most)s compétences au plus : décochez-en.", most=MAX_SKILLS)
TOO_LONG = Sentence(
    "Une compétence fait plus de %(most)s caractères : dites-la plus court.", most=MAX_SKILL_CHARS
)
LANGUAGE_NAMES: Mapping[str, str] = {code: name for name, code in reversed(LANGUAGES.items())}
"""ISO 639 code of a language -> its name in French, the usual one."""
BASIC = "-peu"
"""What ends the code of a language or of a required skill known a little, in an address."""
SPOKEN: Mapping[str, str] = {
    **{code: f"parler {name}" for code, name in LANGUAGE_NAMES.items()},
    **{code + BASIC: at_level(f"parler {name}", True) for code, name in LANGUAGE_NAMES.items()},
}
"""Code of a language in an address -> the skill that it stands for."""
REQUIRED, CONDITION = "e", "condition"
"""Parameters of the codes of required skills, and of conditions."""


class Received(Protocol):
    """Names and values of a query string, or of a form."""

    def getlist(self, key: str) -> list[str]:
        """Return the values of a name, in order."""
        ...


@dataclass(frozen=True)
class OwnSkills:
    """What a person said of themselves.

    phrases: skills in their words, with their level ("Excel — un peu"), of a form alone; general:
    general skills; languages: codes of `SPOKEN` of those spoken besides French; licences: codes of
    licences and certificates; ways: codes of `code_lists.VOIES`; required: labels of skills that
    our occupations require, with their level; conditions: codes of `code_lists.CONDITIONS`;
    is_shared: whether the conditions are in links too; place: as typed, "" for none; code: of the
    place, None when it was typed.
    """

    phrases: tuple[str, ...] = ()
    general: tuple[GeneralSkill, ...] = ()
    languages: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    is_shared: bool = False
    place: str = ""
    code: PlaceCode | None = None

    def __bool__(self) -> bool:
        """Return whether anything was said that an occupation may ask for."""
        return bool(self.shown)

    @cached_property
    def shown(self) -> dict[str, str]:
        """Text compared with occupations, in French -> the same for people, in their language."""
        return {
            **{phrase: _phrase_told(phrase) for phrase in (*self.phrases, *self.required)},
            **{skill.libelle: name_of(skill) for skill in self.general},
            **{SPOKEN[code]: _language_told(code) for code in self.languages},
            **{LICENCES[code].phrase: translated(LICENCES[code].name) for code in self.licences},
        }

    @property
    def placed(self) -> PlacedQuery:
        """The query of the place alone; InvalidQuery when what was typed is too long."""
        return PlacedQuery(place=self.place, code=self.code)

    def query(self, size: int) -> ProfileQuery:
        """Return the query of the occupations of OrientESS; size: most of them to return.

        Raises InvalidQuery when the place is not valid, or there are more skills than `MAX_SKILLS`.
        """
        if len(self.shown) > MAX_SKILLS:
            raise InvalidQuery("c", TOO_MANY)
        return ProfileQuery(
            "",
            place=self.place,
            code=self.code,
            skills=tuple(self.shown),
            ways=self.ways,
            sources=(OURS,),
            covers={skill.libelle: frozenset(skill.exigences) for skill in self.general},
            size=size,
        )

    def coded(self) -> list[tuple[str, str]]:
        """Return the name and the code of each thing said that a closed list knows."""
        return [
            *(("g", skill.id) for skill in self.general),
            *((REQUIRED, required_code(label)) for label in self.required),
            *(("langue", code) for code in self.languages),
            *(("permis", code) for code in self.licences),
            *(("voie", code) for code in self.ways),
            *((CONDITION, code) for code in self.conditions if self.is_shared),
            *([(self.code.parameter, self.code.code)] if self.code else []),
        ]

    def address(self, path: str, *without: str) -> str:
        """Return the address of a page for the same skills, without the words of the person.

        path: of the page, without the prefix of a language; without: parameters left out.
        """
        pairs = [pair for pair in self.coded() if pair[0] not in without]
        return f"{path}?{urlencode(pairs)}" if pairs else path

    def sheet(self, occupation: Occupation) -> str:
        """Return the address of the sheet of an occupation, with the gap from these skills."""
        return self.address(f"/metiers/{occupation.id}", "voie", CONDITION)


def required_code(skill: str) -> str:
    """Return the code of a required skill in an address; skill: its label, with its level."""
    return label_code(without_level(skill)) + BASIC * is_beginner(skill)


def code_of(place: Place) -> PlaceCode | None:
    """Return the official code of a place, None for a point, a country or a town abroad."""
    known = place.code and place.kind in CODE_PARAMETERS
    return PlaceCode(place.kind, place.code) if known else None


def linked(
    own: OwnSkills,
    labels: Mapping[str, str | None],
    general: GeneralSkills,
    place: Place | None,
) -> tuple[OwnSkills, int]:
    """Return what the links of a page hold, and how many phrases are in none of them.

    Args:
        own: what the person said.
        labels: each phrase -> the required skill that it names, None for none.
        general: the general skills, which a phrase names by their very name.
        place: that was recognized, None for none.

    Returns:
        The same without words, where listed skills stand for the phrases that name them; the number
        of phrases that name none.
    """
    named = {fold(skill.libelle): skill for skill in general.skills.values()}
    spoken = {fold(text): code for code, text in SPOKEN.items()}
    licences, languages, required = list(own.licences), list(own.languages), list(own.required)
    chosen, left = list(own.general), 0
    for phrase in own.phrases:
        if licence := licence_of(phrase):
            licences.append(licence.code)
        elif code := spoken.get(fold(phrase)):
            languages.append(code)
        elif skill := named.get(fold(phrase)):
            chosen += [skill] * (skill not in chosen)
        elif label := labels.get(phrase):
            required.append(at_level(label, is_beginner(phrase)))
        else:
            left += 1
    where = None if place is None else code_of(place)
    listed = replace(
        own,
        phrases=(),
        general=tuple(chosen),
        languages=tuple(dict.fromkeys(languages)),
        licences=tuple(dict.fromkeys(licences)),
        required=tuple(dict.fromkeys(required)),
        place="",
        code=where,
    )
    return listed, left


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


def read_address(
    received: Received, general: GeneralSkills, labels: Mapping[str, str], retriever: Retriever
) -> OwnSkills:
    """Read the skills of a person in the query string of a page; its words are ignored.

    Codes that do not exist are ignored too: an old address still answers.

    Args:
        received: parameters `g` (a general skill, repeated), `e` (a required skill, repeated),
            `langue`, `permis`, `voie`, `condition`, and the code of a place.
        general: the general skills.
        labels: code of a required skill -> its label.
        retriever: knows the codes of places.

    Returns:
        What the address says of the person; false when it says no skill.

    Raises:
        InvalidQuery: when there are more codes of a kind than `MAX_SKILLS`.
    """
    conditions = _known(received.getlist(CONDITION), ref.CONDITIONS.labels)
    typed = received.getlist(REQUIRED)
    required = {
        code: labels[bare] for code in typed if (bare := code.removesuffix(BASIC)) in labels
    }
    coded = _known(typed, required)
    return OwnSkills(
        general=tuple(general.skills[one] for one in _known(received.getlist("g"), general.skills)),
        languages=_known(received.getlist("langue"), SPOKEN),
        licences=_known(received.getlist("permis"), LICENCES),
        ways=_known(received.getlist("voie"), ref.VOIES.labels),
        required=tuple(at_level(required[one], one.endswith(BASIC)) for one in coded),
        conditions=conditions,
        is_shared=bool(conditions),
        code=read_code(received, retriever),
    )


def read_form(
    received: Received, general: GeneralSkills, labels: Mapping[str, str], retriever: Retriever
) -> OwnSkills:
    """Read the skills of a person in a form: those of an address, and words.

    Args:
        received: those of `read_address`, `c` (a skill, repeated, or several, one a line), `ajout`
            (more skills, in one text), `lieu`, and `lien` when conditions may be in links.
        general: the general skills.
        labels: code of a required skill -> its label.
        retriever: knows the codes of places.

    Returns:
        What the form says of the person; false when it says no skill.

    Raises:
        InvalidQuery: when there are more than `MAX_SKILLS` skills, or one is too long.
    """
    coded = read_address(received, general, labels, retriever)
    place = first(received, "lieu")[:MAX_PLACE_CHARS].strip()
    return replace(
        coded,
        phrases=_phrases([*_lines(received.getlist("c")), *_added(first(received, "ajout"))]),
        is_shared=bool(first(received, "lien")),
        place=place,
        code=None if place else coded.code,
    )


def first(received: Received, name: str) -> str:
    """Return the first value of a name, "" for none."""
    return next(iter(received.getlist(name)), "")


def read_code(received: Received, retriever: Retriever) -> PlaceCode | None:
    """Return the code of a place in a request, None without one that exists."""
    for kind, name in CODE_PARAMETERS.items():
        for typed in received.getlist(name)[:1]:
            try:
                code = PlaceCode(kind, typed)
                return code if retriever.place(PlacedQuery(code=code)) else None
            except InvalidQuery:
                continue
    return None


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
