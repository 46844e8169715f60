"""Evidence that a name in a text is a place: triggers, capitals and number of inhabitants.

Many names of places are also words ("Tours", "Bus") or first names ("Nancy"): evidence says whether
a place is meant, and which one of those that bear the name.
"""

from __future__ import annotations

from index.places import triggers
from index.places.communes import AREAS, Commune
from index.places.names import Name
from index.places.words import Words

LARGE = 20_000
"""Inhabitants from which the name of a town that is not an ordinary word needs no trigger (a word
before it that announces a place, such as "à")."""
LARGE_CITY = 50_000
"""Inhabitants from which a capitalised ordinary word at the end of the text means the town."""
VERY_LARGE = 100_000
"""Inhabitants from which an ordinary word at the end of the text means the town."""
SIZEABLE_TOWN = 12_000
"""Inhabitants from which "a tours" means the town, in spite of the missing accent."""
VILLAGE = 3_000
"""Inhabitants from which a name of several words needs no trigger."""

_OF_ANY = triggers.OF | {"des"}


def resolve(name: Name, departement: str, near: bool, area: bool) -> Commune:
    """Return which place is meant when several bear the same name (toponym resolution).

    Args:
        name: the name, with the places that bear it.
        departement: code of the département written beside the name ("93"), "" when there is none.
        near: True when words that announce a town come before the name ("près de").
        area: True when words that announce an area come before it ("dans le" Nord).

    Returns:
        After words that announce an area, a département or a région; otherwise a town. A town of
        few inhabitants, which nothing announces, gives way to a more populous area of the same
        name.
    """
    if area:
        return name.resolve(area=True, departement=departement)
    town = name.resolve(area=False, departement=departement)
    if near or town.population >= SIZEABLE_TOWN:
        return town
    return name.resolve(departement=departement)


def has_departement_article(words: Words, first: int, name: Name) -> bool:
    """Return True when the word before a name shows that it is a département: "des Landes".

    "Landes" is also an ordinary word: it is the département when it has a capital and when its
    article, "les", is merged with "de" before it ("des").

    Args:
        words: the words of the text.
        first: index, in the text, of the first word of the name.
        name: the name.

    Returns:
        True for the capitalised name of such a département after "du" or "des", as its article
        requires.
    """
    article = {"le": "du", "les": "des"}.get(triggers.AREA_ARTICLES.get(name.key, ""), "")
    return bool(article) and words.before(first) == article and words.capital(first, first + 1)


def evidence_for(words: Words, first: int, last: int, name: Name) -> int:
    """Grade how sure it is that some words of a text are the name of a place, from 0 to 3.

    Many names are also ordinary words ("Tours") or first names ("Nancy").

    Args:
        words: the words of the text.
        first: index of the first word of the name.
        last: index of the word after its last.
        name: the name that these words make, with the places that bear it.

    Returns:
        0 when they are not taken for a place; 1 for a name that is enough by itself, such as that
        of a large town; 2 when a capital confirms it; 3 when words around it announce a place
        ("près de Lille").
    """
    capital = words.capital(first, last)
    area = bool(words.trigger(first, triggers.AREA_TRIGGERS))
    area = area and name.resolve(area=True).type in AREAS
    near = bool(words.trigger(first, triggers.NEAR_TRIGGERS))
    if name.key in triggers.DIRECTIONS and words.after(last - 1) in _OF_ANY:
        return 0
    if name.ordinary and last - first < 3:
        return _ordinary_evidence(words, first, last, name, capital, area, near)
    many = last - first > 1
    contracted = words.folded[first] in triggers.CONTRACTED
    town = contracted or words.trigger(first, triggers.TOWN_TRIGGERS)
    large = name.population >= LARGE or (many and name.population >= VILLAGE)
    sure = words.before(first) not in _OF_ANY or capital or large
    if near or area or (town and sure and not words.is_verb(first - 1)):
        return 3
    if words.folded[first] in triggers.FIRST_NAMES and not words.closed(first):
        return 0
    if large:
        return 2 if capital else 1
    return 2 if capital and town else 0


def _ordinary_evidence(
    words: Words, first: int, last: int, name: Name, capital: bool, area: bool, near: bool
) -> int:
    """Grade as `evidence_for` a name that is also made of ordinary words."""
    sizeable = name.population >= SIZEABLE_TOWN
    many = last - first > 1
    if near and (capital or many or sizeable):
        return 3
    if has_departement_article(words, first, name):
        return 3
    before = words.before(first)
    wider = name.resolve(area=True)
    if area and (before != "en" or capital or wider.type == "region"):
        article = triggers.AREA_ARTICLES.get(name.key, before)
        return 3 if before in (article, "en") and wider.type in AREAS else 0
    town = before in triggers.TOWN_PREPOSITIONS or words.folded[first] in ("au", "aux")
    if town and not words.is_verb(first - 1) and (capital or sizeable):
        return 3 if capital or before != "sur" else 0
    if capital and before in triggers.OF and sizeable:
        return 2
    if words.bracketed(first) and capital and wider.type in AREAS:
        return 3
    if many and name.population >= VERY_LARGE and (capital or wider.type == "region"):
        return 2 if capital else 1
    return int(_ends_text(words, first, last) and _is_city(name, capital))


def _ends_text(words: Words, first: int, last: int) -> bool:
    """Return whether a run ends a text of several words, without a determiner before it."""
    return last == len(words) and first > 0 and words.before(first) not in triggers.DETERMINERS


def _is_city(name: Name, capital: bool) -> bool:
    """Return whether a name is that of a town large enough to need no other evidence."""
    town = name.resolve(area=False)
    size = LARGE_CITY if capital else VERY_LARGE
    return town.type not in AREAS and town.population >= size
