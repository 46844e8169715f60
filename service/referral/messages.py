"""Messages: to the person referred, to whom a page is shared with, and to the professional's file.

They hold no name: the first name of the person is added by the browser in which it is typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import shorten
from urllib.parse import quote

from index.records.models import AnyRecord
from service.presentation.contacts import is_national, phone_line, place_of
from service.presentation.formatting import date_in_words
from service.presentation.i18n import gettext, translated
from service.referral.clipping import clip
from service.referral.facts import Facts

SMS_CHARS, SMS_MORE_CHARS = 306, 153
"""Most characters of a text message about one record (two joined SMS), and for each other one."""
FIRST_NAME_CHARS = 20
"""Characters reserved for the first name that the browser adds."""
MIN_NAME_CHARS = 20
"""Characters of the name of a record that are kept at least, when it is cut to fit a message."""
MAIL_LEAD_CHARS = 300
"""Characters of the description in an e-mail, at most: mail programs refuse a long mailto: URL."""
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Default alphabet of SMS (3GPP TS 23.038).

A message with a single character out of it holds less than half as many characters.
"""
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...",
     "œ": "oe", "Œ": "OE", "•": "-", "·": "-", "€": "euros", "\xa0": " ", "\u202f": " "}
)  # fmt: skip


@dataclass(frozen=True)
class Share:
    """Links that open a text message (sms:) and an e-mail (mailto:) about a record."""

    sms: str
    mail: str


def sms_link(text: str) -> str:
    """Return the link that opens a text message (SMS) on the device of the reader."""
    return f"sms:?&body={quote(text, safe='')}"


def plain(text: str) -> str:
    """Rewrite a text in the default alphabet of SMS, in which a message can be longest.

    "l’œuvre à 5 €" becomes "l'oeuvre à 5 euros". Characters without an equivalent are kept.
    """
    quoted = re.sub(r"«\s?|\s?»", '"', text)
    return "".join(map(_plain_char, quoted.translate(_PLAIN)))


def _plain_char(char: str) -> str:
    base = unicodedata.normalize("NFKD", char)[0]
    return base if char not in GSM and base in GSM else char


def sms_text(entries: Sequence[Facts], link: str) -> str:
    """Write the text message (SMS) that a helper sends to the person: whom to contact, and where.

    Args:
        entries: short texts about the records (organisations, programmes) that the helper chose, in
            order.
        link: URL of the page that shows them.

    Returns:
        A greeting, the name, contact and address of each record, and the link. Addresses that do
        not fit are left out and long names cut, to leave room for the first name of the person,
        which the browser adds after the first word.
    """
    greeting = plain(gettext("Bonjour, voici qui contacter :"))
    if any(facts.address for facts in entries):
        greeting = plain(gettext("Bonjour, voici où aller :"))
    separator = "\n\n" if len(entries) > 1 else "\n"
    limit = SMS_CHARS + SMS_MORE_CHARS * (len(entries) - 1) - FIRST_NAME_CHARS - 1
    left = limit - len(greeting) - len(link) - len(separator)
    max_chars = left // max(len(entries), 1) - len(separator)
    paragraphs = [
        _paragraph(facts, max_chars, f"{number}. " if len(entries) > 1 else "")
        for number, facts in enumerate(entries, start=1)
    ]
    return separator.join([greeting, *paragraphs, link])


def _paragraph(facts: Facts, max_chars: int, number: str) -> str:
    """Write the name and the contact of a record, and its address if it fits in `max_chars`.

    The hours of a location come last, if they fit too.
    """
    contact = plain(_contact(facts))
    name_chars = max(max_chars - len(contact) - len(number) - 1, MIN_NAME_CHARS)
    lines = [number + clip(plain(facts.name), name_chars, "...")]
    lines += [contact] if contact else []
    addresses = (plain(facts.address), plain(facts.town))
    lines += [where for where in addresses if _fits([*lines, where], max_chars)][:1]
    hours = plain(facts.hours) if facts.place else ""
    return "\n".join([*lines, hours] if _fits([*lines, hours], max_chars) else lines)


def _fits(lines: Sequence[str], max_chars: int) -> bool:
    """Return whether the last line is not empty, and all of them fit in `max_chars`."""
    return bool(lines[-1]) and len("\n".join(lines)) <= max_chars


def _contact(facts: Facts) -> str:
    """Return a means of contact, with a note when only a professional may use it."""
    if facts.silent:
        return gettext("Contact inconnu") if facts.address else gettext("contact à demander")
    means = facts.phone or facts.site or facts.mail
    if facts.record.mobilisable_par != ("professionnels",):
        return means
    return " ".join(filter(None, (means, gettext("(passer par un professionnel)"))))


def _unknown(facts: Facts) -> str:
    """Return that no contact is known, in a few words; "" when one is."""
    return gettext("Contact inconnu").lower() if facts.silent else ""


def share_of(record: AnyRecord, lead: str, address: str) -> Share:
    """Write the text message and the e-mail that share a record: activity, contacts, page.

    Anybody may share a page with anybody: unlike those of `sms_text`, they greet nobody, and a
    reader may be anywhere in the country, so the head office of a national record is left out.
    lead: first sentences of its description; address: absolute URL of its page.
    """
    national = is_national(record)
    place = None if national else place_of(record) or None
    phone = phone_line(record)
    number = phone and translated(phone)
    site = record.site_web if national and not number else ""
    short = (record.nom, number, site, place, address)
    paragraphs = (
        record.nom, shorten(lead, MAIL_LEAD_CHARS, placeholder="…"), "",
        number, record.courriel, record.site_web, place, address,
    )  # fmt: skip
    text = "\n".join(filter(None, short))
    letter = "\r\n".join(paragraph for paragraph in paragraphs if paragraph is not None)
    return Share(
        sms_link(text),
        f"mailto:?subject={quote(record.nom, safe='')}&body={quote(letter, safe='')}",
    )


def report_text(entries: Sequence[Facts], links: Sequence[str], query: str, day: date) -> str:
    """Write the report that a helper keeps of an interview, without the name of the person.

    Args:
        entries: short texts about the records (organisations, programmes) proposed to the person.
        links: URL of the page of each place or record, in the same order.
        query: the need as the helper typed it; empty when it is unknown.
        day: date of the interview.

    Returns:
        One line for the day, one for the need if there is one, a title, then one line a record:
        name, town, telephone or site or e-mail, who may get in touch, URL. The nearest location of
        a record gives its name, address and opening hours; the record comes after in brackets.
    """
    lines = [gettext("Orientation du %(day)s.") % {"day": date_in_words(day)}]
    if query:
        lines.append(gettext("Besoin : « %(need)s ».") % {"need": query})
    lines.append(gettext("Structures proposées :"))
    for facts, link in zip(entries, links, strict=True):
        contact = facts.contact_by and gettext("contact par %(who)s") % {"who": facts.contact_by}
        reach = facts.phone or facts.site or facts.mail or _unknown(facts)
        at = (facts.address, reach, facts.hours)
        parts = (*(at if facts.place else (facts.town, reach)), contact, link)
        name = f"{facts.name} ({facts.network})" if facts.network else facts.name
        lines.append(f"- {name} : " + ", ".join(filter(None, parts)))
    return "\n".join(lines)
