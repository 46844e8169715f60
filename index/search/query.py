"""A query: what was typed, made safe, with its filters and its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from index.errors import InvalidQuery
from index.messages import Sentence
from index.places.models import Point
from index.places.proximity import DEFAULT_RADIUS_KM, WIDER_RADII_KM
from index.text.analysis import CONTROL_CATEGORIES

MAX_CHARS = 300
"""Characters typed. A need fits; beyond, the encoder would only cost time."""
UNFOLDED = 2
"""Times as many characters after NFKC, at most: one character (U+FDFA) can become eighteen."""
MAX_PROFILE_CHARS, MAX_SKILL_CHARS = 1_000, 120
"""Characters of what somebody says of themselves, and of a skill told apart."""
MAX_PLACE_CHARS = 120
MAX_PAGE_SIZE = 50
MAX_PAGE = 200
MAX_CODES = 30
"""Filter codes in all, far beyond what the page offers."""


class Order(StrEnum):
    """What comes first."""

    RELEVANCE = "pertinence"
    DISTANCE = "distance"


SAID = {
    "q": Sentence("besoin"),
    "lieu": Sentence("lieu"),
    "profil": Sentence("profil"),
    "competences": Sentence("texte"),
}
"""Parameter -> what it is for who types it."""
_SPACES = re.compile(r"\s+")


def clean(text: str, field: str = "q", max_chars: int = MAX_CHARS) -> str:
    """A text as it will be searched: NFKC, no control nor invisible characters, single spaces.

    Args:
        text: as typed.
        field: the parameter that it comes from: "q" for the need, "lieu" for the place.
        max_chars: characters that it may have, twice as many after NFKC.

    Returns:
        The text cleaned, with at least one letter or digit.

    Raises:
        InvalidQuery: when it is empty, too long before or after NFKC, or no valid Unicode.
    """
    cleaned = visible(_normalised(text, field, max_chars))
    if not any(char.isalnum() for char in cleaned):
        raise InvalidQuery(
            field, Sentence("Écrivez votre %(what)s avec quelques mots.", what=SAID[field])
        )
    return cleaned


def visible(text: str) -> str:
    """A text as people see it: NFKC, no control nor invisible characters, single spaces."""
    seen = "".join(
        char
        for char in unicodedata.normalize("NFKC", text)
        if char.isspace() or unicodedata.category(char) not in CONTROL_CATEGORIES
    )
    return unicodedata.normalize("NFKC", _SPACES.sub(" ", seen).strip())


def is_unicode(text: str) -> bool:
    """Whether a text is valid Unicode: it holds no half of a character (lone surrogate)."""
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _normalised(text: str, field: str, max_chars: int) -> str:
    """A text after NFKC; InvalidQuery when it is too long before or after, or no valid Unicode."""
    what = SAID[field]
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
    """A name of place as it will be read; empty when it says nothing."""
    if len(text) > MAX_PLACE_CHARS:
        raise InvalidQuery(
            "lieu", Sentence("Le lieu fait plus de %(most)s caractères.", most=MAX_PLACE_CHARS)
        )
    return clean(text, "lieu") if any(char.isalnum() for char in text) else ""


@dataclass(frozen=True)
class Query:
    """A need and how to answer it.

    text: as typed, cleaned; filters: facet field -> codes; near: a point, or None; radius_km:
    around it; exact: search the words as typed, without mending them; page: from 1; size: hits
    a page; place: what the field of places says, as typed; anywhere: seek no place in the need;
    order: by distance, the nearest of who is likely to answer comes first; open_at: keep who says
    to be open at this moment, which has a time zone.
    """

    text: str
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: Point | None = None
    radius_km: float = DEFAULT_RADIUS_KM
    exact: bool = False
    page: int = 1
    size: int = 10
    place: str = ""
    anywhere: bool = False
    order: Order = Order.RELEVANCE
    open_at: datetime | None = None
    limits: ClassVar[tuple[str, int]] = ("q", MAX_CHARS)

    def __post_init__(self) -> None:
        """Clean the text and refuse what is out of bounds."""
        object.__setattr__(self, "text", clean(self.text, *self.limits))
        object.__setattr__(self, "place", _clean_place(self.place))
        if not 1 <= self.page <= MAX_PAGE:
            raise InvalidQuery("page", f"La page va de 1 à {MAX_PAGE}.")
        if not 1 <= self.size <= MAX_PAGE_SIZE:
            raise InvalidQuery("size", f"La taille d'une page va de 1 à {MAX_PAGE_SIZE}.")
        if not 1 <= self.radius_km <= WIDER_RADII_KM[-1]:
            raise InvalidQuery("distance", f"La distance va de 1 à {WIDER_RADII_KM[-1]:.0f} km.")
        if sum(len(codes) for codes in self.filters.values()) > MAX_CODES:
            raise InvalidQuery("filtres", f"{MAX_CODES} codes de filtre au plus.")

    @property
    def is_plain(self) -> bool:
        """Whether it asks a need, and perhaps a place, without refining the answer."""
        return not self.filters and self.open_at is None and self.order is Order.RELEVANCE
