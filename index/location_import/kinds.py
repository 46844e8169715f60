"""Kinds of place (library, fab lab…), read from the name, the type and the labels of a place.

A kind is stated, never inferred: "Médiathèque de Felletin" is a library, a mairie that lends books
is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from index.text.analysis import fold


class Kind(StrEnum):
    """Kind of a place that its network may be deduced from, with the record of that network."""

    FRANCE_SERVICES = "france-services"
    LIBRARY = "bibliotheques-publiques"
    FAB_LAB = "fab-labs"
    COWORKING = "tiers-lieux-numeriques"
    ADVISER = "conseillers-numeriques"


_NAMES = {
    Kind.FRANCE_SERVICES: r"frances?[ -]?services?\b|\bmsap\b|maisons? de services? au public"
    r"|\brfs\b|\bmfs\b",
    Kind.LIBRARY: r"\b(?:bibliotheque|mediatheque)s?\b",
    Kind.FAB_LAB: r"\bfab[ -]?lab|\bmakerspace\b|\bhac?kerspace\b|\bfablabmit\b",
    Kind.COWORKING: r"\btiers[ -_]?lieux?\b|\btierslieu\b|\bco-?working\b|\bcantine\b"
    r"|lieu de travail et de collaboration|^tl\b",
    Kind.ADVISER: r"\bcnfs\b|conseillers? numeriques?\b|\bconseiller-numerique\b",
}
_TYPES = {
    Kind.LIBRARY: r"\bbib\b",
    Kind.COWORKING: r"^tl\b|\bespace de co-working\b",
}
_PUBLIC_SPACE = re.compile(
    r"\bcyber-?(?:bases?|centres?|espaces?)\b|\bepn\b|\bespaces? publics? numeriques?\b"
    r"|\bpoints? cyb\b|\blieux? d.acces multimedia\b"
)
_ITINERANT = re.compile(r"\bbus(?![a-z])|itineran")


def kinds_of(name: str, types: Iterable[str]) -> frozenset[Kind]:
    """Return the kinds of a place that its name, its type or its labels state.

    name: that of the place; types: its type, its labels and the source of its row, as written.
    """
    folded = [fold(text) for text in types if text]
    kinds = {
        kind
        for kind, pattern in _NAMES.items()
        if any(re.search(pattern, text) for text in (fold(name), *folded))
    }
    return frozenset(kinds) | {
        kind for kind, pattern in _TYPES.items() if any(re.search(pattern, text) for text in folded)
    }


RESERVED = {
    "jeunes": r"missions? locales?\b|\b(?:pij|bij|crij|cidj)\b|info(?:rmation)?s? jeun"
    r"|maison des adolescents|maison d enfants|club de prevention|prevention specialisee"
    r"|espace jeunes?\b",
    "personnes-en-situation-de-handicap": r"\bcap emploi\b|\b(?:esat|ime|sessad|mdph)\b"
    r"|espace handicap|maison dep\w* (?:des )?personnes handicapees",
    "demandeurs-emploi": r"maison de l.emploi|\bplie\b|reussir en sambre",
}
"""Code of a public -> names of places that receive only that public."""


def publics_of(name: str, site: str = "") -> tuple[str, ...]:
    """Return the codes of the publics that a place is reserved to, by its name and its site.

    site: its web address, "" if unknown. Empty for a place open to everybody.
    """
    folded = f"{fold(name)} {site.lower().replace('-', ' ')}"
    return tuple(code for code, pattern in RESERVED.items() if re.search(pattern, folded))


def is_public_space(name: str) -> bool:
    """Return True if the name of a place says that it is a public digital space (EPN).

    That is a place where one uses a computer and is helped: a "Cyber-base", a "Point Cyb".
    """
    return _PUBLIC_SPACE.search(fold(name)) is not None


def is_itinerant(name: str, kind: str) -> bool:
    """Return True if the name or the type of a place says that it travels, as a bus does."""
    return _ITINERANT.search(f"{fold(name)} {fold(kind)}") is not None
