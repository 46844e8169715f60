"""Long texts about oneself, such as a curriculum vitae, made ready to be split into skills.

A curriculum is written in lines, with dates, headings and contact details: none of these is a
skill. Nothing of a text is stored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from index.skills.query import ProfileQuery
from index.text.analysis import fold

MAX_TEXT_CHARS = 5_000
"""Most characters of the text of a person: two pages of a curriculum."""
_LINES = re.compile(r"[\r\n]+|\t+|\s[|•·▪●◦*]\s")
_BULLET = re.compile(r"^[\s\-–—•·▪●◦*>✓✔➢→]+")
_CONTACT = re.compile(
    r"@|https?:|www\.|(?:\+\d\d ?|\b0)\d(?:[ .\-]?\d{2}){4}\b|^tel\b|^telephone\b|^e?-?mail\b"
    r"|^adresse\b|^ne[e]? le\b|^date de naissance\b|^nationalite\b|\bcelibataire\b|\bmariee?\b"
    r"|\b\d{1,4},? (?:bis |ter )?(?:rue|avenue|av|boulevard|bd|place|impasse|chemin|allee|route)\b"
    r"|^\d{5} \w"
)
_HEADING = re.compile(
    r"^(?:curriculum vitae|cv|(?:mes |mon |ma )?(?:experiences?|formations?|competences?|langues?"
    r"|diplomes?|loisirs|profil|coordonnees|parcours|savoir-faire|savoir-etre|qualites|outils"
    r"|centres? d'interets?|informatique|divers|etudes|scolarite|references?)"
    r"(?: (?:professionnel(?:le)?s?|personnel(?:le)?s?|cles?|techniques|informatiques|scolaires?"
    r"|et (?:diplomes?|formations?|loisirs|competences)))*)\s*:?$"
)
_MONTHS = (
    "janvier|janv|fevrier|fevr?|mars|avril|avr|mai|juin|juillet|juil|aout|septembre|sept|octobre"
    "|oct|novembre|nov|decembre|dec"
)
_DATES = re.compile(
    rf"(?:\b(?:de|depuis|du|en|entre|jusqu'en|a|au|et)\s+)?(?:\b(?:{_MONTHS})\.?\s+|\b\d\d?/)?"
    r"\b(?:19|20)\d\d\b(?:\s*[-–—/]\s*(?=\D|$))?|\baujourd'hui\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"^(?:[A-ZÀ-Ý][\w'’-]+ ){1,2}[A-ZÀ-Ý'’-]{2,}$")


@dataclass(frozen=True)
class LongProfile(ProfileQuery):
    """A profile whose text may be as long as a curriculum, `MAX_TEXT_CHARS` (5,000) characters."""

    limits: ClassVar[tuple[str, int]] = ("profil", MAX_TEXT_CHARS)


def sentences_of(text: str) -> str:
    """Return the lines of a curriculum as sentences, without what is no skill.

    Dates, headings such as "Formation", and lines that hold a telephone number, an address or a
    name are left out.

    Args:
        text: as pasted, in lines.

    Returns:
        The other lines, each ended by " ; "; "" when none is left.
    """
    return " ; ".join(filter(None, map(_said, _LINES.split(text))))


def _said(line: str) -> str:
    """Return a line without its bullet nor its dates; "" for one that says no skill."""
    bare = _BULLET.sub("", line).strip()
    plain = fold(bare)
    if _CONTACT.search(plain) or _HEADING.match(plain) or _NAME.match(bare):
        return ""
    return _without_dates(bare).strip(" :,;–—-()")


def _without_dates(line: str) -> str:
    """Return a line without its years and months, found in its text without accents."""
    plain = fold(line)
    if len(plain) != len(line):
        return line
    kept, end = [], 0
    for found in _DATES.finditer(plain):
        kept.append(line[end : found.start()])
        end = found.end()
    return " ".join("".join([*kept, line[end:]]).split())
