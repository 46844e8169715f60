"""Support: how much the words around a name say that it is a place, and who is meant by it."""

from __future__ import annotations

from index.places import triggers
from index.places.communes import AREAS, Commune
from index.places.names import Name
from index.places.words import Words

LARGE = 20_000
"""Inhabitants from which a name that is no ordinary word is believed without any cue."""
LARGE_CITY = 50_000
"""The same when it is capitalised as well."""
VERY_LARGE = 100_000
"""Inhabitants from which an ordinary word that ends the text is believed to be the town."""
SIZEABLE_TOWN = 12_000
"""Inhabitants from which "a tours" means the town, in spite of the accent left out."""
VILLAGE = 3_000
"""Inhabitants from which a name of several words is believed by itself."""


def resolve(name: Name, departement: str, near: bool, area: bool) -> Commune:
    """Who bears a name here: an area after "dans le", a town of some size otherwise."""
    if area:
        return name.resolve(area=True, departement=departement)
    town = name.resolve(area=False, departement=departement)
    return (
        town if near or town.population >= SIZEABLE_TOWN else name.resolve(departement=departement)
    )


def has_departement_article(words: Words, first: int, name: Name) -> bool:
    """Whether a département is named with its article: "des Landes", "de la Creuse"."""
    article = {"le": "du", "les": "des"}.get(triggers.AREA_ARTICLES.get(name.key, ""), "")
    return bool(article) and words.before(first) == article and words.capital(first, first + 1)


def evidence_for(words: Words, first: int, last: int, name: Name) -> int:
    """How well a name is supported: 0 not enough, 1 by itself, 2 by its writing, 3 by a cue."""
    capital = words.capital(first, last)
    area = bool(words.cue(first, triggers.AREA_CUES)) and name.resolve(area=True).type in AREAS
    near = bool(words.cue(first, triggers.NEAR_CUES))
    if name.key in triggers.DIRECTIONS and words.after(last - 1) in ("de", "du", "d", "des"):
        return 0
    if name.ordinary and last - first < 3:
        return _ordinary_support(words, first, last, name, capital, area, near)
    many = last - first > 1
    before = words.before(first)
    town = words.cue(first, triggers.TOWN_CUES) or words.folded[first] in triggers.CONTRACTED
    large = name.population >= LARGE or (many and name.population >= VILLAGE)
    sure = before not in ("de", "du", "des", "d") or capital or large
    if near or area or (town and sure and not words.is_verb(first - 1)):
        return 3
    if words.folded[first] in triggers.FIRST_NAMES and not words.closed(first):
        return 0
    if large:
        return 2 if capital else 1
    return 2 if capital and town else 0


def _ordinary_support(
    words: Words, first: int, last: int, name: Name, capital: bool, area: bool, near: bool
) -> int:
    """The same for a name that is also made of ordinary words."""
    known = name.population >= SIZEABLE_TOWN
    if (near and (capital or last - first > 1 or known)) or has_departement_article(
        words, first, name
    ):
        return 3
    before = words.before(first)
    wider = name.resolve(area=True)
    if area and (before != "en" or capital or wider.type == "region"):
        article = triggers.AREA_ARTICLES.get(name.key, before)
        return 3 if before in (article, "en") and wider.type in AREAS else 0
    at = before in ("a", "sur") or words.folded[first] in ("au", "aux")
    if at and not words.is_verb(first - 1) and (capital or known):
        return 3 if capital or before != "sur" else 0
    if capital and before in ("de", "d", "du") and known:
        return 2
    if words.bracketed(first) and capital and wider.type in AREAS:
        return 3
    many = last - first > 1
    if many and name.population >= VERY_LARGE and (capital or wider.type == "region"):
        return 2 if capital else 1
    alone = last == len(words) and first > 0 and before not in triggers.DETERMINERS
    town = name.resolve(area=False)
    size = LARGE_CITY if capital else VERY_LARGE
    return int(alone and town.type not in AREAS and town.population >= size)
