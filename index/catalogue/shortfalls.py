"""Shortfalls: the rules and the figures of `attentes.toml` that a catalogue does not meet."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from index.catalogue.audit import Audit
from index.catalogue.expectations import (
    Bounds,
    CodedField,
    CountExpectation,
    Expectations,
    OccupationExpectations,
    RecordExpectations,
    ThesaurusExpectations,
)
from index.catalogue.rules import RULES
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.taxonomy.occupations import Occupation
from index.taxonomy.thesaurus import NeedEntry, Thesaurus

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


@dataclass(frozen=True)
class CatalogueContent:
    """All the data of a catalogue that is compared with the expectations of its operator.

    records: all of them, in the order of their file; audit: their defects; thesaurus: the list of
    needs; texts: name of a file -> its raw text; occupations: all of them; judged_records,
    judged_occupations: identifiers of the records and of the occupations that the judged queries
    and profiles of the evaluation expect as results; broken: code of a rule of records ->
    identifiers of those that break it.
    """

    records: Sequence[AnyRecord]
    audit: Audit
    thesaurus: Thesaurus
    texts: Mapping[str, str]
    occupations: Sequence[Occupation] = ()
    judged_records: Collection[str] = ()
    judged_occupations: Collection[str] = ()
    broken: Mapping[str, Sequence[str]] = field(default_factory=dict)


def missed_expectations(expectations: Expectations, content: CatalogueContent) -> list[Missed]:
    """Return the rules and figures that a catalogue does not meet; an empty list when it meets all.

    The rules are those of consistency of any catalogue (no repeated name, identifiers that exist…);
    the figures are those of `expectations`. content: the files of the catalogue, once read.
    """
    return [
        *_inconsistencies(content),
        *_broken_rules(expectations.exceptions, content.broken),
        *_missed_records(expectations.fiches, content),
        *(missed for count in expectations.effectifs for missed in _missed_counts(count, content)),
        *_missed_needs(expectations.besoins, content.thesaurus),
        *_missed_occupations(expectations.metiers, content.occupations),
    ]


def _broken_rules(
    exceptions: Mapping[str, int | Sequence[str]], broken: Mapping[str, Sequence[str]]
) -> Iterator[Missed]:
    """Yield the rules that records break without being exceptions, and the useless exceptions."""
    for code, identifiers in broken.items():
        accepted, subject = exceptions.get(code, ()), f"fiches {RULES[code].label} ({code})"
        if isinstance(accepted, int):
            yield from _at_most(subject, len(identifiers), accepted)
        else:
            yield from _none_of(subject, set(identifiers) - set(accepted))
    for code, accepted in exceptions.items():
        if not isinstance(accepted, int):
            unused = set(accepted) - set(broken.get(code, ()))
            yield from _none_of(f"exceptions inutiles ({code})", unused)


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


def _phrasings(need: NeedEntry, language: str) -> int:
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
    for name in expected.champs_remplis:
        empty = (item.id for item in occupations if not getattr(item, name, None))
        yield from _none_of(f"métiers sans {name}", empty)
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
