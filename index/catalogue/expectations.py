"""Expectations: figures that an operator wants the catalogue to meet, read from `attentes.toml`.

A catalogue is checked in two ways: rules of consistency that any catalogue must follow, and the
operator's own figures (number of records, identifiers that must be present…), each optional.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from index.catalogue.audit import Audit
from index.errors import InvalidRecords, RecordError
from index.messages import in_french
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.taxonomy.occupations import Occupation
from index.taxonomy.thesaurus import NeedEntry, OtherLanguage, Thesaurus

SHOWN_MAX = 5
"""Most identifiers listed when an expectation is not met; the others are counted."""
NOTHING = "aucun"


@dataclass(frozen=True)
class Missed:
    """A rule or a figure that the catalogue does not meet, described in French for the operator.

    subject: what was checked ("métiers"); value: what the catalogue holds ("40"); expected: what it
    should hold ("au moins 50").
    """

    subject: str
    value: str
    expected: str

    def __str__(self) -> str:
        return f"{self.subject} : {self.value} ; attendu {self.expected}"


def _ordered(bounds: tuple[int, int]) -> tuple[int, int]:
    """Return bounds as they are; raise ValueError when the least exceeds the most."""
    if bounds[0] > bounds[1]:
        raise ValueError("le minimum dépasse le maximum")
    return bounds


Least = Annotated[int, Field(ge=0)]
Bounds = Annotated[tuple[Least, Least], AfterValidator(_ordered)]
CodedField = Literal["type", "familles", "territoires", "publics", "besoins"]


class _Table(BaseModel):
    """A table of `attentes.toml`: unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RecordExpectations(_Table):
    """Figures expected of the records of the catalogue (table `fiches` of `attentes.toml`).

    au_moins: least number of records; a_reprendre_au_plus: highest number of records with a defect
    reported by the audit; a_reverifier_au_plus: highest number of records with old or thin sources;
    identifiants: identifiers of records that must be there. Bounds are included; None sets no
    bound.
    """

    au_moins: Least = Field(0, description="nombre de fiches")
    a_reprendre_au_plus: Least | None = Field(
        None, description="fiches que `orientess check data` dit à reprendre"
    )
    a_reverifier_au_plus: Least | None = Field(None, description="fiches aux sources anciennes")
    identifiants: tuple[str, ...] = Field((), description="fiches qui doivent être là")


class CountExpectation(_Table):
    """Least number of records that have a code in a field (a table `effectifs` of `attentes.toml`).

    champ: the field; codes: codes to count, empty for all those that the field may hold; au_moins:
    least number of records for each code; ensemble: True when it is enough that this number of
    records have any one of the codes; type: count only the records of this type, None for all.
    """

    champ: CodedField = Field(description="champ compté")
    codes: tuple[str, ...] = Field((), description="codes comptés ; vide : tous ceux de la liste")
    ensemble: bool = Field(False, description="une fiche de l'un des codes compte pour tous")
    type: Literal["structure", "programme", "besoin"] | None = Field(
        None, description="ne compter que les fiches de ce type"
    )
    au_moins: Least = Field(description="nombre de fiches")


class ThesaurusExpectations(_Table):
    """Figures expected of the thesaurus, the list of needs (table `besoins` of `attentes.toml`).

    au_moins: least number of needs; langues: languages, by ISO 639-1 code, in which each need must
    have at least `traductions_au_moins` phrasings; tous_les_services: True when each of the nine
    services of médiation numérique (help with digital tools) must be equivalent to a need.
    """

    au_moins: Least = Field(0, description="nombre de besoins")
    langues: tuple[OtherLanguage, ...] = Field((), description="langues de chaque besoin")
    traductions_au_moins: Least = Field(1, description="façons de le dire, par langue")
    tous_les_services: bool = Field(
        False, description="chaque service de la médiation numérique répond à un besoin"
    )


class OccupationExpectations(_Table):
    """Figures expected of the list of occupations (table `metiers` of `attentes.toml`).

    au_moins: least number of occupations; types: types of which there must be an occupation;
    toutes_les_familles: True when each family of activities must have an occupation;
    champs_remplis: fields that each occupation must fill; competences, mots: least and greatest
    number of skills, and of words of the description, both included, None for no bound; niveaux:
    levels of skills, each of which every occupation must require.
    """

    au_moins: Least = Field(0, description="nombre de métiers et de rôles")
    types: tuple[str, ...] = Field((), description="types qui doivent être là")
    toutes_les_familles: bool = Field(False, description="chaque famille a un métier")
    champs_remplis: tuple[str, ...] = Field((), description="champs que chaque métier remplit")
    competences: Bounds | None = Field(None, description="compétences par métier")
    niveaux: tuple[str, ...] = Field((), description="niveaux que chaque métier demande")
    mots: Bounds | None = Field(None, description="mots par description")


