"""Forms of a name: the ways in which people write the name of a record or of a location.

"Afpa, Agence nationale pour la formation professionnelle des adultes" is also called "Afpa", and
"Fédération Envie" "Envie". Forms are compared by their key (`name_key`): in lower case, without
accents nor punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import urlsplit

from index.places.names import name_key
from index.text.stopwords import STOP_WORDS

LEGAL = frozenset({
    "association", "asso", "federation", "fondation", "reseau", "collectif", "cooperative",
    "groupe", "groupement", "scic", "scop", "sas", "sarl", "ong", "union", "societe",
    "entreprise", "francais", "francaise",
})  # fmt: skip
"""Words in a name that say what kind of body bears it, which people leave out or add."""
ARTICLES = frozenset(
    {"l", "le", "la", "les", "un", "une", "d", "de", "du", "des", "a", "au", "aux"}
)
"""Articles, and small words that people put in their place."""
OPTIONAL = ARTICLES | LEGAL | frozenset({
    "municipal", "municipale", "intercommunal", "intercommunale", "communal", "communale",
    "public", "publique",
})  # fmt: skip
"""Words of a name that people leave out: "médiathèque [municipale] Robert Cousin"."""
SMALL = STOP_WORDS | OPTIONAL
"""Words that tell little of a name."""
TAIL_MIN_WORDS = 3
"""Content words of the shortest end of a name, after a comma, that is a name too."""
COMPACT_WORDS = range(2, 5)
"""Numbers of words of the names that people also write in one word."""
_APART = re.compile(r"\s*(?:\(([^)]*)\))\s*")
_CUT = re.compile(r",\s|\s[–—-]\s|\s?:\s")
_FORMERLY = re.compile(r"^(?:ex|ancien(?:nement|ne)?)[ -]+", re.IGNORECASE)
_ACRONYM = re.compile(r"[A-ZÉ0-9&]{2,8}")


class Kind(IntEnum):
    """Kind of a form, the closest to the full name first."""

    NAME = 0
    SHORT = 1
    ACRONYM = 2
    OTHER = 3
    PART = 4


@dataclass(frozen=True)
class Form:
    """A form of a name.

    key: as `name_key` writes it, not empty; kind: what it is of the name.
    """

    key: str
    kind: Kind


def forms_of(
    nom: str,
    sigle: str | None = None,
    others: Iterable[str] = (),
    site: str | None = None,
    joined: bool = True,
) -> tuple[Form, ...]:
    """Write a name in all its forms.

    Args:
        nom: the full name.
        sigle: the acronym, or the short name.
        others: other and former names.
        site: address of the site, whose domain is a name too.
        joined: whether people write the name in one word too.

    Returns:
        The forms, each key once, with the kind that is closest to the name.
    """
    kinds: dict[str, Kind] = {}
    for kind, text in _written(nom, sigle, others, site):
        for key in (name_key(text), *_shortened(name_key(text), joined)):
            if key:
                kinds.setdefault(key, kind)
    return tuple(Form(key, kind) for key, kind in kinds.items())


def _written(
    nom: str, sigle: str | None, others: Iterable[str], site: str | None
) -> Iterator[tuple[Kind, str]]:
    """Yield the forms of a name as they are written, with their kinds, the closest first."""
    yield Kind.NAME, nom
    short = _APART.sub(" ", nom).strip()
    yield Kind.SHORT, short
    if sigle:
        yield Kind.ACRONYM, sigle
    for other in others:
        yield Kind.OTHER, other
    for inside in _APART.findall(nom):
        yield from _inside(inside)
    head, *tails = _CUT.split(short)
    if tails:
        yield Kind.PART, head
    for tail in tails:
        if sum(word not in STOP_WORDS for word in name_key(tail).split()) >= TAIL_MIN_WORDS:
            yield Kind.PART, tail
    if site:
        yield from ((Kind.OTHER, text) for text in _domain(site))


def _inside(text: str) -> Iterator[tuple[Kind, str]]:
    """Yield what is in parentheses in a name, if it is a name: an acronym or a former name."""
    former = _FORMERLY.sub("", text)
    if former != text:
        yield Kind.OTHER, former
    elif _ACRONYM.fullmatch(text):
        yield Kind.ACRONYM, text
    elif len(name_key(text).split()) > TAIL_MIN_WORDS:
        yield Kind.PART, text


def _shortened(key: str, joined: bool) -> Iterator[str]:
    """Yield the key of a name without its article or legal form, and in one word if joined."""
    words = key.split()
    start = 0
    while start < len(words) - 1 and words[start] in ARTICLES | LEGAL:
        start += 1
    end = len(words) - (words[-1] in LEGAL and len(words) > start + 1)
    rest = words[start:end]
    if len(rest) < len(words) and (len(rest) > 1 or len(rest[0]) > 2):
        yield " ".join(rest)
    if joined and len(rest) in COMPACT_WORDS:
        yield "".join(rest)


def _domain(site: str) -> Iterator[str]:
    """Yield the domain of a site that is the home of a body: "ecodair.org", then "ecodair"."""
    parts = urlsplit(site)
    host = (parts.hostname or "").removeprefix("www.")
    if host.count(".") == 1 and parts.path in ("", "/"):
        yield host
        yield host.partition(".")[0]
