"""Rows of a list that a helper scans: each is a place to go to, or a record that has none.

What decides is on the row, in a few words; the rest is in its details, which are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from index.locations.models import Precision
from index.places.models import Place
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.search.results import Hit, NearbyPlace, SearchResult
from index.search.retriever import Retriever
from index.search.searcher import Searcher
from service.presentation.contacts import needs_referral
from service.presentation.distances import distance_words, shown_distance
from service.presentation.i18n import translated
from service.presentation.location_card import LocationCard, hit_situation
from service.presentation.result_card import ResultCard, result_card, shortened
from service.referral.clipping import clip
from service.referral.facts import Facts, Visit, facts_of
from service.referral.shortlist import Shortlist, address, choice_of

ROW_CHARS, NEEDED_ROW_CHARS = 90, 160
"""Most characters of a text about a record in its details, and of its hours, price and address."""
SHORT_CHARS, GIST_CHARS = 48, 72
"""Most characters of a text that stands on the row itself, such as its hours, and of a sentence."""


@dataclass(frozen=True)
class ReferralRow:
    """One place of a list shown to a helper, or one record (organisation, programme) without any.

    rank: its number in the list; facts: short texts about it; sheet: URL of the printable page
    about it; choice: how the URL of a short-list names it; networks: records that the place belongs
    to, the one that answers first, none for a record without a place; town: of the place; opening:
    whether it is open now and its hours of the day, else those of a week; distance: kilometres in
    words, "" when they are not known; card: the same result as the public list shows it, None in a
    list that the helper made.
    """

    rank: int
    facts: Facts
    sheet: str
    choice: str
    networks: Sequence[AnyRecord] = ()
    town: str = ""
    opening: str = ""
    distance: str = ""
    card: ResultCard | None = None

    @property
    def network_names(self) -> Sequence[str]:
        """Return the names of the networks, without what they say in brackets."""
        return [record.nom.partition(" (")[0] for record in self.networks]

    @property
    def gist(self) -> Sequence[tuple[str, bool]]:
        """Return one sentence about it: pieces of text, True for the words of the need."""
        return self.card.gist if self.card else ((self.facts.summary, False),)

    @property
    def short_gist(self) -> Sequence[tuple[str, bool]]:
        """Return the beginning of the sentence, for the row of a record without a network."""
        return shortened(self.gist, GIST_CHARS)

    @property
    def is_for_everyone(self) -> bool:
        """Return whether everybody may go, as the place or else the record says."""
        return not self.facts.reserved and ref.PUBLICS.universal in self.facts.record.publics

    @property
    def is_referred(self) -> bool:
        """Return whether people reach the record through a professional."""
        alone = self.facts.record.mobilisable_par == ("professionnels",)
        return alone or needs_referral(self.facts.record)

    @property
    def short_publics(self) -> str:
        """Return who it is for in a few words; "" when it is for everybody."""
        return "" if self.is_for_everyone else clip(self.facts.publics, SHORT_CHARS)

    @property
    def where(self) -> str:
        """Return how far it is; for a record without a place, else its town, else its territory.

        The town of a place stands beside its networks.
        """
        if self.distance or self.facts.place:
            return self.distance
        return self.facts.town or self._fact("lieu") or self.facts.zone

    @property
    def price(self) -> str:
        """Return the price of the place, else of its network, in a few words."""
        return self._fact("prix") or self.facts.cost

    def _fact(self, kind: str) -> str:
        """Return a fact of the card; "" when it has none of this kind."""
        facts = self.card.facts if self.card else ()
        return next((fact.text for fact in facts if fact.kind == kind), "")


def result_rows(
    result: SearchResult, where: str, need: str, searcher: Searcher
) -> list[ReferralRow]:
    """Return the rows of a page of results, one a place.

    A result whose places are all on the page already is on the row of the nearest one, which names
    the networks of its place.

    Args:
        result: the page of results.
        where: the place of the person, as the next pages read it; "" for none.
        need: identifier of the need that the next pages are about; "" when unsure.
        searcher: gives opening hours and places.

    Returns:
        The rows, in the order of the results.
    """
    moment, place, seen = datetime.now(UTC), result.understood.place, set[str]()
    rows = []
    for hit in result.hits:
        before = frozenset(seen)
        card = result_card(hit, searcher.retriever, moment, place, seen)
        if card.location is None or card.location.id not in before:
            rows.append(_result_row(card, result, where, need, searcher.retriever))
    return rows


def _result_row(
    card: ResultCard, result: SearchResult, where: str, need: str, retriever: Retriever
) -> ReferralRow:
    """Return the row of a result: its card, then what a helper must know besides."""
    hit, place = card.hit, result.understood.place
    near = _near(hit, card.location)
    if near is None:
        visit = Visit(hit.distance_km, hit_situation(hit, place))
        distance = kilometres(hit.distance_km, hit.precision, place)
    else:
        visit = Visit(near=near, location=card.location)
        distance = kilometres(near.km, near.location.precision, place)
    facts = facts_of(hit.record, ROW_CHARS, visit, NEEDED_ROW_CHARS)
    choice = choice_of(hit.record.id, facts.location)
    hours = next((fact.text for fact in card.facts if fact.kind == "heures"), "")
    return ReferralRow(
        rank=hit.rank,
        facts=facts,
        sheet=address("fiche", [choice], result.query.text, where, need),
        choice=choice,
        networks=place_networks(retriever, hit.record, near),
        town=(near and near.location.commune) or "",
        opening=_opening(card.location) or hours or clip(facts.hours, SHORT_CHARS),
        distance=distance,
        card=card,
    )


def _near(hit: Hit, at: LocationCard | None) -> NearbyPlace | None:
    """Return the location of a result that its card is about; None when it is about the record."""
    if at is None or not at.id:
        return None
    return next(near for near in hit.locations if near.location.id == at.id)


def chosen_rows(shortlist: Shortlist, searcher: Searcher) -> Iterator[ReferralRow]:
    """Yield the rows of a short-list, in order.

    shortlist: the records chosen; searcher: finds where each one is from the place of the person.
    """
    retriever, place = searcher.retriever, searcher.retriever.place_named(shortlist.place)
    visits = zip(shortlist.visits(searcher), shortlist.choices, strict=True)
    for rank, ((record, visit), choice) in enumerate(visits, start=1):
        facts, near = facts_of(record, ROW_CHARS, visit, NEEDED_ROW_CHARS), visit.near
        yield ReferralRow(
            rank=rank,
            facts=facts,
            sheet=address("fiche", [choice], "", shortlist.place),
            choice=choice,
            networks=place_networks(retriever, record, near),
            town=(near and near.location.commune) or "",
            opening=_opening(visit.location) or clip(facts.hours, SHORT_CHARS),
            distance=kilometres(near.km, near.location.precision, place) if near else "",
        )


def _opening(at: LocationCard | None) -> str:
    """Return whether a place is open now, then its hours of the day; "" when they are unknown."""
    if at is None:
        return ""
    return " · ".join(filter(None, (at.now, at.today)))


def kilometres(km: float | None, precision: Precision | None, place: Place | None) -> str:
    """Return a distance in words, without the town that it is measured from.

    Args:
        km: kilometres to a point; None when unknown.
        precision: of that point; None without one.
        place: searched; None for none.

    Returns:
        Such as "à 3 km"; "" without a place, in an area, or for a point that is only the centre of
        a commune and near.
    """
    if place is None or place.is_area or km is None or shown_distance(km, precision) is None:
        return ""
    return translated(distance_words(km))


def place_networks(
    retriever: Retriever, record: AnyRecord, near: NearbyPlace | None
) -> list[AnyRecord]:
    """Return the records that a location belongs to, also under its name in another list.

    Args:
        retriever: gives records and locations.
        record: that answers, which comes first.
        near: the location; None for none.

    Returns:
        The records; none without a location.
    """
    if near is None:
        return []
    rows = [retriever.locations.row_of(other) for other in near.location.meme_lieu]
    places = [near.location, *(retriever.locations[row] for row in rows if row is not None)]
    names = dict.fromkeys((record.id, *(name for each in places for name in each.networks)))
    return [retriever.record(name) for name in names if name in retriever.rows]
