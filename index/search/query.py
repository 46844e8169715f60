"""Query: the text typed, cleaned and bounded, with its filters and its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import ClassVar

from index.errors import InvalidQuery
from index.locations.filters import LocationFilters
from index.messages import Sentence
from index.places.models import PlaceCode, Point
from index.places.proximity import DEFAULT_RADIUS_KM, WIDER_RADII_KM
from index.text.analysis import CONTROL_CATEGORIES

MAX_CHARS = 300
"""Most characters of the text of a query. A need fits; more would only cost encoding time."""
UNFOLDED = 2
"""Most times that a text may be longer after NFKC (Unicode normalisation, which turns one
character, U+FDFA, into eighteen)."""
WORD_CHARS = 5
"""Characters that a word and its space take at least, on average: of the longest text, words beyond
are not read. The longest need that was judged has 50 of 60; "à " said 150 times costs as much as
three searches."""
MAX_PROFILE_CHARS, MAX_SKILL_CHARS = 1_000, 120
"""Most characters of the text in which a person says what they can do, and of one skill of a list.
"""
MAX_PLACE_CHARS = 120
ONE_PLACE = Sentence("Donnez un seul lieu : un nom, un point, ou un seul code.")
MAX_PAGE_SIZE = 50
MAX_PAGE = 200
MAX_CODES = 30
"""Most codes of filters of one query, all fields together: far more than the page offers."""


class Order(StrEnum):
    """Order of results: most relevant first, or nearest to the place of the query first."""

    RELEVANCE = "pertinence"
    DISTANCE = "distance"


FIELD_NAMES = {
    "q": Sentence("besoin"),
    "lieu": Sentence("lieu"),
    "profil": Sentence("profil"),
    "competences": Sentence("texte"),
    "mission": Sentence("texte"),
    "mot": Sentence("mot"),
}
"""Name of a parameter of requests -> what it is called in error messages."""
_SPACES, _WORD = re.compile(r"\s+"), re.compile(r"\w+")


def clean(text: str, field: str = "q", max_chars: int = MAX_CHARS) -> str:
    """Clean a text typed by a person: Unicode NFKC, no invisible characters, single spaces.

    Args:
        text: as typed.
        field: parameter of the request that it comes from, named in errors: "q" for the need,
            "lieu" for the place.
        max_chars: most characters as typed; after NFKC, twice as many are accepted.

    Returns:
        The text cleaned, with at least one letter or digit, and a word for each `WORD_CHARS`
        characters that it may have, at most.

    Raises:
        InvalidQuery: when the text has no letter nor digit, is too long, or is not valid Unicode.
    """
    cleaned = _first_words(visible(_normalised(text, field, max_chars)), max_chars // WORD_CHARS)
    if not any(char.isalnum() for char in cleaned):
        raise InvalidQuery(
            field, Sentence("Écrivez votre %(what)s avec quelques mots.", what=FIELD_NAMES[field])
        )
    return cleaned


def _first_words(text: str, most: int) -> str:
    """Return a text up to the end of its last word that is read; most: words that are."""
    after = next(islice(_WORD.finditer(text), most, None), None)
    return text if after is None else text[: after.start()].rstrip()


def visible(text: str) -> str:
    """Return a text as people see it: Unicode NFKC, no invisible characters, single spaces."""
    shown = "".join(
        char
        for char in unicodedata.normalize("NFKC", text)
        if char.isspace() or unicodedata.category(char) not in CONTROL_CATEGORIES
    )
    return unicodedata.normalize("NFKC", _SPACES.sub(" ", shown).strip())


def is_unicode(text: str) -> bool:
    """Return whether a text is valid Unicode: without lone surrogate (half of a character)."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _normalised(text: str, field: str, max_chars: int) -> str:
    """Return a text after NFKC; InvalidQuery if too long before or after, or no valid Unicode."""
    what = FIELD_NAMES[field]
    if len(text) > max_chars:
        raise InvalidQuery(
            field,
            Sentence(
                "Le %(what)s fait %(chars)s caractères ; %(most)s au plus.",
                what=what, chars=len(text), most=max_chars,
            ),
        )  # fmt: skip
    if not is_unicode(text):
        raise InvalidQuery(
            field, Sentence("Le %(what)s contient des caractères illisibles.", what=what)
        )
    normalised = unicodedata.normalize("NFKC", text)
    if len(normalised) > UNFOLDED * max_chars:
        raise InvalidQuery(
            field, Sentence("Le %(what)s contient des caractères trop longs.", what=what)
        )
    return normalised


