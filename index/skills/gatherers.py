"""Gatherers: the records that gather people who would take a mission, such as volunteers.

They are found by the needs that they declare: who helps people to find a volunteer mission knows
volunteers. No record is named here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from index.arrays import Mask
from index.places.models import FRANCE, Place
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.search.results import Situation
from index.search.retriever import Retriever
from index.search.situation import Situations
from index.taxonomy.occupations import Occupation

GATHERING: Mapping[str, tuple[str, ...]] = {
    "benevolat": ("engagement--trouver-mission", "association--benevoles-gestion"),
    "emploi": ("emploi--emploi-ess", "emploi--cv-candidature", "emploi--jeunes-sans-diplome"),
    "insertion": ("emploi--insertion-chantier", "emploi--jeunes-sans-diplome"),
    "volontariat": ("emploi--service-civique", "engagement--jeunes-engagement"),
    "mecenat": ("appui--mecenat-competences", "engagement--mecenat-entreprise"),
    "formation": ("emploi--metiers-numerique-formation", "emploi--reconversion"),
}
"""Way to take part -> identifiers of the needs that who gathers such people declares."""
VOLUNTEERING = "benevolat"
SKILLED = ("association--aide-experts-benevoles", "engagement--benevole-developpeur")
"""Needs declared by who gathers volunteers of a profession: developers, accountants…"""
SKILLED_DOMAINS = ("E", "M")
"""First letters of the ROME codes of these professions: communication, support of organisations."""
SHOWN, LEAST_SHOWN, MOST_SHOWN = 12, 4, 6
"""Records of all ways together, and of one way, at most: the fewer the ways, the more of each."""


@dataclass(frozen=True)
class Gatherer(Situation):
    """Record that gathers people who could take a mission.

    needs: identifiers of the needs that say so, among those that it declares. The inherited fields
    say how far it is from the place of the mission.
    """

    record: AnyRecord
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Gathering:
    """Records that gather people for one way to take part, best first.

    way: code of `code_lists.VOIES`; gatherers: the records, at least one.
    """

    way: str
    gatherers: tuple[Gatherer, ...]


class Gatherers:
    """Finds who gathers people for a mission, over one open index."""

    def __init__(self, retriever: Retriever) -> None:
        """retriever: an open index."""
        self._retriever = retriever

    def around(
        self,
        ways: Iterable[str],
        occupations: Sequence[Occupation],
        place: Place | None,
        radius_km: float,
    ) -> tuple[Gathering, ...]:
        """Return who gathers people for each way to take part, near a place.

        Args:
            ways: codes of `code_lists.VOIES`, in the order wanted.
            occupations: those that the mission resembles, best first.
            place: of the mission; None for none.
            radius_km: kilometres around the place.

        Returns:
            The records, for each way that has some.
        """
        asked = {way: GATHERING[way] for way in ways}
        if VOLUNTEERING in asked and is_profession(occupations):
            asked[VOLUNTEERING] += SKILLED
        most = min(MOST_SHOWN, max(LEAST_SHOWN, SHOWN // max(len(asked), 1)))
        found = (
            Gathering(way, self._declaring(needs, place, radius_km)[:most])
            for way, needs in asked.items()
        )
        return tuple(gathering for gathering in found if gathering.gatherers)

    def _declaring(
        self, needs: Sequence[str], place: Place | None, radius_km: float
    ) -> tuple[Gatherer, ...]:
        """Return the records that declare some needs: most of them first, then the nearest."""
        whole = self._retriever.whole
        declared = np.array([whole.declaring(need) for need in needs])
        counts = declared.sum(axis=0)
        situations = situations_near(self._retriever, place, radius_km, counts > 0)
        located = situations.located
        wanted = (counts > 0) & located.allowed & whole.contactable
        if place is None or place.country == FRANCE:
            wanted &= ~whole.abroad
        rows = np.flatnonzero(wanted).tolist()
        records = self._retriever.records
        rows.sort(
            key=lambda row: (-counts[row], -located.nearness[row], not _is_national(records[row]))
        )
        return tuple(
            Gatherer(
                records[row],
                tuple(need for need, mask in zip(needs, declared, strict=True) if mask[row]),
                **vars(situations.of(row)),
            )
            for row in rows[:MOST_SHOWN]
        )


def is_profession(occupations: Sequence[Occupation]) -> bool:
    """Return whether the best of some occupations is a profession that volunteers offer to others.

    Its ROME code tells; False without any occupation.
    """
    return bool(occupations) and (occupations[0].code_rome or "").startswith(SKILLED_DOMAINS)


def ways_of(occupations: Iterable[Occupation], known: Collection[str]) -> tuple[str, ...]:
    """Return the ways to take part in some occupations, the most frequent first.

    known: codes of the ways to keep, in the order of those as frequent.
    """
    each = [way for occupation in occupations for way in occupation.voies]
    return tuple(sorted((way for way in known if way in each), key=lambda way: -each.count(way)))


def situations_near(
    retriever: Retriever, place: Place | None, radius_km: float, wanted: Mask
) -> Situations:
    """Return the situations of all the records from a place.

    Args:
        retriever: an open index.
        place: None for none.
        radius_km: kilometres around it, widened until one of the wanted records is within it.
        wanted: (n records,) bool.

    Returns:
        The situations, by row.
    """
    whole = retriever.whole
    nearest = whole.nearest(place)
    located = whole.locate(place, radius_km, wanted, nearest.distances)
    return Situations(retriever, whole, place, located, nearest)


def _is_national(record: AnyRecord) -> bool:
    return ref.TERRITOIRES.universal in record.territoires
