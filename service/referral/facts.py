"""Facts of a record for a referral, as short texts that fit a list, a table or one printed page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from babel import Locale

from index.languages import FRENCH
from index.locations.models import Location
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.records.passages import sentences
from index.search.results import NearbyPlace
from service.presentation.contacts import (
    contacts_of,
    is_national,
    needs_referral,
    reachable,
    town_of,
)
from service.presentation.evidence import evidence_in_words, location_source, record_caution
from service.presentation.formatting import french_phone
from service.presentation.i18n import gettext, language, translated
from service.presentation.location_card import LocationCard, address_and_situation
from service.presentation.opening import NO_BREAK, week_in_words
from service.presentation.result_card import price_in_words
from service.referral.clipping import clip, clip_list

MOST_CHARS = 900
"""Most characters of a text about a record, wherever it is."""
KEPT_CHARS = 40
"""Characters that are kept at least of who a record is for and of its conditions."""
NEAR_KM = 30
"""Kilometres beyond which nobody is sent to the head office of a national organisation."""
MEANS = {
    "telephoner": {"telephone"},
    "envoyer-un-courriel": {"courriel"},
    "utiliser-lien-mobilisation": {"site", "rendez-vous"},
}
"""Way to get in touch -> kinds of contacts that it takes, one of which a location must have."""
MAX_TYPED_CHARS = 60
"""Characters beyond which a URL or an e-mail address is not printed: nobody would type it."""


@dataclass(frozen=True)
class Visit:
    """Where somebody would go for a record: to its own address, or to its nearest location.

    distance_km: kilometres to its own address, None when unknown; situation: the same in words, in
    French; location: its nearest location, None when it has none near; near: the same, with its
    distance; credit: who published that location, in words, "" to leave it out.
    """

    distance_km: float | None = None
    situation: str = ""
    location: LocationCard | None = None
    near: NearbyPlace | None = None
    credit: str = ""


@dataclass(frozen=True)
class Facts:
    """Short texts about a record, for a helper who sends somebody to it.

    A record is an organisation or a programme of the catalogue. Each text is in one line, and empty
    when the record does not say it.

    - summary: first sentence of the description. offers: names of the services.
    - publics: who it is for; reserved: whether the location itself says it.
    - conditions: conditions of access.
    - cost: free or not, in words; for a location, what its network usually does is told as such.
      cost_details: the price as the record writes it.
    - come: on site or remote, then how to get in touch. contact_by: who may get in touch.
    - place: name of its nearest location, whose contacts, address, hours and source are told, and
      never those of the record; location: identifier of that location. does: names of the services
      of the location itself.
    - dial: the telephone as it is dialled. mail: as people would type it; empty beyond 60
      characters. link: URL of the site, however long, else of the page to book an appointment.
    - address, town: where people are received; empty when nobody is, and for a national record,
      unless its head office is within 30 km of the person. distance: to that address, in words.
    - zone: territories served. hours: opening hours. languages: languages spoken.
    - access: support for people with specific needs, such as a disability.
    - updated: age of the record, or that it is unknown. caution: what to notice before going.
    - silent: True when the location, else the record, has no contact at all: no telephone, e-mail,
      web page nor booking link.
    """

    record: AnyRecord
    summary: str
    offers: str
    publics: str
    reserved: bool
    conditions: str
    cost: str
    cost_details: str
    come: str
    contact_by: str
    place: str
    location: str
    does: str
    dial: str
    mail: str
    link: str
    address: str
    town: str
    zone: str
    distance: str
    hours: str
    languages: str
    access: str
    updated: str
    caution: str
    silent: bool

    @property
    def phone(self) -> str:
        """Return the telephone as it is read; empty without one."""
        return french_phone(self.dial)

    @property
    def site(self) -> str:
        """Return the site as people would type it; empty beyond 60 characters."""
        return _typeable(self.link)

    @property
    def price(self) -> str:
        """Return the cost in words, then the details that the record gives; empty without both."""
        return ". ".join(filter(None, (self.cost, self.cost_details)))

    @property
    def where(self) -> str:
        """Return the address, or the territories served, then the distance."""
        return ", ".join(filter(None, (self.address or self.zone, self.distance)))

    @property
    def identifier(self) -> str:
        """Return the identifier of the place to go to: that of the location, else of the record."""
        return self.location or self.record.id

    @property
    def name(self) -> str:
        """Return the name of the place to go to: the location, else the record."""
        return self.place or self.record.nom

    @property
    def network(self) -> str:
        """Return the name of the record that the location to go to belongs to; "" without one."""
        return self.record.nom if self.place else ""

    @property
    def network_link(self) -> str:
        """Return the URL of the site of the network of a location without contact; "" else."""
        return (self.record.site_web or "") if self.place and self.silent else ""

    @property
    def network_site(self) -> str:
        """Return the same as it is typed by hand; "" when it is too long."""
        return _typeable(self.network_link)

    @property
    def path(self) -> str:
        """Return the path, in French, of the page of the place to go to."""
        return f"/lieux/{self.location}" if self.location else f"/fiches/{self.record.id}"


def facts_of(
    record: AnyRecord,
    max_chars: int = MOST_CHARS,
    visit: Visit | None = None,
    needed_chars: int = MOST_CHARS,
) -> Facts:
    """Return the short texts about a record that help to send somebody to it.

    Args:
        record: an organisation, a programme or a published need of the catalogue.
        max_chars: most characters of each text that may be cut, such as the summary; who the record
            is for and its conditions keep `KEPT_CHARS` at least.
        visit: where the person would go; None when that is unknown. Its distance is ignored when
            the record receives nobody at its address.
        needed_chars: most characters of each text that nobody can go without: the hours, the price,
            the address and the name of the place.

    Returns:
        The texts: labels of codes in the language of the page, sentences of the record in French.
    """
    visit, kept_chars = visit or Visit(), max(max_chars, KEPT_CHARS)
    at, location = visit.location, visit.near.location if visit.near else None
    services, reserved = (location.services, location.publics) if location else ((), ())
    cost, cost_details = _price(record, location, needed_chars)
    contacts = {way.kind: way.address for way in (at.contacts if at else contacts_of(record))}
    (number, mail, link), (address, town, distance) = _reach(contacts), _where(record, visit)
    return Facts(
        record=record,
        summary=clip(sentences(record.description)[0], max_chars),
        offers=clip_list([service.nom for service in record.services], max_chars, " ; "),
        publics=clip_list(_labels(reserved or record.publics, ref.PUBLICS), kept_chars),
        reserved=bool(reserved),
        conditions=clip(record.conditions_acces or "", kept_chars),
        cost=cost,
        cost_details=cost_details,
        come=clip(_come(record, contacts if at else None), max_chars),
        contact_by=_contact_by(record),
        place=clip(at.name, needed_chars) if at else "",
        location=at.id if at else "",
        does=clip_list(_labels(services, ref.SERVICES_MEDIATION), max_chars, " ; "),
        dial=number,
        mail=_typeable(mail),
        link=link,
        address=clip(address, needed_chars),
        town=town,
        zone=clip_list(_territories(record), needed_chars),
        distance=distance,
        hours=clip_list(_hours(record, at), needed_chars, " ; "),
        languages=clip_list(list(map(_language, record.langues)), max_chars),
        access=clip_list(_labels(record.prise_en_charge, ref.PRISE_EN_CHARGE), max_chars),
        updated=location_source(location, visit.credit) if location else evidence_in_words(record),
        caution=at.caution if at else record_caution(record),
        silent=not contacts,
    )


def _reach(contacts: Mapping[str, str]) -> tuple[str, str, str]:
    """Return the telephone, the mail and the site among contacts; "" for a missing one."""
    number = contacts.get("telephone", "").removeprefix("tel:")
    mail = contacts.get("courriel", "").removeprefix("mailto:")
    return number, mail, contacts.get("site") or contacts.get("rendez-vous") or ""


def _price(record: AnyRecord, at: Location | None, max_chars: int) -> tuple[str, str]:
    """Return what it costs in words, and details; both within a number of characters.

    The details are those of the record, left out for a location unless its price is the usual one.
    """
    cost = price_in_words(record, at)
    if at and (at.frais or not cost):
        return cost, ""
    room = max(max_chars - len(cost and f"{cost}. "), 0)
    return cost, clip(record.frais_precisions or "", room)


def _where(record: AnyRecord, visit: Visit) -> tuple[str, str, str]:
    """Return the address, the town and the distance in words of the place to go to."""
    at = visit.location
    if at is not None:
        return at.address, at.town, at.situation
    if not _receives(record, visit.distance_km):
        return "", "", ""
    address, situation = address_and_situation(record, visit.situation)
    return address, town_of(record), translated(situation)


def _receives(record: AnyRecord, distance_km: float | None) -> bool:
    """Return whether a record receives people at its address; a national one only counts nearby."""
    if is_national(record):
        return bool(record.adresse) and distance_km is not None and distance_km <= NEAR_KM
    return bool(record.adresse) or "en-presentiel" in record.modes_accueil


def _labels(codes: Iterable[str], labels: ref.CodeList) -> list[str]:
    """Return the labels of codes, in lower case but for the first letter of the first one."""
    words = [translated(labels.label(code)) for code in codes]
    return [*words[:1], *map(_uncapitalize, words[1:])]


def _territories(record: AnyRecord) -> list[str]:
    """Return the names of the territories of a record, with their capitals."""
    return [translated(ref.TERRITOIRES.label(code)) for code in record.territoires]


def _uncapitalize(label: str) -> str:
    return label[:1].lower() + label[1:]


def _come(record: AnyRecord, at: Collection[str] | None) -> str:
    """Return the reception modes (on site, remote), then the usable modes of contact.

    at: kinds of the contacts of the location to go to, None without a location.
    """
    reception = _labels(record.modes_accueil, ref.MODES_ACCUEIL)
    modes = reachable(record, at is not None)
    if at is not None:
        modes = tuple(code for code in modes if code not in MEANS or MEANS[code] & {*at})
    contact = _labels(modes, ref.MODES_MOBILISATION)
    return " · ".join(", ".join(labels) for labels in (reception, contact) if labels)


def _contact_by(record: AnyRecord) -> str:
    """Return the people who may make contact, in words."""
    if "usagers" in record.mobilisable_par and needs_referral(record):
        return gettext("un professionnel, ou la personne pour se renseigner")
    match sorted(record.mobilisable_par):
        case ["professionnels", "usagers"]:
            return gettext("la personne ou un professionnel")
        case ["professionnels"]:
            return gettext("un professionnel seulement")
        case ["usagers"]:
            return gettext("la personne")
        case _:
            return ""


def _typeable(address: str | None) -> str:
    """Return a URL or e-mail address as it is typed by hand; empty when it is too long for that."""
    bare = re.sub(r"^https?://(www\.)?", "", address or "").rstrip("/")
    return bare if len(bare) <= MAX_TYPED_CHARS else ""


def _language(code: str) -> str:
    """Return the name of a language, with a small first letter in French."""
    if code not in ref.LANGUES:
        return str(Locale.parse(language()).languages.get(code, code))
    name = translated(ref.LANGUES.label(code))
    return _uncapitalize(name) if language() == FRENCH else name


def _hours(record: AnyRecord, at: LocationCard | None) -> list[str]:
    """Return an ordinary week in words, or else the text of the source.

    at: the location to go to, whose hours are told; None for those of the record.
    """
    written = at.hours if at else record.horaires_accueil or ""
    week = week_in_words(written)
    if week:
        return [f"{days} : {hours}".replace(NO_BREAK, " ") for days, hours in week]
    if written or at:
        return [written] if written else []
    return list(record.libelles.get("horaires_accueil", ())[:1])
