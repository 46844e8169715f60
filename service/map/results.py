"""Results of a search as the map shows them: where each one is, its theme, its price."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from index.locations.models import Location, Precision
from index.places.service_areas import seat_only
from index.records.models import AnyRecord
from index.search.results import Group, SearchResult
from index.search.retriever import Retriever
from index.taxonomy.thesaurus import Thesaurus
from service.map.pins import MapPoint
from service.presentation.i18n import gettext
from service.presentation.result_card import ResultCard, price_in_words
from service.search.groups import result_groups
from service.search.parameters import SearchParameters

ELSEWHERE = frozenset(
    {"autres-outre-mer", "belgique", "canada", "europe", "luxembourg", "monde", "suisse"}
)
"""Codes of the territories, served by records, that the map of France does not show."""
LIST_SIZE = int(SearchParameters.model_fields["size"].default)
"""Results on one page of their list, which are put in order together."""


@dataclass(frozen=True)
class MapResult:
    """A search result, on the map and in the list beside it.

    rank: its place in the list of results, from 1; record: the organisation, programme or published
    need; where: where it is, as its card says, in the language of the page, "" when unknown; near:
    whether it is near the place searched, so that the map shows it first; True for a record shown
    alone; location: that of its card, None when it has none there; theme: identifier of the theme
    of its first need, whose pictogram is drawn, "" for none; precision: of the point of the record,
    None if unknown.
    """

    rank: int
    record: AnyRecord
    where: str = ""
    near: bool = False
    location: Location | None = None
    theme: str = ""
    precision: Precision | None = None

    @property
    def name(self) -> str:
        """Return the name of the place to go to, else of the record: the title of its card."""
        return self.location.nom if self.location else self.record.nom

    @property
    def is_vague(self) -> bool:
        """Return whether its point is only the centre of its commune, its address being unknown."""
        precision = self.location.precision if self.location else self.precision
        return precision is Precision.COMMUNE

    @property
    def point(self) -> MapPoint | None:
        """Return where the result is on the map; None when it has no coordinates of its own.

        It is where the location of its card is. The coordinates of the head office of a national
        record, without street, do not count.
        """
        at, record = self.location, self.record
        if at is not None:
            where = at.latitude, at.longitude
            return MapPoint(self.rank, self.name, *where, self.theme, self.is_vague)
        if record.latitude is None or record.longitude is None or self.is_seat:
            return None
        where = record.latitude, record.longitude
        return MapPoint(self.rank, self.name, *where, self.theme, self.is_vague)

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


def map_results(
    result: SearchResult, retriever: Retriever, moment: datetime, thesaurus: Thesaurus
) -> list[MapResult]:
    """Describe the results of a page for the map.

    Args:
        result: the page of results.
        retriever: gives the opening hours.
        moment: of the request, with its time zone.
        thesaurus: gives the theme of each record.

    Returns:
        The results, each at the place of its card, in the order in which the list of results shows
        them on its pages, which are shorter; their numbers are their places in that order.
    """
    before = (result.query.page - 1) * result.query.size
    cards = [
        card
        for start in range(0, len(result.hits), LIST_SIZE)
        for group in result_groups(
            replace(result, hits=result.hits[start : start + LIST_SIZE]), retriever, moment
        )
        for card in group.cards
    ]
    return [_map_result(before + rank, card, thesaurus) for rank, card in enumerate(cards, 1)]


def _map_result(rank: int, card: ResultCard, thesaurus: Thesaurus) -> MapResult:
    """Describe a result for the map, from its card."""
    hit, shown = card.hit, card.location.id if card.location else ""
    locations = (near.location for near in hit.locations)
    return MapResult(
        rank,
        hit.record,
        next((fact.text for fact in card.facts if fact.kind == "lieu"), ""),
        hit.group is Group.NEAR,
        next((location for location in locations if location.id == shown), None),
        thesaurus.theme_of(hit.record.besoins),
        hit.precision,
    )


def town_in_words(record: AnyRecord) -> str:
    """Return the commune of a record, said to be that of its head office when it is only that."""
    town = record.commune or ""
    return gettext("Siège : %(town)s") % {"town": town} if town and seat_only(record) else town
