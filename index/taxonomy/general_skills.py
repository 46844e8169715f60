"""General skills: what somebody does in daily life, and the skills of occupations it answers to.

`data/competences.jsonl` holds 60 to 80 of them, each with a situation that a person recognises
("On t'apporte un appareil en panne"), and the labels of the skills that occupations require.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter
from pydantic_core import PydanticCustomError

from index.errors import InvalidRecords, RecordError
from index.frozen_model import FrozenModel
from index.languages import OTHERS, OtherLanguage, missing
from index.records.field_types import Readable, Slug, Text, Texts
from index.records.jsonl import LineModel, read_items
from index.taxonomy.occupations import Occupation

MAX_LABEL_CHARS = 60
MAX_SITUATION_CHARS = 120
MAX_SITUATION_WORDS = 14


def _short(text: str) -> str:
    """Return a situation as it is; refuse one of too many words."""
    words = [word for word in text.split() if any(map(str.isalnum, word))]
    if len(words) > MAX_SITUATION_WORDS:
        bounds = {"words": MAX_SITUATION_WORDS}
        raise PydanticCustomError("wordy", "une situation en {words} mots au plus", bounds)
    return text


Label = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=2, max_length=MAX_LABEL_CHARS),
    Readable,
]
"""Type of the name of a general skill: 2 to 60 characters."""
Situation = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=2, max_length=MAX_SITUATION_CHARS),
    Readable,
]
"""Type of a situation of daily life: one sentence of 2 to 120 characters."""


class TranslatedSkill(FrozenModel):
    """A general skill in another language than French."""

    libelle: Label = Field(description="nom de la compétence")
    situation: Situation = Field(description="situation de tous les jours")


def _in_every_language(
    translated: Mapping[str, TranslatedSkill],
) -> Mapping[str, TranslatedSkill]:
    if lacking := missing(translated):
        codes = {"codes": ", ".join(lacking)}
        raise PydanticCustomError("untranslated", "une traduction aussi en {codes}", codes)
    return translated


class RomeSkill(FrozenModel):
    """A skill of ROME 4.0, France Travail's official list."""

    code: Annotated[str, StringConstraints(pattern=r"^\d{6}$")] = Field(
        description="code OGR de la compétence [France Travail]"
    )
    libelle: Text = Field(description="nom officiel de la compétence [France Travail]")


class GeneralSkill(FrozenModel):
    """A general skill: a situation of daily life, and the skills of occupations it answers to."""

    id: Slug = Field(description="identifiant stable, minuscules et tirets [OrientESS]")
    libelle: Label = Field(description="nom courant, un verbe à l'infinitif")
    situation: Annotated[Situation, AfterValidator(_short)] = Field(
        description="situation où une personne se reconnaît, à la deuxième personne"
    )
    traductions: Annotated[
        Mapping[OtherLanguage, TranslatedSkill], AfterValidator(_in_every_language)
    ] = Field(description="nom et situation dans chaque autre langue des pages")
    pictogramme: Slug = Field(description="nom d'un dessin de pictogrammes.json")
    rome: RomeSkill | None = Field(description="compétence de ROME 4.0 ; null sans équivalente")
    exigences: Annotated[Texts, Field(min_length=1)] = Field(
        description="libellés de compétences de occupations.jsonl auxquels elle répond"
    )


@dataclass(frozen=True)
class GeneralSkills:
    """The general skills. They do not change: threads may share them.

    skills: identifier -> general skill, in the order of the file; by_label: label of a skill that
    an occupation requires -> the general skills that answer to it, one or two.
    """

    skills: Mapping[str, GeneralSkill]
    by_label: Mapping[str, tuple[GeneralSkill, ...]]


MAX_SKILLS_OF_LABEL = 2
"""Most general skills that answer to one label."""
GENERAL_SKILL: LineModel[GeneralSkill] = LineModel(
    TypeAdapter(GeneralSkill),
    GeneralSkill,
    {"rome": RomeSkill, **dict.fromkeys(OTHERS, TranslatedSkill)},
)
"""How a line of the file of general skills is read and its errors reported."""


def read_general_skills(path: Path, occupations: Iterable[Occupation]) -> GeneralSkills:
    """Read the general skills.

    Args:
        path: file of JSON lines, one general skill a line; when it is absent, there are none.
        occupations: those whose skills the file may name.

    Returns:
        The general skills.

    Raises:
        InvalidRecords: when the file or a line cannot be read, when an identifier comes twice, and
            when a label is of no skill of the occupations, or is in more than two general skills.
    """
    if not path.exists():
        return GeneralSkills({}, {})
    known = {skill.libelle for each in occupations for skill in each.competences}
    by_label: dict[str, tuple[GeneralSkill, ...]] = {}
    errors = []
    numbered = read_items(path, GENERAL_SKILL)
    for line, skill in numbered:
        for label in skill.exigences:
            by_label[label] = (*by_label.get(label, ()), skill)
            if label not in known:
                expected = "un libellé de compétence de occupations.jsonl"
            elif len(by_label[label]) > MAX_SKILLS_OF_LABEL:
                expected = f"un libellé dans {MAX_SKILLS_OF_LABEL} compétences au plus"
            else:
                continue
            errors.append(RecordError(path.name, line, "exigences", f"« {label} »", expected))
    if errors:
        raise InvalidRecords(errors)
    return GeneralSkills({skill.id: skill for _, skill in numbered}, by_label)
