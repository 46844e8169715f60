"""Card of a location: what a page says of a place to go to, in a few short texts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from index.locations.models import Location, Precision
from index.places.models import Place, Point
from index.places.proximity import distance_km
from index.records.models import AnyRecord
from index.search.results import Hit, NearbyPlace
from index.search.retriever import Retriever
from service.presentation.contacts import (
    Contact,
    contacts_of,
    location_contacts,
    postal_address,
    town_of,
)
from service.presentation.distances import situation
from service.presentation.evidence import location_caution, record_caution
from service.presentation.formatting import open_in_words
from service.presentation.i18n import translated
from service.presentation.opening import hours_in_words


@dataclass(frozen=True)
class LocationCard:
    """A place to go to, in the words of a page: a location, or the place of a record.

    id: of the location, "" for the place of a record; name; network: record that the location
    belongs to, None for the place of a record; address: in one line; town: its postal code and
    commune; situation: where it is from the place searched, "" without one; contacts: the quickest
    first; now: whether it is open and until when; today: opening hours of the day, "" when it is
    closed; hours: its opening hours in the syntax of OpenStreetMap; caution: what
    to notice before going, such as « Source ancienne ». Texts are "" when unknown.
    """

    id: str
    name: str
    network: AnyRecord | None
    address: str
    town: str
    situation: str
    contacts: tuple[Contact, ...]
    now: str
    today: str
    hours: str
    caution: str

    @property
    def phone(self) -> Contact | None:
        """Return the telephone, None when it is unknown."""
        return self.contact("telephone")

    def contact(self, kind: str) -> Contact | None:
        """Return the contact of a kind, such as "courriel"; None when it is unknown."""
        return next((way for way in self.contacts if way.kind == kind), None)

    @property
    def is_silent(self) -> bool:
        """Return True when neither a contact nor opening hours are known."""
        return not (self.contacts or self.now or self.today)


def location_card(
    retriever: Retriever,
    near: NearbyPlace,
    moment: datetime,
    place: Place | None = None,
) -> LocationCard:
    """Describe a location for a page.

    Args:
        retriever: gives its network and its opening hours.
        near: the location, its row and its distance.
        moment: of the request, with its time zone.
        place: searched; None for none.

    Returns:
        The card, whose texts are in the language of the page.
    """
    location, hours = near.location, retriever.locations.hours
    where = ""
    if place is not None:
        where = situation(
            near.km, location.precision, location.commune, location.code_insee or "", place
        )
    address, where = address_and_situation(location, where)
    return LocationCard(
        id=location.id,
        name=location.nom,
        network=retriever.record(location.reseau) if location.reseau in retriever.rows else None,
        address=address,
        town=town_of(location),
        situation=translated(where),
        contacts=location_contacts(location),
        now=open_in_words(hours.status(near.row, moment), moment),
        today=hours_in_words(hours.day(near.row, moment) or ()),
        hours=location.horaires_accueil or "",
        caution=location_caution(location),
    )


def distant(near: NearbyPlace, place: Place | None) -> NearbyPlace:
    """Return a location with its distance to a place; as it is when the place has no point."""
    if place is None or place.point is None:
        return near
    point = Point(near.location.latitude, near.location.longitude)
    return replace(near, km=distance_km(place.point, point))


def record_card(
    retriever: Retriever, hit: Hit, moment: datetime, place: Place | None
) -> LocationCard:
    """Describe, as a place to go to, a result that has no location: its own address and hours.

    Args:
        retriever: gives its opening hours.
        hit: the result.
        moment: of the request, with its time zone.
        place: searched; None for none.

    Returns:
        The card; its name is that of the record.
    """
    record, row = hit.record, retriever.rows[hit.record.id]
    address, where = address_and_situation(record, hit_situation(hit, place))
    return LocationCard(
        id="",
        name=record.nom,
        network=None,
        address=address,
        town=town_of(record),
        situation=translated(where),
        contacts=contacts_of(record),
        now=open_in_words(retriever.hours.status(row, moment), moment),
        today=hours_in_words(retriever.hours.day(row, moment) or ()),
        hours=record.horaires_accueil or "",
        caution=record_caution(record),
    )


def hit_situation(hit: Hit, place: Place | None) -> str:
    """Return where the record of a result is from the place searched, in French words.

    "" without a place, or when its distance is unknown.
    """
    return record_situation(hit.record, hit.distance_km, hit.precision, place)


def record_situation(
    record: AnyRecord, km: float | None, precision: Precision | None, place: Place | None
) -> str:
    """Return where a record itself is from the place searched, in French words.

    Args:
        record: whose commune is named.
        km: kilometres to its point, None when unknown.
        precision: of that point, None without one.
        place: searched; None for none.

    Returns:
        The words, "" without a place, or when the distance is unknown.
    """
    if place is None or km is None:
        return ""
    return situation(km, precision, record.commune or "", record.code_insee or "", place)


def address_and_situation(place: AnyRecord | Location, situation: str) -> tuple[str, str]:
    """Return the address of a place and where it is, without saying its commune twice.

    Args:
        place: a record or a location.
        situation: where it is from the place searched, in French words.

    Returns:
        (address in one line, situation): an address without a street is left out when the situation
        names the commune; a situation that is only the commune, when the address has a street.
    """
    address, commune = postal_address(place), place.commune or ""
    if not place.adresse:
        return ("" if commune and commune in situation else address), situation
    return address, "" if situation == f"à {commune}" else situation
