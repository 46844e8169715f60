"""Contacts and addresses of a record (an organisation or programme), for pages and assistants."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from index.locations.models import Location
from index.messages import Sentence
from index.places.service_areas import NATIONAL
from index.records import code_lists as ref
from index.records.models import AnyRecord
from service.presentation.formatting import french_phone

BOOKING_HOSTS = ("rdv", "rendez-vous", "reservation")
"""Starts of the names of hosts whose home page is one to book an appointment."""
PEOPLE = frozenset(ref.PUBLICS.labels) - ref.PUBLICS.excluded
"""Codes of the publics (whom a record is for) that are persons, and not organisations."""

_REFERRAL = re.compile(
    r"\s*(?:être orienté|sur (?:orientation|prescription)|avoir (?:un bon d'orientation|une "
    r"prescription))",
    re.IGNORECASE,
)
"""Start of the conditions of a record that nobody may come to without a professional."""


@dataclass(frozen=True)
class Contact:
    """A way to get in touch with a record (an organisation or programme of the catalogue).

    kind: "telephone", "rendez-vous" (a page to book an appointment), "site" or "courriel"
    (e-mail); address: URL of the link (https:, tel: or mailto:); text: the telephone number or
    e-mail address to show, "" for a web page.
    """

    kind: str
    address: str
    text: str = ""


def contacts_of(record: AnyRecord) -> tuple[Contact, ...]:
    """Return the ways to get in touch with an organisation or programme, the quickest first.

    The order is telephone, booking page, web site, e-mail; those that the record does not give are
    left out, so that the tuple may be empty.
    """
    return _contacts(record, record.lien_mobilisation)


def phone_line(record: AnyRecord) -> Sentence | None:
    """Return the telephone of a record as a line of a message, in French; None without one."""
    number = record.telephone
    return Sentence("Tél. %(number)s", number=french_phone(number)) if number else None


def location_contacts(location: Location) -> tuple[Contact, ...]:
    """Return the ways to get in touch with a location itself, the quickest first; maybe none."""
    return _contacts(location, location.prise_rdv)


def _is_home(address: str) -> bool:
    """Return whether an address is the home page of a site that does more than appointments."""
    parts = urlsplit(address)
    return parts.path in ("", "/") and not (parts.hostname or "").startswith(BOOKING_HOSTS)


def _contacts(place: AnyRecord | Location, booking: str | None) -> tuple[Contact, ...]:
    """Return the contacts of a record or of a location; booking: its page for appointments."""
    number, mail = place.telephone, place.courriel
    site = place.site_web
    if booking and (booking == site or _is_home(booking)):
        booking, site = None, site or booking
    contacts = (
        number and Contact("telephone", f"tel:{number}", french_phone(number)),
        booking and Contact("rendez-vous", booking),
        site and Contact("site", site),
        mail and Contact("courriel", f"mailto:{mail}", mail),
    )
    return tuple(contact for contact in contacts if isinstance(contact, Contact))


def reachable(record: AnyRecord, has_places: bool = False) -> tuple[str, ...]:
    """Return the codes of the ways to get in touch that a record declares and gives the means for.

    Its model refuses the others but "se-presenter", which needs somewhere to go here: an address
    that is no head office, or locations of the record. The tuple is empty when none is left.

    record: an organisation or a programme; has_places: whether it has locations.
    """
    modes, receives = record.modes_mobilisation, bool(record.adresse) and not is_national(record)
    return tuple(code for code in modes if code != "se-presenter" or receives or has_places)


def needs_referral(record: AnyRecord) -> bool:
    """Return whether people reach a record through a professional, who refers them.

    Professionals alone may get in touch, or the conditions begin by asking it: "Être orienté par
    un travailleur social.", "Sur prescription d'un médecin."
    """
    alone = set(record.mobilisable_par) == {"professionnels"}
    if alone and not PEOPLE.isdisjoint(record.publics):
        return True
    return _REFERRAL.match(record.conditions_acces or "") is not None


def ways_of(record: AnyRecord, has_places: bool = False) -> Iterator[str]:
    """Yield French sentences that say how to come and who may get in touch, for one record.

    For example "Sur place.", "À distance.", "Sur rendez-vous, à prendre en ligne.", "La personne
    elle-même prend contact." What the record does not say is left out, and so is that people may
    get in touch themselves, when it gives no means to.

    record: an organisation or a programme; has_places: whether it has locations.
    """
    contacts = contacts_of(record)
    if "en-presentiel" in record.modes_accueil:
        yield _on_site(record, has_places, bool(contacts))
    if "a-distance" in record.modes_accueil:
        yield Sentence("À distance.")
    if record.lien_mobilisation:
        yield Sentence("Sur rendez-vous, à prendre en ligne.")
    can_go = bool(contacts or record.adresse or has_places)
    if can_go or "usagers" not in record.mobilisable_par:
        yield from _callers(record)


def _on_site(record: AnyRecord, has_places: bool, can_ask: bool) -> Sentence:
    """Say that people are received; the address of a national record is not where."""
    if not is_national(record):
        return Sentence("Sur place.")
    if has_places or not can_ask:
        return Sentence("Sur place, dans l'un de ses lieux.")
    return Sentence("Sur place, dans l'un de ses lieux : demandez le plus proche.")


def _callers(record: AnyRecord) -> Iterator[str]:
    """Yield the sentence that says who may get in touch; none when the record does not say."""
    callers = set(record.mobilisable_par)
    if "usagers" in callers and needs_referral(record):
        yield Sentence("Un professionnel oriente la personne. Elle peut se renseigner elle-même.")
    elif callers == {"usagers", "professionnels"}:
        yield Sentence("La personne elle-même ou un professionnel peut prendre contact.")
    elif callers == {"usagers"}:
        yield Sentence("La personne elle-même prend contact.")
    elif callers and PEOPLE & set(record.publics):
        yield Sentence("Sur orientation : un professionnel prend contact pour la personne.")
    elif callers:
        yield Sentence("Un professionnel prend contact.")


def is_national(record: AnyRecord) -> bool:
    """Return whether a record serves all of France, or a wider territory.

    Its address is then that of a head office, and not a place to go to.
    """
    return not NATIONAL.isdisjoint(record.territoires)


def where_of(record: AnyRecord) -> str:
    """Return in a few words where a record is: its commune ("Lille"), "" when it is unknown.

    For a record that serves a whole country or more, it is the French name of this territory.
    """
    if is_national(record):
        return next(ref.TERRITOIRES.label(code) for code in record.territoires if code in NATIONAL)
    return record.commune or ""


def town_of(record: AnyRecord | Location) -> str:
    """Return the postal code and commune of a record or of a location: "59000 Lille".

    A missing one is left out; the text is "" when both are.
    """
    return " ".join(filter(None, (record.code_postal, record.commune)))


def place_of(record: AnyRecord) -> str:
    """Return the postal address of a record in one line: "12 rue Verte, 59000 Lille".

    What is missing is left out. The text is "" when nothing is known, or when only the commune is
    and the record serves the whole country: it is then that of a head office.
    """
    return "" if is_national(record) and not record.adresse else postal_address(record)


def postal_address(place: AnyRecord | Location) -> str:
    """Return the address of a record or of a location in one line; what is missing is left out."""
    return ", ".join(filter(None, (place.adresse, place.complement_adresse, town_of(place))))