def _clean_place(text: str) -> str:
    """Clean the name of a place; return an empty text when it has no letter nor digit."""
    if len(text) > MAX_PLACE_CHARS:
        raise InvalidQuery(
            "lieu", Sentence("Le lieu fait plus de %(most)s caractères.", most=MAX_PLACE_CHARS)
        )
    return clean(text, "lieu") if any(char.isalnum() for char in text) else ""


@dataclass(frozen=True, kw_only=True)
class PlacedQuery:
    """Place of a search, filters on its locations, and the page of results to return.

    near: point to search around, None without one; radius_km: kilometres around the place; place:
    content of the separate field for places, empty if not filled in; code: official code of the
    place, instead of its name or of a point, None without one; location_filters: on what locations
    have; page: from 1; size: results of a page.
    """

    near: Point | None = None
    radius_km: float = DEFAULT_RADIUS_KM
    place: str = ""
    code: PlaceCode | None = None
    location_filters: LocationFilters = LocationFilters()
    page: int = 1
    size: int = 10

    def __post_init__(self) -> None:
        """Clean the name of the place.

        Raises:
            InvalidQuery: when it is too long, the page, its size or the radius is out of bounds, or
                a place has both a code and a name or a point.
        """
        object.__setattr__(self, "place", _clean_place(self.place))
        if self.code is not None and (self.place or self.near is not None):
            raise InvalidQuery(self.code.parameter, ONE_PLACE)
        if not 1 <= self.page <= MAX_PAGE:
            raise InvalidQuery("page", f"La page va de 1 à {MAX_PAGE}.")
        if not 1 <= self.size <= MAX_PAGE_SIZE:
            raise InvalidQuery("size", f"La taille d'une page va de 1 à {MAX_PAGE_SIZE}.")
        if not 1 <= self.radius_km <= WIDER_RADII_KM[-1]:
            raise InvalidQuery("distance", f"La distance va de 1 à {WIDER_RADII_KM[-1]:.0f} km.")


@dataclass(frozen=True)
class LocationQuery(PlacedQuery):
    """Request for a list of locations: a place, a need or a network, without any text.

    need: identifier of the need that they serve, empty for any; network: identifier of the record
    that they belong to, empty for any.
    """

    need: str = ""
    network: str = ""


@dataclass(frozen=True)
class Query(PlacedQuery):
    """Search that a person asks for: a text, filters, a place, and the page of results to return.

    text: the need in everyday words, cleaned at creation. filters: name of a field of records ->
    codes accepted. anywhere: True to take no word of the text for a place. exact: True to leave the
    spelling uncorrected. order: by relevance or by distance, in which case doubtful records come
    after all the others. counted: True to count results by filter. is_request: whether the text
    asks for something, and does not tell of a person. limits: (name of the parameter that holds the
    text, its most characters).
    A filter on locations keeps the records that have one that passes; when it is on those that are
    open, the records that are open themselves too.
    """

    text: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exact: bool = False
    anywhere: bool = False
    order: Order = Order.RELEVANCE
    counted: bool = True
    is_request: ClassVar[bool] = True
    limits: ClassVar[tuple[str, int]] = ("q", MAX_CHARS)

    def __post_init__(self) -> None:
        """Clean the texts.

        Raises:
            InvalidQuery: when a text is empty or too long, a number is out of bounds, there are
                more than `MAX_CODES` (30) codes of filters, or a place has both a code and a name
                or a point.
        """
        object.__setattr__(self, "text", clean(self.text, *self.limits))
        super().__post_init__()
        if sum(len(codes) for codes in self.filters.values()) > MAX_CODES:
            raise InvalidQuery("filtres", f"{MAX_CODES} codes de filtre au plus.")

    @property
    def open_at(self) -> datetime | None:
        """Moment when results are open; None for no such filter."""
        return self.location_filters.open_at

    @property
    def is_plain(self) -> bool:
        """True when the query has no filter and the usual order of results."""
        unfiltered = not self.filters and not self.location_filters
        return unfiltered and self.order is Order.RELEVANCE
