"""What orients somebody: the facts of a record in plain words, and the texts to send or to keep.

Nothing here knows who is oriented: a first name is only ever added by the browser that it is typed
in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from babel import Locale

from index import referentials as ref
from index.geography import distance_in_words
from index.hours import CLOSED, week_of
from index.passages import sentences
from index.records import AnyRecord
from service.contact import reachable
from service.language import FRENCH, gettext, language, said
from service.wording import date_in_words, french_phone, freshness

ROOMS = (320, 240, 180, 140, 110, 90, 70, 50, 40)
"""Characters that each long text may take on a sheet: the most with which it fits one page."""
PAPER_LINES = 50
"""Lines left to records on a page of A4, under a long note."""
PAPER_CHARS, COLUMN_CHARS, HEADING_CHARS = 98, 47, 68
"""Characters of a line, of a line in one of two columns, and of a line of a heading."""
LABEL_CHARS, SOURCE_CHARS, GAP_LINES = 14, 150, 2
"""What goes with a text, with the line of the source, and around a record."""
OLD_DAYS = 730
"""Age from which data·inclusion gives nothing any more for freshness."""
SMS_CHARS, SMS_MORE_CHARS = 306, 153
"""An SMS about one record, in two messages joined by the phone; what each other one adds."""
FIRST_NAME_CHARS = 20
"""What the first name may take of it, typed in the browser."""
MIN_NAME_CHARS = 20
MAX_TYPED_CHARS = 60
"""An address on the web longer than this is left to its link."""
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Characters of the alphabet of SMS (3GPP TS 23.038): one other halves the length of a message."""
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...",
     "œ": "oe", "Œ": "OE", "•": "-", "·": "-", "€": "euros", "\xa0": " ", "\u202f": " "}
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """What is said of a record, each in one short text, empty when the record does not say.

    what: the sentence that says what it does; offers: names of its services; come: how to come or
    to call; who: who may make contact; mail, site: as typed by hand, empty when too long; address:
    where people are received; zone: the territory that it serves; access: how it receives people
    with particular needs; caution: why to make sure before going.
    """

    record: AnyRecord
    what: str
    offers: str
    publics: str
    conditions: str
    price: str
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


def facts_of(record: AnyRecord, room: int = ROOMS[0], distance_km: float | None = None) -> Facts:
    """The facts of a record.

    Args:
        record: the record.
        room: characters that each long text may take.
        distance_km: from where the person is, or None; not told of who receives nobody.

    Returns:
        The facts, in the language of the page where they are ours, in French where the record's.
    """
    received = bool(record.adresse) or "en-presentiel" in record.modes_accueil
    far = distance_in_words(distance_km) if received and distance_km is not None else ""
    town = " ".join(filter(None, (record.code_postal, record.commune))) if received else ""
    where = (record.adresse, record.complement_adresse, town)
    precise = record.frais_precisions or ""
    cost = said(ref.FRAIS.label(record.frais)) if record.frais else ""
    return Facts(
        record=record,
        what=clip(sentences(record.description)[0], room),
        offers=clip(", ".join(each.nom for each in record.services), room),
        publics=clip(_listed(record.publics, ref.PUBLICS), room),
        conditions=clip(record.conditions_acces or "", room),
        price=clip(". ".join(filter(None, (cost, precise))), room),
        come=clip(_come(record), room),
        who=_who(record),
        phone=french_phone(record.telephone) if record.telephone else "",
        mail=_typed(record.courriel),
        site=_typed(record.site_web),
        address=clip(", ".join(filter(None, where)), room),
        town=town,
        zone=clip(_listed(record.territoires, ref.TERRITOIRES), room),
        distance=said(far),
        hours=clip(_hours(record), room),
        languages=clip(", ".join(map(_language, record.langues)), room),
        access=clip(_listed(record.prise_en_charge, ref.PRISE_EN_CHARGE), room),
        updated=freshness(record.date_maj),
        caution=_caution(record, date.today()),
    )


