"""Teaching: for a skill that somebody lacks, the records that teach it.

A record teaches by a service of type "formation" or "atelier". The skill is compared with the text
of the service, by the embeddings that the index holds already: nothing is encoded.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from index.places.models import Place
from index.records.models import AnyRecord
from index.records.passages import Kind
from index.search.retriever import Retriever
from index.skills.nearby import nearby
from index.skills.recommender import Host

TEACHES = frozenset({"atelier", "formation"})
"""Types of services that teach."""
TAUGHT_FROM = 0.83
"""Cosine of a skill with a service from which the service may teach it."""
LOOKED_AT = 60
"""Nearest services that are looked at for one skill: most services do not teach."""
NEAREST = 5
"""Records that teach a skill among which the nearest to a place is chosen."""


@dataclass(frozen=True)
class Lesson:
    """A record that teaches a skill.

    host: the record, and how far it is; service: name of the service that teaches.
    """

    host: Host
    service: str


class Teaching:
    """Finds the records of an index that teach a skill; safe between threads."""

    def __init__(self, retriever: Retriever) -> None:
        """retriever: an open index; its encoder is not used."""
        self._retriever = retriever
        self._services = retriever.content.passages_of_kind(Kind.SERVICE)
        self._vectors = retriever.content.vectors[self._services]

    def lesson(self, skill: str, place: Place | None = None) -> Lesson | None:
        """Return who teaches a skill: the nearest in meaning or, near a place, the closest.

        Args:
            skill: label of a skill that an occupation of the index requires.
            place: the place looked for; None for anywhere.

        Returns:
            A record and its service; None when no record teaches the skill near the place, or when
            no occupation of the index requires it.
        """
        taught = self._taught(skill)
        found = nearby(self._retriever, place, list(taught))
        if not found:
            return None
        return Lesson(found[0], taught[self._retriever.rows[found[0].record.id]])

    def _taught(self, skill: str) -> dict[int, str]:
        """Return the rows of the records that teach a skill -> the service, nearest first."""
        occupations = self._retriever.content.occupations
        row = occupations.place.get(skill)
        if row is None:
            return {}
        cosines = self._vectors @ occupations.vectors[row]
        found: dict[int, str] = {}
        for position in np.argsort(-cosines, kind="stable")[:LOOKED_AT]:
            if cosines[position] < TAUGHT_FROM or len(found) == NEAREST:
                break
            passage = self._retriever.content.passages[self._services[position]]
            service = _service(self._retriever.records[passage.row], passage.text)
            if service:
                found.setdefault(passage.row, service)
        return found


def _service(record: AnyRecord, text: str) -> str:
    """Return the name of the service of a record that a text tells, if it teaches; else ""."""
    for service in record.services:
        if service.type in TEACHES and text.startswith(service.nom):
            return service.nom
    return ""
