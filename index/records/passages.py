"""From a record to its passages: the short texts that are searched, and shown as the reason.

One passage says one thing (what it does, each service, for whom, how): one vector for a long
text dilutes it. The template version enters the artefact: change a template, raise the version.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from index.records import code_lists as ref
from index.records.models import AnyRecord

TEMPLATE_VERSION = 2
CHUNK_MAX_WORDS = 45
"""A description is cut between sentences into chunks of about this many words."""

SEPARATOR = " ; "
"""Between things said together in one passage."""

_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-ÖØ-Ý0-9«])")


class Kind(StrEnum):
    """What a passage says of its record; the value is the label shown before the reason."""

    NAME = "Nom"
    PURPOSE = "Ce que c'est"
    SERVICE = "Service"
    NEED = "Répond à"
    OTHER_LANGUAGE = "Répond à, dit dans une autre langue"
    PUBLIC = "Pour qui et comment"
    SKILLS = "Recherche"
    OCCUPATION = "Métier ou rôle"
    WHOLE = "Fiche entière"


@dataclass(frozen=True)
class Passage:
    """One text of one record.

    row: position of the record; text: what is shown; context: what the encoder and the lexical
    channels read before it, so that "Elle les revend à petit prix" keeps its subject.
    """

    row: int
    kind: Kind
    text: str
    context: str = ""

    @property
    def indexed_text(self) -> str:
        """What is encoded and indexed."""
        return f"{self.context} : {self.text}" if self.context else self.text

    @property
    def digest(self) -> str:
        """SHA-256 of what is indexed: equal digests have equal vectors."""
        return sha256(self.indexed_text.encode()).hexdigest()


def sentences(text: str) -> list[str]:
    """A text cut after each sentence."""
    return [part for part in _SENTENCE_END.split(text.strip()) if part]


def chunks(text: str, max_words: int = CHUNK_MAX_WORDS) -> list[str]:
    """A text cut between sentences into parts of about `max_words` words, never fewer than one."""
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
    """For whom and how, in one sentence, from the coded fields."""
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
    """What is said of each service; those that only have a name are said together."""
    for service in record.services:
        if service.description:
            yield from chunks(f"{service.nom}. {service.description}")
    names = [service.nom for service in record.services if not service.description]
    if names:
        yield SEPARATOR.join(dict.fromkeys(names))


def passages_of(
    record: AnyRecord, row: int, label: Callable[[str], str] = str
) -> Iterator[Passage]:
    """The passages of a record, the whole of it last.

    Args:
        record: the record.
        row: its position.
        label: the label of a need of the thesaurus, from its identifier.

    Yields:
        The passages, in the order of `Kind`.
    """
    title = _title(record)
    place = _place(record)
    families = ", ".join(ref.FAMILLES.label(code) for code in record.familles)
    name = ". ".join(part for part in (title, families, place) if part) + "."
    yield Passage(row, Kind.NAME, name)
    for chunk in chunks(record.description):
        yield Passage(row, Kind.PURPOSE, chunk, record.nom)
    for service in _services(record):
        yield Passage(row, Kind.SERVICE, service, record.nom)
    needs = SEPARATOR.join(label(identifier) for identifier in record.besoins)
    if needs:
        yield Passage(row, Kind.NEED, needs, record.nom)
    audience = _audience(record)
    if audience:
        yield Passage(row, Kind.PUBLIC, audience, record.nom)
    wanted = [*record.competences_recherchees, *record.missions]
    if wanted:
        yield Passage(row, Kind.SKILLS, "Recherche : " + SEPARATOR.join(wanted), record.nom)
    services = (service.nom for service in record.services)
    whole = [name, record.description, *services, needs, *wanted]
    yield Passage(row, Kind.WHOLE, " ".join(filter(None, whole)))
