"""The texts to send to who is oriented, or to keep in a report.

Nothing here knows who is oriented: a first name is only ever added by the browser that it is typed
in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

from service.presentation.formatting import date_in_words
from service.presentation.i18n import gettext
from service.referral.facts import Facts, clip

SMS_CHARS, SMS_MORE_CHARS = 306, 153
"""An SMS about one record, in two messages joined by the phone; what each other one adds."""
FIRST_NAME_CHARS = 20
"""What the first name may take of it, typed in the browser."""
MIN_NAME_CHARS = 20
GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Characters of the alphabet of SMS (3GPP TS 23.038): one other halves the length of a message."""
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...",
     "œ": "oe", "Œ": "OE", "•": "-", "·": "-", "€": "euros", "\xa0": " ", "\u202f": " "}
)  # fmt: skip


def plain(text: str) -> str:
    """A text in the alphabet of SMS; what it cannot say is left as it is."""
    quoted = re.sub(r"«\s?|\s?»", '"', text)
    return "".join(map(_plain_char, quoted.translate(_PLAIN)))


def _plain_char(char: str) -> str:
    base = unicodedata.normalize("NFKD", char)[0]
    return base if char not in GSM and base in GSM else char


def sms_text(told: Sequence[Facts], link: str) -> str:
    """What an SMS says: where to go or whom to ask, how to reach it, where to read more.

    Args:
        told: the records, the nearest to the need first.
        link: where they are read.

    Returns:
        The text, which leaves room for a first name after its first word.
    """
    greeting = plain(gettext("Bonjour, voici qui contacter :"))
    if any(each.address for each in told):
        greeting = plain(gettext("Bonjour, voici où aller :"))
    mark = "\n\n" if len(told) > 1 else "\n"
    limit = SMS_CHARS + SMS_MORE_CHARS * (len(told) - 1) - FIRST_NAME_CHARS - 1
    room = (limit - len(greeting) - len(link) - len(mark)) // max(len(told), 1) - len(mark)
    entries = [
        _entry(each, room, f"{number}. " if len(told) > 1 else "")
        for number, each in enumerate(told, start=1)
    ]
    return mark.join([greeting, *entries, link])


def _entry(facts: Facts, room: int, number: str) -> str:
    """A record in an SMS: its name, how to reach it, and its address if there is room."""
    contact = plain(_contact(facts))
    name_room = max(room - len(contact) - len(number) - 1, MIN_NAME_CHARS)
    lines = [number + clip(plain(facts.record.nom), name_room, "...")]
    lines += [contact] if contact else []
    for where in (plain(facts.address), plain(facts.town)):
        if where and len("\n".join([*lines, where])) <= room:
            return "\n".join([*lines, where])
    return "\n".join(lines)


def _contact(facts: Facts) -> str:
    """How a record is reached, and by whom when it is not by the person."""
    if facts.silent and not facts.address:
        return gettext("contact à demander")
    means = facts.phone or facts.site or facts.mail
    if facts.record.mobilisable_par != ("professionnels",):
        return means
    return " ".join(filter(None, (means, gettext("(passer par un professionnel)"))))


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
