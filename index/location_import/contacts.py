"""Means of contact of a place: those of the place are retained, those of a person left out.

A telephone is left out when it is a mobile one (06, 07: somebody's), a masked one or a premium-rate
one; a mail when it names a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

import phonenumbers
from phonenumbers import PhoneNumberType

from index.importers.cells import EMAIL, Cells
from index.location_import.people import FIRST_NAMES
from index.text.analysis import fold

MASKED = re.compile(r"[xX*]{2}|(\d)\1{6}")
"""Part of a number hidden by its producer: crosses, or one figure seven times."""
_PERSONAL = re.compile(r"([a-z]+)[._-]([a-z]+)")
_REFUSED = {
    PhoneNumberType.MOBILE: "téléphone mobile",
    PhoneNumberType.PREMIUM_RATE: "numéro surtaxé",
}


def phone(cells: Cells, dropped: Counter[str]) -> str | None:
    """Return the telephone number of a row in E.164, or a short one ("3949"); None without one.

    cells: the row, with columns `telephone` and `code_postal`; dropped: reason -> number of values
    left out, increased.
    """
    written = str(cells.raw("telephone") or "")
    if MASKED.search(re.sub(r"[\s.-]", "", written)):
        dropped["téléphone masqué"] += 1
        return None
    number = cells.phone("telephone", postal=str(cells.raw("code_postal") or ""))
    if number is None or not number.startswith("+"):
        return number
    parsed = phonenumbers.parse(number)
    reason = _REFUSED.get(phonenumbers.number_type(parsed))
    if reason is None and not phonenumbers.is_valid_number(parsed):
        reason = "numéro de téléphone qui n'existe pas"
    if reason is not None:
        dropped[reason] += 1
        return None
    return number


def mail(cells: Cells, place_words: Collection[str], dropped: Counter[str]) -> str | None:
    """Return the mail address of a row, unless it is a person's; None without one.

    cells: the row, with the column `courriel`; place_words: folded words of the name and commune of
    the place, which an address may hold beside a first name ("mediatheque.georges@…"); dropped:
    reason -> number of values left out, increased.
    """
    for address in EMAIL.findall(str(cells.raw("courriel") or "")):
        match = _PERSONAL.fullmatch(fold(address.partition("@")[0]))
        if match is None or not _is_person(match[1], match[2], place_words):
            return str(address)
        dropped["courriel d'une personne"] += 1
    return None


def _is_person(one: str, other: str, place_words: Collection[str]) -> bool:
    """Return whether two words of an address are a first name and a name, in any order."""
    if one in place_words or other in place_words:
        return False
    return one in FIRST_NAMES or other in FIRST_NAMES


def site(cells: Cells, column: str, dropped: Counter[str]) -> str | None:
    """Return the first web address of a column of a row; None without one that can be read.

    An address with an "@" is left out: it holds a mail, of a person or masked.
    """
    addresses = [address for address in cells.urls(column) if "@" not in address]
    if not addresses and cells.raw(column) is not None:
        dropped["adresse web illisible"] += 1
    return addresses[0] if addresses else None