class Expectations(_Table):
    """All that an operator expects of the catalogue, as stated in `attentes.toml`.

    One field for each table of the file: fiches, records; effectifs, records by code; besoins,
    needs of the thesaurus; metiers, occupations. A table that is absent expects nothing.
    """

    fiches: RecordExpectations = RecordExpectations()
    effectifs: tuple[CountExpectation, ...] = ()
    besoins: ThesaurusExpectations = ThesaurusExpectations()
    metiers: OccupationExpectations = OccupationExpectations()


@dataclass(frozen=True)
class CatalogueContent:
    """All the data of a catalogue that is compared with the expectations of its operator.

    records: all of them, in the order of their file; audit: their defects; thesaurus: the list of
    needs; texts: name of a file -> its raw text; occupations: all of them; judged_records,
    judged_occupations: identifiers of the records and of the occupations that the judged queries
    and profiles of the evaluation expect as results.
    """

    records: Sequence[AnyRecord]
    audit: Audit
    thesaurus: Thesaurus
    texts: Mapping[str, str]
    occupations: Sequence[Occupation] = ()
    judged_records: Collection[str] = ()
    judged_occupations: Collection[str] = ()


def read_expectations(path: Path) -> Expectations:
    """Read the figures that an operator expects of the catalogue.

    Args:
        path: the TOML file (`attentes.toml`); when it is absent, nothing is expected.

    Returns:
        The expectations.

    Raises:
        InvalidRecords: when the file cannot be read or is no TOML in UTF-8, when a key is unknown,
            or when a value is absent, of another type or out of bounds. It lists every error.
    """
    if not path.exists():
        return Expectations()
    expected = "des attentes (voir data/README.md)"
    try:
        return Expectations.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        problems = [
            RecordError(path.name, 0, ".".join(map(str, item["loc"])), str(item["input"]), expected)
            for item in error.errors()
        ]
        raise InvalidRecords(problems) from error
    except (OSError, ValueError) as error:
        raise InvalidRecords(
            [RecordError(path.name, 0, "fichier", in_french(error), expected)]
        ) from error


def missed_expectations(expectations: Expectations, content: CatalogueContent) -> list[Missed]:
    """Return the rules and figures that a catalogue does not meet; an empty list when it meets all.

    The rules are those of consistency of any catalogue (no repeated name, identifiers that exist…);
    the figures are those of `expectations`. content: the files of the catalogue, once read.
    """
    return [
        *_inconsistencies(content),
        *_missed_records(expectations.fiches, content),
        *(missed for count in expectations.effectifs for missed in _missed_counts(count, content)),
        *_missed_needs(expectations.besoins, content.thesaurus),
        *_missed_occupations(expectations.metiers, content.occupations),
    ]


def _listed(identifiers: Iterable[str]) -> str:
    """Serialize identifiers in one line: the first of them, and the number of the others."""
    values = sorted(set(identifiers))
    others = len(values) - SHOWN_MAX
    return ", ".join(values[:SHOWN_MAX]) + (f" et {others} autres" if others > 0 else "")


def _none_of(subject: str, identifiers: Iterable[str]) -> Iterator[Missed]:
    """Yield an expectation as missed when there is any identifier: there should be none."""
    if value := _listed(identifiers):
        yield Missed(subject, value, NOTHING)


def _at_least(subject: str, count: int, least: int) -> Iterator[Missed]:
    if count < least:
        yield Missed(subject, str(count), f"au moins {least}")


def _at_most(subject: str, count: int, most: int | None) -> Iterator[Missed]:
    if most is not None and count > most:
        yield Missed(subject, str(count), f"au plus {most}")


def _repeated(names: Iterable[str]) -> list[str]:
    """Return the names that occur twice or more, without regard to case."""
    return [name for name, count in Counter(map(str.casefold, names)).items() if count > 1]


def _inconsistencies(content: CatalogueContent) -> Iterator[Missed]:
    """Yield the rules that any catalogue should follow and that this one does not."""
    identifiers = [record.id for record in content.records]
    needs = content.thesaurus.needs.values()
    yield from _none_of("noms de fiches répétés", _repeated(r.nom for r in content.records))
    yield from _none_of(
        "fiches mal rangées (ordre des identifiants)",
        (
            after
            for before, after in zip(identifiers, identifiers[1:], strict=False)
            if after < before
        ),
    )
    yield from _none_of(
        "fichiers aux caractères décomposés (hors Unicode NFC)",
        (
            name
            for name, text in content.texts.items()
            if not unicodedata.is_normalized("NFC", text)
        ),
    )
    yield from _none_of("libellés de besoins répétés", _repeated(need.libelle for need in needs))
    yield from _none_of(
        "besoins dont l'identifiant ne commence pas par leur thème",
        (need.id for need in needs if not need.id.startswith(f"{need.theme}--")),
    )
    yield from _none_of(
        "besoins aux formulations répétées",
        (need.id for need in needs if _repeated(need.formulations)),
    )
    yield from _none_of(
        "thèmes sans besoin", set(content.thesaurus.themes) - {need.theme for need in needs}
    )
    yield from _inconsistent_identifiers(content, set(identifiers))


