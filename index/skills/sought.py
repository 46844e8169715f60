"""What records seek: open needs with their last day, and the skills and missions of organisations.

A need past its last day is left out. Nothing is shown that a record does not say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.arrays import Matrix
from index.places.models import FRANCE, Place
from index.places.proximity import DEFAULT_RADIUS_KM
from index.records.models import AnyRecord, Need
from index.records.passages import Kind
from index.search.results import Situation
from index.search.retriever import Retriever
from index.skills.gatherers import situations_near


@dataclass(frozen=True)
class Sought(Situation):
    """Record that seeks help: an open need, or an organisation that says what it looks for.

    The inherited fields say how far it is from the place of the request.
    """

    record: AnyRecord


class SoughtHelp:
    """Lists what the records of one open index seek, by skill and by place."""

    def __init__(self, retriever: Retriever) -> None:
        """retriever: an open index; its encoder is needed to look for a skill only."""
        self._retriever = retriever

    def open_needs(self, skill: str, place: Place | None) -> tuple[Sought, ...]:
        """Return the open needs whose last day is not past.

        Args:
            skill: what one can do, "" for anything; its nearest first, farther ones left out.
            place: None for anywhere.

        Returns:
            The needs: those nearest to the skill first, else those that end first.

        Raises:
            EncoderUnavailable: when a skill is given, and it cannot be encoded.
        """
        content, records = self._retriever.content, self._retriever.records
        rows = [
            row
            for row in np.flatnonzero(content.table.facts["open_need"]).tolist()
            if not records[row].is_over
        ]
        rows.sort(key=lambda row: (_last_day(records[row]), records[row].id))
        if skill and rows:
            texts = content.wholes[rows]
            rows = self._nearest_first(rows, texts, self._retriever.vector(skill))
        return self._placed(rows, place)

    def organisations(self, skill: str, place: Place | None) -> tuple[Sought, ...]:
        """Return the organisations and programmes that say which skills or missions they seek.

        Args:
            skill: what one can do, "" for anything; its nearest first, farther ones left out.
            place: None for anywhere.

        Returns:
            The records: those nearest to the skill first, else the nearest to the place.

        Raises:
            EncoderUnavailable: when a skill is given, and it cannot be encoded.
        """
        content = self._retriever.content
        texts = content.passages_of_kind(Kind.SKILLS)
        rows = content.passage_facts["record"][texts]
        seeking = ~content.table.facts["open_need"][rows]
        texts, found = texts[seeking], rows[seeking].tolist()
        if skill and found:
            found = self._nearest_first(found, texts, self._retriever.vector(skill))
        placed = self._placed(found, place)
        return placed if skill or place is None else tuple(sorted(placed, key=_by_distance))

    def _nearest_first(
        self, rows: list[int], texts: NDArray[np.int64], vector: Matrix
    ) -> list[int]:
        """Return the rows of records whose text is near a vector, the nearest first."""
        cosines = self._retriever.content.vectors[texts] @ vector[0]
        least = self._retriever.calibration.skills.sought_from
        order = np.argsort(-cosines, kind="stable")
        return [rows[place] for place in order.tolist() if cosines[place] >= least]

    def _placed(self, rows: Iterable[int], place: Place | None) -> tuple[Sought, ...]:
        """Return the records that are near a place or serve it, in the same order."""
        retriever = self._retriever
        kept = list(dict.fromkeys(rows))
        wanted = np.zeros(len(retriever.records), dtype=np.bool_)
        wanted[kept] = True
        situations = situations_near(retriever, place, DEFAULT_RADIUS_KM, wanted)
        allowed = situations.located.allowed
        if place is None or place.country == FRANCE:
            allowed = allowed & ~retriever.whole.abroad
        return tuple(
            Sought(retriever.records[row], **vars(situations.of(row)))
            for row in kept
            if allowed[row]
        )


def _last_day(record: AnyRecord) -> tuple[bool, str]:
    """Return what orders needs: the first to end, then those without an end."""
    end = record.date_fin if isinstance(record, Need) else None
    return (end is None, "" if end is None else end.isoformat())


def _by_distance(sought: Sought) -> float:
    return float("inf") if sought.distance_km is None else sought.distance_km
