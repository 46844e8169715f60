"""Passages: the short texts cut from a record, searched and shown as the reason of a hit.

One passage has one subject (purpose, one service, audience…): the vector of a long text dilutes
its meaning. The artefact holds the version of the templates: raise it when a template changes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum, auto

from index.records import code_lists as ref
from index.records.models import AnyRecord

TEMPLATE_VERSION = 2
CHUNK_MAX_WORDS = 45
"""Words beyond which a description is cut, between two sentences, into several passages, and up to
which the whole text of a brief record is its only passage."""

SEPARATOR = " ; "
"""Separator of the names listed in one passage: services, needs or skills of a record."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÖØ-Ý0-9«])")


class Kind(StrEnum):
    """Subject of a passage, a short text cut from a record (its name, one of its services…)."""

    NAME = auto()
    PURPOSE = auto()
    SERVICE = auto()
    NEED = auto()
    OTHER_LANGUAGE = auto()
    PUBLIC = auto()
    SKILLS = auto()
    OCCUPATION = auto()
    QUESTION = auto()
    WHOLE = auto()


@dataclass(frozen=True)
class Passage:
    """Short text cut from a record, encoded as one vector and searched on its own.

    row: position of the record in the index, from 0; kind: subject of the text; text: as
    displayed; context: name of the record, put before the text when it is encoded, so that "Elle
    les revend à petit prix" keeps its subject; empty when the text needs none.
    """

    row: int
    kind: Kind
    text: str
    context: str = ""

    @property
    def indexed_text(self) -> str:
        """Text that is encoded and indexed: "context : text", or the text when no context."""
        return f"{self.context} : {self.text}" if self.context else self.text


def sentences(text: str) -> list[str]:
    """Split a text into its sentences, in order: "Un. Deux." -> ["Un.", "Deux."]."""
    return [part for part in _SENTENCE_END.split(text.strip()) if part]


def chunks(text: str, max_words: int = CHUNK_MAX_WORDS) -> list[str]:
    """Split a text between sentences into consecutive parts of at most `max_words` words.

    A sentence that is longer than that is not cut: it makes a part alone.
    """
    parts: list[list[str]] = []
    count = 0
    for sentence in sentences(text):
        words = len(sentence.split())
        if not parts or count + words > max_words:
            parts.append([])
            count = 0
        parts[-1].append(sentence)
        count += words
    return [" ".join(part) for part in parts]


def _title(record: AnyRecord) -> str:
    return f"{record.nom} ({record.sigle})" if record.sigle else record.nom


def _audience(record: AnyRecord) -> str:
    """Return the audience, fees and ways of access in one sentence, from the coded fields."""
    parts = []
    if record.publics:
        parts.append("Pour : " + ", ".join(ref.PUBLICS.label(code) for code in record.publics))
    if record.prise_en_charge:
        labels = (ref.PRISE_EN_CHARGE.label(code) for code in record.prise_en_charge)
        parts.append("Prise en charge : " + ", ".join(labels))
    if record.frais:
        parts.append(ref.FRAIS.label(record.frais))
    parts += [text for text in (record.frais_precisions, record.conditions_acces) if text]
    if record.modes_accueil:
        labels = (ref.MODES_ACCUEIL.label(code) for code in record.modes_accueil)
        parts.append(", ".join(labels))
    return ". ".join(part.rstrip(".") for part in parts) + "." if parts else ""


def _place(record: AnyRecord) -> str:
    labels = [ref.TERRITOIRES.label(code) for code in record.territoires]
    return ", ".join([record.commune, *labels] if record.commune else labels)


def _services(record: AnyRecord) -> Iterator[str]:
    """Yield the text of each service; those that only have a name share one text."""
    for service in record.services:
        if service.description:
            yield from chunks(f"{service.nom}. {service.description}")
    names = [service.nom for service in record.services if not service.description]
    if names:
        yield SEPARATOR.join(dict.fromkeys(names))


def passages_of(
    record: AnyRecord, row: int, label: Callable[[str], str] = str
) -> Iterator[Passage]:
    """Yield the passages of a record: the short texts that are encoded and searched.

    Args:
        record: an organisation, a programme or an open need.
        row: its position in the index, from 0.
        label: from the identifier of a need in the thesaurus, returns the label to index; by
            default, the identifier itself.

    Yields:
        Its name and place, the parts of its description, its services, the needs that it meets, its
        audience, the skills that it seeks, then all of these but the audience in one text; last,
        how people ask for it, one text a question. Those that would be empty are left out. A brief
        record, which says so little that one text holds it, has no other but its audience.
    """
    name = _name(record)
    needs = SEPARATOR.join(label(identifier) for identifier in record.besoins)
    wanted = [*record.competences_recherchees, *record.missions]
    services = (service.nom for service in record.services)
    whole = " ".join(filter(None, [name, record.description, *services, needs, *wanted]))
    audience = _audience(record)
    if not _is_brief(record, whole):
        yield Passage(row, Kind.NAME, name)
        for chunk in chunks(record.description):
            yield Passage(row, Kind.PURPOSE, chunk, record.nom)
    for service in _services(record):
        yield Passage(row, Kind.SERVICE, service, record.nom)
    if needs:
        yield Passage(row, Kind.NEED, needs, record.nom)
    if audience:
        yield Passage(row, Kind.PUBLIC, audience, record.nom)
    if wanted:
        yield Passage(row, Kind.SKILLS, "Recherche : " + SEPARATOR.join(wanted), record.nom)
    yield Passage(row, Kind.WHOLE, whole)
    for question in record.questions:
        yield Passage(row, Kind.QUESTION, question)


def _name(record: AnyRecord) -> str:
    """Return the name, the families and the place of a record in one sentence."""
    families = ", ".join(ref.FAMILLES.label(code) for code in record.familles)
    return ". ".join(part for part in (_title(record), families, _place(record)) if part) + "."


def _is_brief(record: AnyRecord, whole: str) -> bool:
    """Return whether the whole text of a record is short, and says a name and a purpose only."""
    more = (record.services, record.besoins, record.competences_recherchees, record.missions)
    return not any((*more, record.questions)) and len(whole.split()) <= CHUNK_MAX_WORDS
