"""Card of a result: what a person needs to act, and nothing else.

A card says in one sentence what a record does for the need, four facts (price, where, when, for
whom), what to know before going, and gives one way to act: call, go, book, open the site, write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from index.locations.models import Location
from index.messages import Sentence
from index.places.administrative_codes import REGION_SLUGS
from index.places.models import Place
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.search.results import Group, Hit, NearbyPlace
from index.search.retriever import Retriever
from service.presentation.contacts import Contact, contacts_of, is_national, needs_referral
from service.presentation.directions import directions_to
from service.presentation.evidence import record_caution
from service.presentation.formatting import number_in_words, open_in_words
from service.presentation.i18n import gettext, ngettext, translated
from service.presentation.location_card import (
    LocationCard,
    hit_situation,
    location_card,
    record_card,
)
from service.presentation.messages import HEADINGS

MAX_LABELS = 2
"""Labels of one kind, such as the groups of people served, that a card shows at most."""
GIST_CHARS = 170
"""Characters of the sentence of a card, at most."""
MAX_MARKS = 1
"""Words of the need marked in the sentence of a card, at most: each is an element of the page."""
GO = "y-aller"
"""Kind of the way to act that leads to a place; others are kinds of contacts."""
NAMED = "oui"
"""Style of the badge of a result whose name was typed."""


@dataclass(frozen=True)
class Fact:
    """A fact that helps to choose: its kind, which gives its icon, and its text.

    kind: "prix", "lieu", "heures" or "public".
    """

    kind: str
    text: str


@dataclass(frozen=True)
class Badge:
    """A short text to notice on a card.

    kind: name of its style: "oui" for what bears the name that was typed, else "attention".
    """

    kind: str
    text: str


@dataclass(frozen=True)
class ResultCard:
    """A result on a page.

    hit: the result; location: the place to go to, None when none is near; gist: one sentence of the
    record, in pieces (text, True for the words of the need); badges: what to notice; facts: four at
    most; action: the way to act, never a contact of the network of a place, None when none is
    known; advice: what to do without one, or before, else "". Texts but the gist are in the
    language of the page.
    """

    hit: Hit
    location: LocationCard | None
    gist: Sequence[tuple[str, bool]]
    badges: Sequence[Badge]
    facts: Sequence[Fact]
    action: Contact | None
    advice: str

    @property
    def name(self) -> str:
        """Return the name of the place to go to, else of the record."""
        return self.location.name if self.location and self.location.id else self.hit.record.nom

    @property
    def initials(self) -> str:
        """Return the initials of the record, two at most, drawn where a logo would be."""
        words = [word for word in self.hit.record.nom.split() if word[:1].isalnum()]
        capitals = [word for word in words if word[0].isupper() or word[0].isdigit()] or words
        return "".join(word[0] for word in capitals[:2]).upper()


def result_card(
    hit: Hit, retriever: Retriever, moment: datetime, place: Place | None, seen: set[str]
) -> ResultCard:
    """Describe a result for a page.

    Args:
        hit: the result.
        retriever: gives its opening hours and its places.
        moment: of the request, with its time zone.
        place: searched; None for none.
        seen: locations already on the page, to which its own is added: a location of two networks
            is shown once, and the second card shows the next nearest one.

    Returns:
        The card.
    """
    near = _nearest(hit, seen)
    at = near.location if near else None
    door = None
    if near is not None:
        door = location_card(retriever, near, moment, place)
    elif hit.group is Group.NEAR:
        door = record_card(retriever, hit, moment, place)
    contacts = door.contacts if door else contacts_of(hit.record)
    action = _action(contacts, door, at)
    facts = [
        Fact("prix", price_in_words(hit.record, at)),
        Fact("lieu", _where(hit, door, place)),
        Fact("heures", _hours(hit.record, door, retriever, moment)),
        Fact("public", _labels(ref.PUBLICS, (at.publics if at else ()) or hit.record.publics)),
    ]
    return ResultCard(
        hit,
        door,
        shortened(hit.reason.segments),
        tuple(_badges(hit, door, contacts)),
        tuple(fact for fact in facts if fact.text),
        action,
        _advice(hit.record, door, action),
    )


def shortened(
    segments: Sequence[tuple[str, bool]], most: int = GIST_CHARS
) -> tuple[tuple[str, bool], ...]:
    """Return the first pieces of a sentence, cut between two words beyond `most` characters.

    At most `MAX_MARKS` of them are marked, the first.
    """
    pieces: list[tuple[str, bool]] = []
    marks = 0
    for text, is_marked in segments:
        marks += is_marked
        marked = is_marked and marks <= MAX_MARKS
        if len(text) > most:
            cut = text[: most + 1].rpartition(" ")[0].rstrip(" ,;:–")
            return (*pieces, (f"{cut}…", marked and bool(cut)))
        pieces.append((text, marked))
        most -= len(text)
    return tuple(pieces)


def _nearest(hit: Hit, seen: set[str]) -> NearbyPlace | None:
    """Return the nearest location of a result that is not on the page yet, which it is from now."""
    if not hit.locations:
        return None
    near = next((near for near in hit.locations if near.location.id not in seen), None)
    near = near or hit.locations[0]
    seen |= {near.location.id, *near.location.meme_lieu}
    return near


def _action(
    contacts: Sequence[Contact], door: LocationCard | None, at: Location | None
) -> Contact | None:
    """Return the way to act: call, go there if it is near, book, open the site or write."""
    by_kind = {contact.kind: contact for contact in contacts}
    ways = [by_kind.get("telephone"), by_kind.get("rendez-vous"), _going(door, at)]
    ways += [by_kind.get("site"), by_kind.get("courriel")]
    return next((way for way in ways if way is not None), None)


def _going(door: LocationCard | None, at: Location | None) -> Contact | None:
    """Return the way to a place that is near, None when it is not known where it is."""
    address = directions_to(at) if at else ""
    return Contact(GO, address) if door and address else None


def _badges(hit: Hit, door: LocationCard | None, contacts: Sequence[Contact]) -> list[Badge]:
    """Return what to notice on a card: that it bears the name, who may ask, what is not known."""
    badges = [Badge(NAMED, translated(HEADINGS[hit.reason.kind]))] if hit.reason.is_name else []
    if hit.record.is_over:
        badges.append(Badge("attention", gettext("Terminé")))
    if needs_referral(hit.record):
        badges.append(Badge("attention", gettext("Sur orientation d'un professionnel")))
    if not contacts and not hit.location_count:
        badges.append(Badge("attention", gettext("Contact inconnu")))
    caution = door.caution if door else record_caution(hit.record)
    if caution:
        badges.append(Badge("attention", caution))
    return badges


def _advice(record: AnyRecord, door: LocationCard | None, action: Contact | None) -> str:
    """Return what to do without a way to act, or before; "" when a button is enough."""
    if needs_referral(record):
        return gettext("Demandez à un travailleur social ou à France services de les contacter.")
    if action is None:
        return gettext("Demandez à votre mairie ou à France services comment les joindre.")
    if action.kind == GO and door and door.is_silent:
        return gettext("Contact et horaires inconnus : renseignez-vous avant d'y aller.")
    return ""


def price_in_words(record: AnyRecord, at: Location | None) -> str:
    """Return the price of a place or of a record, in words; "" when it is not known.

    What a place does not say itself is told as what its network usually does: « En général :
    gratuit ».
    """
    if at is None or at.frais:
        fee = at.frais if at else record.frais
        return _labels(ref.FRAIS, (fee,) if fee else ())
    usual = _labels(ref.FRAIS, (record.frais,) if record.frais else ())
    if not usual:
        return ""
    return gettext("En général : %(price)s") % {"price": usual[:1].lower() + usual[1:]}


def _hours(
    record: AnyRecord, door: LocationCard | None, retriever: Retriever, moment: datetime
) -> str:
    """Return whether a place is open now and its hours of the day; "" when they are unknown."""
    if door is None:
        return open_in_words(retriever.opening(record.id, moment), moment)
    today = gettext("aujourd'hui %(hours)s") % {"hours": door.today} if door.today else ""
    return " · ".join(filter(None, (door.now, today)))


def _where(hit: Hit, door: LocationCard | None, place: Place | None) -> str:
    """Return where to go: the distance of a place, a town, else at a distance or a territory."""
    record = hit.record
    if door is not None:
        return ", ".join(filter(None, (door.situation, door.address)))
    if hit.distance_km is not None:
        words = hit_situation(hit, place)
        commune = record.commune if record.commune and record.commune not in words else ""
        return ", ".join(filter(None, (commune, translated(words))))
    if hit.location_count:
        return places_in_words(hit.location_count)
    if record.commune and "en-presentiel" in record.modes_accueil and not is_national(record):
        return record.commune
    area = _labels(ref.TERRITOIRES, _own_first(record.territoires, place))
    if "a-distance" in record.modes_accueil:
        return ", ".join(filter(None, (translated(Sentence("À distance")), area)))
    return area


def _own_first(territories: Sequence[str], place: Place | None) -> Sequence[str]:
    """Return codes of territories, that of the place searched first."""
    own = REGION_SLUGS.get(place.region) if place else None
    return sorted(territories, key=lambda code: code != own)


def places_in_words(count: int) -> str:
    """Return how many places a record has: "2 834 lieux en France"; "" when it has none."""
    if not count:
        return ""
    return ngettext("%(count)s lieu en France", "%(count)s lieux en France", count) % {
        "count": number_in_words(count)
    }


def _labels(codes: ref.CodeList, chosen: Sequence[str]) -> str:
    """Return the labels of codes, the first `MAX_LABELS` of them."""
    labels = [gettext(codes.label(code)) for code in chosen[:MAX_LABELS]]
    more = "…" if len(chosen) > MAX_LABELS else ""
    return ", ".join(labels) + more
