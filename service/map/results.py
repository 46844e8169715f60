"""Results of a search as the map shows them: where each one is, its theme, its price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.locations.models import Location, Precision
from index.places.models import Place
from index.places.service_areas import seat_only
from index.records.models import AnyRecord
from index.search.results import Group, Hit, NearbyPlace
from index.taxonomy.thesaurus import Thesaurus
from service.map.pins import MapPoint
from service.presentation.distances import situation
from service.presentation.i18n import translated
from service.presentation.location_card import hit_situation
from service.presentation.result_card import price_in_words

ELSEWHERE = frozenset(
    {"autres-outre-mer", "belgique", "canada", "europe", "luxembourg", "monde", "suisse"}
)
"""Codes of the territories, served by records, that the map of France does not show."""


@dataclass(frozen=True)
class MapResult:
    """A search result, on the map and in the list beside it.

    rank: in the results, from 1; record: the organisation, programme or published need; situation:
    where it is from the place of the query, in words, empty when unknown; near: whether it is
    near that place, so that the map shows it first; True for a record shown alone; location: its
    nearest one, None when it has none there; theme: identifier of the theme of its first need,
    whose pictogram is drawn, "" for none; precision: of the point of the record, None if unknown.
    """

    rank: int
    record: AnyRecord
    situation: str = ""
    near: bool = False
    location: Location | None = None
    theme: str = ""
    precision: Precision | None = None

    @property
    def is_vague(self) -> bool:
        """Return whether its point is only the centre of its commune, its address being unknown."""
        precision = self.location.precision if self.location else self.precision
        return precision is Precision.COMMUNE

    @property
    def point(self) -> MapPoint | None:
        """Return where the result is on the map; None when it has no coordinates of its own.

        It is where its nearest location is. The coordinates of the head office of a national
        record, without street, do not count.
        """
        at, record = self.location, self.record
        if at is not None:
            where = at.latitude, at.longitude
            return MapPoint(self.rank, at.nom, *where, self.theme, self.is_vague)
        if record.latitude is None or record.longitude is None or self.is_seat:
            return None
        where = record.latitude, record.longitude
        return MapPoint(self.rank, record.nom, *where, self.theme, self.is_vague)

    @property
    def is_seat(self) -> bool:
        """Return whether the town of the record is only that of a head office.

        It is when the record serves a whole country and has no street address.
        """
        return seat_only(self.record)

    @property
    def is_away(self) -> bool:
        """Return whether the record names only places outside the map of France.

        False when it has coordinates, and when it names no place.
        """
        record = self.record
        territories = set(record.territoires)
        if record.latitude is not None or record.code_insee or not territories <= ELSEWHERE:
            return False
        return bool(record.commune) if self.is_seat else bool(territories)

    @property
    def is_anywhere(self) -> bool:
        """Return whether people can use it from anywhere: at a distance, or in the whole country.

        A national record counts when it has no street address.
        """
        return self.is_seat or "a-distance" in self.record.modes_accueil

    @property
    def price(self) -> str:
        """Return the price of its place, else of the record, in words; "" when it is not known."""
        return price_in_words(self.record, self.location)


def map_result(hit: Hit, place: Place | None, thesaurus: Thesaurus) -> MapResult:
    """Describe a hit for the map, at its nearest location if it has one there.

    Args:
        hit: the hit.
        place: searched; None for none.
        thesaurus: gives the theme of the record.

    Returns:
        The result, at the nearest of its locations whose address is known; else at the nearest.
    """
    near = _addressed(hit.locations)
    return MapResult(
        hit.rank,
        hit.record,
        _situation(hit, near, place),
        hit.group is Group.NEAR,
        None if near is None else near.location,
        thesaurus.theme_of(hit.record.besoins),
        hit.precision,
    )


def _addressed(locations: Sequence[NearbyPlace]) -> NearbyPlace | None:
    """Return the first location whose address is known, else the first; None without any."""
    known = (near for near in locations if near.location.precision is not Precision.COMMUNE)
    return next(known, locations[0] if locations else None)


def _situation(hit: Hit, near: NearbyPlace | None, place: Place | None) -> str:
    """Return where a hit is from the place searched, in the language of the page."""
    if place is None or near is None:
        return translated(hit_situation(hit, place))
    at = near.location
    return translated(situation(near.km, at.precision, at.commune, at.code_insee or "", place))