def _inconsistent_identifiers(content: CatalogueContent, records: set[str]) -> Iterator[Missed]:
    """Yield the identifiers that a file uses and that the file of their definitions lacks."""
    hosts = {host for occupation in content.occupations for host in occupation.acteurs}
    occupations = {occupation.id for occupation in content.occupations}
    yield from _none_of("acteurs de métiers absents des fiches", hosts - records)
    yield from _none_of("fiches jugées absentes", set(content.judged_records) - records)
    yield from _none_of("métiers jugés absents", set(content.judged_occupations) - occupations)


def _missed_records(expected: RecordExpectations, content: CatalogueContent) -> Iterator[Missed]:
    flawed = sum(bool(finding.remarks) for finding in content.audit.findings)
    doubtful = len(content.audit.doubtful)
    absent = set(expected.identifiants) - {record.id for record in content.records}
    yield from _at_least("fiches", len(content.records), expected.au_moins)
    yield from _at_most("fiches à reprendre", flawed, expected.a_reprendre_au_plus)
    yield from _at_most("fiches à revérifier", doubtful, expected.a_reverifier_au_plus)
    for identifier in sorted(absent):
        yield Missed(f"fiche « {identifier} »", "absente", "présente")


def _codes(record: AnyRecord, field: CodedField) -> set[str]:
    """Return the codes of a record in a field that holds one or several."""
    value = getattr(record, field)
    return {value} if isinstance(value, str) else set(value)


def _missed_counts(expected: CountExpectation, content: CatalogueContent) -> Iterator[Missed]:
    records = [
        _codes(record, expected.champ)
        for record in content.records
        if expected.type in (None, record.type)
    ]
    codes = expected.codes or _all_codes(expected.champ, content.thesaurus)
    groups = [tuple(codes)] if expected.ensemble else [(code,) for code in codes]
    kind = f" de type {expected.type}" if expected.type else ""
    for group in groups:
        count = sum(bool(held & set(group)) for held in records)
        subject = f"fiches{kind}, {expected.champ} : {' ou '.join(group)}"
        yield from _at_least(subject, count, expected.au_moins)


def _all_codes(field: CodedField, thesaurus: Thesaurus) -> tuple[str, ...]:
    """Return all the codes that a field may hold."""
    lists = {
        "type": ref.TYPES,
        "familles": ref.FAMILLES,
        "territoires": ref.TERRITOIRES,
        "publics": ref.PUBLICS,
    }
    return tuple(thesaurus.needs) if field == "besoins" else tuple(lists[field].labels)


def _missed_needs(expected: ThesaurusExpectations, thesaurus: Thesaurus) -> Iterator[Missed]:
    needs = thesaurus.needs.values()
    yield from _at_least("besoins", len(needs), expected.au_moins)
    for language in expected.langues:
        few = [need for need in needs if _phrasings(need, language) < expected.traductions_au_moins]
        yield from _none_of(
            f"besoins de moins de {expected.traductions_au_moins} traductions ({language})",
            (need.id for need in few),
        )
    if expected.tous_les_services:
        answered = {service for need in needs for service in need.services_mediation}
        yield from _none_of(
            "services de la médiation numérique sans besoin",
            set(ref.SERVICES_MEDIATION.labels) - answered,
        )


def _phrasings(need: NeedEntry, language: OtherLanguage) -> int:
    """Count the different phrasings of a need in a language."""
    return len(set(need.traductions.get(language, ())))


def _missed_occupations(
    expected: OccupationExpectations, occupations: Sequence[Occupation]
) -> Iterator[Missed]:
    types = {occupation.type for occupation in occupations}
    families = {family for occupation in occupations for family in occupation.familles}
    yield from _at_least("métiers", len(occupations), expected.au_moins)
    yield from _none_of("types de métiers absents", set(expected.types) - types)
    if expected.toutes_les_familles:
        yield from _none_of("familles sans métier", set(ref.FAMILLES.labels) - families)
    for field in expected.champs_remplis:
        empty = (item.id for item in occupations if not getattr(item, field, None))
        yield from _none_of(f"métiers sans {field}", empty)
    for occupation in occupations:
        yield from _missed_skills(expected, occupation)


def _missed_skills(expected: OccupationExpectations, occupation: Occupation) -> Iterator[Missed]:
    """Yield the expectations on skills and words that an occupation does not meet."""
    subject = f"métier « {occupation.id} »"
    labels = [skill.libelle for skill in occupation.competences]
    levels = {skill.niveau for skill in occupation.competences}
    words = len((occupation.description or "").split())
    yield from _none_of(f"{subject}, compétences répétées", _repeated(labels))
    yield from _within(f"{subject}, compétences", len(labels), expected.competences)
    yield from _within(f"{subject}, mots de la description", words, expected.mots)
    for level in sorted(set(expected.niveaux) - levels):
        yield Missed(f"{subject}, compétences de niveau {level}", "0", "au moins 1")


def _within(subject: str, count: int, bounds: Bounds | None) -> Iterator[Missed]:
    if bounds is not None and not bounds[0] <= count <= bounds[1]:
        yield Missed(subject, str(count), f"de {bounds[0]} à {bounds[1]}")