def fits_one_page(told: Sequence[Facts]) -> bool:
    """Whether records print on one page of A4, under a long note."""
    return sum(each.paper_lines for each in told) <= PAPER_LINES


def _listed(codes: Iterable[str], labels: ref.CodeList) -> str:
    """Labels in one line: the first one keeps its capital."""
    told = [said(labels.label(code)) for code in codes]
    return ", ".join([*told[:1], *map(_lowered, told[1:])])


def _lowered(label: str) -> str:
    return label[:1].lower() + label[1:]


def _come(record: AnyRecord) -> str:
    """On the spot or not, and the ways to make contact that can be followed."""
    modes = _listed(record.modes_accueil, ref.MODES_ACCUEIL)
    return " · ".join(filter(None, (modes, _listed(reachable(record), ref.MODES_MOBILISATION))))


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


def _hours(record: AnyRecord) -> str:
    """An ordinary week in words, or the hours as the source writes them."""
    written = record.horaires_accueil or ""
    week = week_of(written) if written else None
    if week is not None:
        told = [(said(days), said(hours)) for days, hours in week if hours != CLOSED]
        return " ; ".join(f"{days} : {hours}" for days, hours in told)
    return written or next(iter(record.libelles.get("horaires_accueil", ())), "")


def _caution(record: AnyRecord, today: date) -> str:
    """Why to make sure before going, or nothing."""
    if record.a_reverifier:
        return gettext("à vérifier : sources anciennes")
    if record.date_maj is None or (today - record.date_maj).days >= OLD_DAYS:
        return gettext("à vérifier : fiche ancienne")
    return ""


def plain(text: str) -> str:
    """A text in the alphabet of SMS; what it cannot say is left as it is."""
    quoted = re.sub(r"«\s?|\s?»", '"', text)
    return "".join(map(_plain_char, quoted.translate(_PLAIN)))


def _plain_char(char: str) -> str:
    base = unicodedata.normalize("NFKD", char)[0]
    return base if char not in GSM and base in GSM else char


def sms_text(told: Sequence[Facts], link: str) -> str:
    """What an SMS says: where to go, how to reach it, where to read more.

    Args:
        told: the records, the nearest to the need first.
        link: where they are read.

    Returns:
        The text, which leaves room for a first name after its first word.
    """
    greeting = plain(gettext("Bonjour, voici où aller :"))
    limit = SMS_CHARS + SMS_MORE_CHARS * (len(told) - 1) - FIRST_NAME_CHARS - 1
    room = (limit - len(greeting) - len(link) - 1) // max(len(told), 1) - 1
    return "\n".join([greeting, *(_entry(each, room) for each in told), link])


def _entry(facts: Facts, room: int) -> str:
    """A record in an SMS: its name, how to reach it, and its address if there is room."""
    contact = facts.phone or facts.site or facts.mail
    name_room = max(room - len(contact) - 1, MIN_NAME_CHARS)
    lines = [clip(plain(facts.record.nom), name_room, "...")]
    lines += [contact] if contact else []
    for where in (plain(facts.address), plain(facts.town)):
        if where and len("\n".join([*lines, where])) <= room:
            return "\n".join([*lines, where])
    return "\n".join(lines)


def report_text(told: Sequence[Facts], links: Sequence[str], need: str, day: date) -> str:
    """What a report says: the day, the need as typed, and where the person was oriented.

    Args:
        told: the records.
        links: where each is read.
        need: as typed, or an empty text.
        day: of the interview.

    Returns:
        The text, a line a thing.
    """
    lines = [gettext("Orientation du %(day)s.") % {"day": date_in_words(day)}]
    if need:
        lines.append(gettext("Besoin : « %(need)s ».") % {"need": need})
    lines.append(gettext("Structures proposées :"))
    for facts, link in zip(told, links, strict=True):
        who = facts.who and gettext("contact par %(who)s") % {"who": facts.who}
        reached = (facts.town, facts.phone or facts.site or facts.mail, who, link)
        lines.append(f"- {facts.record.nom} : " + ", ".join(filter(None, reached)))
    return "\n".join(lines)
