"""What orients somebody: the facts of a record in plain words, as long as there is room for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from babel import Locale

from index.places.proximity import distance_in_words
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.records.opening_hours import CLOSED, week_of
from index.records.passages import sentences
from service.presentation.contacts import contacts_of, is_national, place_of, reachable, town_of
from service.presentation.formatting import OLD_DAYS, french_phone, freshness
from service.presentation.i18n import FRENCH, gettext, language, said

ROOMS = (900, 640, 450, 320, 240, 180, 140, 110, 90, 70, 50, 40)
"""Characters that each long text may take on a sheet: the most with which it fits one page."""
PAPER_LINES = 50
"""Lines left to records on a page of A4, under a long note."""
PAPER_CHARS, COLUMN_CHARS, HEADING_CHARS = 98, 47, 68
"""Characters of a line, of a line in one of two columns, and of a line of a heading."""
LABEL_CHARS, SOURCE_CHARS, GAP_LINES = 14, 150, 2
"""What goes with a text, with the line of the source, and around a record."""
NEAR_KM = 30
"""Beyond, the seat of who serves the whole country is not where to go."""
MAX_TYPED_CHARS = 60
"""An address on the web longer than this is left to its link."""


@dataclass(frozen=True)
class Facts:
    """What is said of a record, each in one short text, empty when the record does not say.

    what: the sentence that says what it does; offers: names of its services; cost: in our words,
    and cost_details, in those of the record; come: how to come or to call; who: who may make
    contact; mail, site: as typed by hand, empty when too long; address: where people are received,
    and town: that of who serves the whole country only near the person; zone: the territory that it
    serves; access: how it receives people with particular needs; caution: why to make sure before
    going; silent: nothing was found to make contact with.
    """

    record: AnyRecord
    what: str
    offers: str
    publics: str
    conditions: str
    cost: str
    cost_details: str
    come: str
    who: str
    phone: str
    mail: str
    site: str
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
    def price(self) -> str:
        """The cost, then its details."""
        return ". ".join(filter(None, (self.cost, self.cost_details)))

    @property
    def paper_lines(self) -> float:
        """Lines that the record takes on paper, headings and gaps included."""
        short = (self.phone, self.mail, self.site)
        long = (
            self.offers, self.publics, self.price, self.come, self.hours, self.where,
            self.languages, self.access, self.conditions, self.who,
        )  # fmt: skip
        taken = [ceil((LABEL_CHARS + len(each)) / COLUMN_CHARS) for each in long if each]
        columns = (sum(taken) + sum(map(bool, short)) + max(taken, default=0)) / 2
        heading = 1.5 * ceil(len(self.record.nom) / HEADING_CHARS)
        source = ceil((SOURCE_CHARS + len(self.record.id)) / PAPER_CHARS)
        return heading + ceil(len(self.what) / PAPER_CHARS) + columns + source + GAP_LINES

    @property
    def where(self) -> str:
        """Where people are received, else the territory, and how far."""
        return ", ".join(filter(None, (self.address or self.zone, self.distance)))


def clip(text: str, room: int, end: str = "…") -> str:
    """A text in one line, cut at the end of a word when it is longer than `room` characters."""
    flat = " ".join(text.split())
    if len(flat) <= room:
        return flat
    kept = flat[: room - len(end) + 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept[:-1]).rstrip(" ,;:.") + end


def clip_list(items: Sequence[str], room: int, mark: str = ", ") -> str:
    """A list in one line, cut between its items when it is longer than `room` characters."""
    flat = [" ".join(each.split()) for each in items]
    for kept in range(len(flat), 0, -1):
        told = mark.join(flat if kept == len(flat) else [*flat[:kept], "…"])
        if len(told) <= room:
            return told
    return clip(mark.join(flat), room)


def facts_of(record: AnyRecord, room: int = ROOMS[0], distance_km: float | None = None) -> Facts:
    """The facts of a record.

    Args:
        record: the record.
        room: characters that each long text may take.
        distance_km: from where the person is, or None; not told of who receives nobody.

    Returns:
        The facts, in the language of the page where they are ours, in French where the record's.
    """
    received = _receives(record, distance_km)
    far = distance_in_words(distance_km) if received and distance_km is not None else ""
    town = town_of(record) if received else ""
    cost = said(ref.FRAIS.label(record.frais)) if record.frais else ""
    return Facts(
        record=record,
        what=clip(sentences(record.description)[0], room),
        offers=clip_list([each.nom for each in record.services], room, " ; "),
        publics=clip_list(_labels(record.publics, ref.PUBLICS), room),
        conditions=clip(record.conditions_acces or "", room),
        cost=cost,
        cost_details=clip(record.frais_precisions or "", max(room - len(cost and f"{cost}. "), 0)),
        come=clip(_come(record), room),
        who=_who(record),
        phone=french_phone(record.telephone) if record.telephone else "",
        mail=_typed(record.courriel),
        site=_typed(record.site_web),
        address=clip(place_of(record) if received else "", room),
        town=town,
        zone=clip_list([said(ref.TERRITOIRES.label(each)) for each in record.territoires], room),
        distance=said(far),
        hours=clip_list(_hours(record), room, " ; "),
        languages=clip_list(list(map(_language, record.langues)), room),
        access=clip_list(_labels(record.prise_en_charge, ref.PRISE_EN_CHARGE), room),
        updated=freshness(record.date_maj),
        caution=_caution(record, date.today()),
        silent=not contacts_of(record),
    )


def _receives(record: AnyRecord, distance_km: float | None) -> bool:
    """Whether a record receives people where it is; who serves the whole country, near its seat."""
    if is_national(record):
        return bool(record.adresse) and distance_km is not None and distance_km <= NEAR_KM
    return bool(record.adresse) or "en-presentiel" in record.modes_accueil


def fits_one_page(told: Sequence[Facts]) -> bool:
    """Whether records print on one page of A4, under a long note."""
    return sum(each.paper_lines for each in told) <= PAPER_LINES


def _labels(codes: Iterable[str], labels: ref.CodeList) -> list[str]:
    """Labels that are no proper nouns: the first one alone keeps its capital."""
    told = [said(labels.label(code)) for code in codes]
    return [*told[:1], *map(_lowered, told[1:])]


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]


def _come(record: AnyRecord) -> str:
    """On the spot or not, and the ways to make contact that can be followed."""
    received = _labels(record.modes_accueil, ref.MODES_ACCUEIL)
    begun = _labels(reachable(record), ref.MODES_MOBILISATION)
    return " · ".join(", ".join(each) for each in (received, begun) if each)


def _who(record: AnyRecord) -> str:
    """Who may make contact."""
    match sorted(record.mobilisable_par):
        case ["professionnels", "usagers"]:
            return gettext("la personne ou un professionnel")
        case ["professionnels"]:
            return gettext("un professionnel seulement")
        case ["usagers"]:
            return gettext("la personne")
        case _:
            return ""


def _typed(address: str | None) -> str:
    """An address as it is typed by hand, empty when nobody would type it."""
    bare = re.sub(r"^https?://(www\.)?", "", address or "").rstrip("/")
    return bare if len(bare) <= MAX_TYPED_CHARS else ""


def _language(code: str) -> str:
    """The name of a language, a small letter first in French."""
    if code not in ref.LANGUES:
        return str(Locale.parse(language()).languages.get(code, code))
    name = said(ref.LANGUES.label(code))
    return _lowered(name) if language() == FRENCH else name


def _hours(record: AnyRecord) -> list[str]:
    """An ordinary week in words, or the hours as the source writes them."""
    written = record.horaires_accueil or ""
    week = week_of(written) if written else None
    if week is not None:
        told = [(said(days), said(hours)) for days, hours in week if hours != CLOSED]
        return [f"{days} : {hours}" for days, hours in told]
    return [written] if written else list(record.libelles.get("horaires_accueil", ())[:1])


def _caution(record: AnyRecord, today: date) -> str:
    """Why to make sure before going, or nothing."""
    if record.a_reverifier:
        return gettext("à vérifier : sources anciennes")
    if record.date_maj is None or (today - record.date_maj).days >= OLD_DAYS:
        return gettext("à vérifier : fiche ancienne")
    return ""
