"""What the sheet of a record shows, made of what the record says and of nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from textwrap import shorten
from urllib.parse import quote, urlsplit

from markupsafe import Markup

from index.catalogue.quality import Quality, quality_of
from index.matching.needs import Companion, Matcher
from index.messages import Sentence
from index.places.service_areas import seat_only
from index.records import code_lists as ref
from index.records.models import AnyRecord
from index.records.opening_hours import CLOSED, week_of
from index.records.passages import sentences
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Thesaurus
from service.presentation.contacts import (
    Contact,
    contacts_of,
    is_national,
    place_of,
    reachable,
    ways_of,
    where_of,
)
from service.presentation.formatting import OLD_DAYS, RECENT_DAYS, french_phone, open_in_words
from service.presentation.i18n import said
from service.records.linked_data import linked_data

LEAD_MIN_CHARS = 60
"""A first sentence shorter than this one says too little alone: the next one goes with it."""
SHOWN_REST_CHARS = 200
"""What follows the first sentence is folded when it is longer."""
SHOWN_NEIGHBOURS, SHOWN_SHARED = 3, 2
READ_NEIGHBOURS = 40
"""Records read to find those that share a public of their own, and not only everybody."""
MAIL_LEAD_CHARS = 300
"""What a message says of what the record does: its address must stay one that mailers take."""
TIME = re.compile(r"\d+ h(?: \d\d)?(?! sur)")
"""A time in words, which no line cuts: "17 h 30"."""


@dataclass(frozen=True)
class Neighbour:
    """A record near another; where: in a word; shared: what both have in common, in words."""

    record: AnyRecord
    where: str
    shared: tuple[str, ...]


@dataclass(frozen=True)
class Share:
    """The address of a sheet, and the links that write it in a message."""

    address: str
    sms: str
    mail: str


@dataclass(frozen=True)
class Opening:
    """Opening hours as they are shown.

    now: open or closed, and until when; week: the days and hours when it opens in an ordinary week;
    written: as the source says them, when no week can be told.
    """

    now: str = ""
    week: tuple[tuple[str, str], ...] = ()
    written: str = ""


@dataclass(frozen=True)
class Sheet:
    """A record, and what its sheet shows beside its fields.

    lead, rest: the description, cut after its first sentence; contacts: the main one first; ways:
    how to come or to call, in sentences; modes: codes of the ways that can be followed; place: the
    address in one line; age: how far it may be trusted for its date; needs: labels of those that it
    declares; facts: for machines, safe in a page.
    """

    record: AnyRecord
    lead: str
    rest: str
    contacts: tuple[Contact, ...]
    ways: tuple[str, ...]
    modes: tuple[str, ...]
    place: str
    opening: Opening
    age: str
    quality: Quality
    needs: tuple[str, ...]
    similar: tuple[Neighbour, ...]
    complementary: tuple[Neighbour, ...]
    share: Share
    facts: Markup | None

    @property
    def folded(self) -> bool:
        """Whether the rest of the description is folded: it is long."""
        return len(self.rest) > SHOWN_REST_CHARS

    @property
    def seated(self) -> bool:
        """Whether the address is that of a seat: the record serves the whole country."""
        return is_national(self.record)

    @property
    def located(self) -> bool:
        """Whether a map can show where the record is."""
        return self.record.latitude is not None and not seat_only(self.record)

    @property
    def source_host(self) -> str:
        """The site that the record was read on."""
        return (urlsplit(self.record.lien_source or "").hostname or "").removeprefix("www.")

    @property
    def acronym(self) -> str:
        """The acronym of the record, unless its name already says it."""
        short = self.record.sigle or ""
        return "" if re.search(rf"\b{re.escape(short)}\b", self.record.nom) else short


def sheet_of(
    identifier: str, matcher: Matcher, thesaurus: Thesaurus, address: str, moment: datetime
) -> Sheet:
    """The sheet of a record.

    Args:
        identifier: its own.
        matcher: over the index in use, for what goes with it.
        thesaurus: the labels of needs.
        address: of the sheet, whole, as it is shared.
        moment: at which it is read, with its time zone.

    Returns:
        The sheet.

    Raises:
        UnknownRecord: when there is no such record.
    """
    record = matcher.searcher.record(identifier)
    similar = matcher.similar(identifier, SHOWN_NEIGHBOURS)
    lead, rest = _cut(record.description)
    return Sheet(
        record=record,
        lead=lead,
        rest=rest,
        contacts=contacts_of(record),
        ways=tuple(ways_of(record)),
        modes=reachable(record),
        place=place_of(record),
        opening=_opening(record, matcher.searcher, moment),
        age=_age(record, moment),
        quality=quality_of(record),
        needs=tuple(thesaurus.label(each) for each in record.besoins),
        similar=_neighbours(similar, thesaurus),
        complementary=_neighbours(_others(record, similar, matcher), ref.PUBLICS),
        share=_share(record, lead, address),
        facts=linked_data(record, address),
    )


def _cut(description: str) -> tuple[str, str]:
    """A description cut after the sentence that says what the record is."""
    told = sentences(description)
    first = 1
    while first < len(told) and sum(map(len, told[:first])) < LEAD_MIN_CHARS:
        first += 1
    return " ".join(told[:first]), " ".join(told[first:])


def _age(record: AnyRecord, moment: datetime) -> str:
    """How much a record may be trusted for its age, in words; empty when it bears no date."""
    if record.a_reverifier:
        return Sentence("Sources anciennes")
    if record.date_maj is None:
        return ""
    days = (moment.date() - record.date_maj).days
    recent = Sentence("À vérifier") if days >= RECENT_DAYS else Sentence("Récente")
    return Sentence("Ancienne") if days >= OLD_DAYS else recent


def _opening(record: AnyRecord, searcher: Searcher, moment: datetime) -> Opening:
    written = record.horaires_accueil
    if written is None:
        return Opening(written=" ; ".join(record.libelles.get("horaires_accueil", ())))
    status = searcher.hours.status(searcher.rows[record.id], moment)
    told = week_of(written) or ()
    week = tuple((days, TIME.sub(_unbroken, hours)) for days, hours in told if hours != CLOSED)
    return Opening(open_in_words(status), week, "" if week else written)


def _unbroken(time: re.Match[str]) -> str:
    return time[0].replace(" ", "\N{NO-BREAK SPACE}")


def _others(
    record: AnyRecord, similar: tuple[Companion, ...], matcher: Matcher
) -> Iterator[Companion]:
    """The records that help the same people as one, but for those that are shown as like it.

    To help everybody, as it does, is no reason to go together.
    """
    shown = {each.record.id for each in similar}
    found = (
        replace(each, shared=tuple(code for code in each.shared if code != ref.PUBLICS.universal))
        for each in matcher.complementary(record.id, READ_NEIGHBOURS)
        if each.record.id not in shown
    )
    return islice((each for each in found if each.shared), SHOWN_NEIGHBOURS)


def _neighbours(
    companions: Iterable[Companion], labels: ref.CodeList | Thesaurus
) -> tuple[Neighbour, ...]:
    return tuple(
        Neighbour(
            each.record,
            where_of(each.record),
            tuple(labels.label(code) for code in each.shared[:SHOWN_SHARED]),
        )
        for each in companions
    )


def _share(record: AnyRecord, lead: str, address: str) -> Share:
    """What a message says: what the record is, how to reach it, and where its sheet is read.

    Who receives it may be anywhere: the seat of a national record is not where to go.
    """
    national = is_national(record)
    place = None if national else place_of(record) or None
    number = record.telephone and Sentence("Tél. %(number)s", number=french_phone(record.telephone))
    site = record.site_web if national and not number else ""
    short = (record.nom, number and said(number), site, place, address)
    told = (
        record.nom, shorten(lead, MAIL_LEAD_CHARS, placeholder="…"), "",
        number and said(number), record.courriel, record.site_web, place, address,
    )  # fmt: skip
    text = "\n".join(filter(None, short))
    letter = "\r\n".join(each for each in told if each is not None)
    return Share(
        address,
        f"sms:?&body={quote(text, safe='')}",
        f"mailto:?subject={quote(record.nom, safe='')}&body={quote(letter, safe='')}",
    )
