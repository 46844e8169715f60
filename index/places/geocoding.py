"""The field of places: the whole text is a name, a code or an address, perhaps mistaken."""

from __future__ import annotations

import re
from collections.abc import Callable

from index.places.evidence import resolve
from index.places.gazetteer import Gazetteer, country_named, place_of
from index.places.mentions import departement_number, find_place
from index.places.models import Place
from index.places.names import Name
from index.places.triggers import NUMBER_CUES
from index.places.words import Words

ADDRESS_TOWN = 2_000
"""Inhabitants from which a mistaken name at the end of an address is thought of."""
SENTENCE_WORDS = 2
MAX_EDITS = 6
"""Edits that no name bears."""
LEADING = re.compile(
    r"^(?:(?:je suis|j habite|pres de|autour de|a cote de|vers|ville de|commune de|secteur|dans"
    r"|habitant|region|departement|a|en|sur)(?: d)? )+"
)
"""Words that may go before the name."""
NOWHERE = frozenset({
    "chez moi", "ici", "partout", "n importe ou", "a la maison", "en ligne", "a distance",
    "nulle part", "je ne sais pas", "je sais pas", "peu importe", "ma ville", "mon village",
    "mon quartier", "pres de chez moi", "a cote de chez moi", "a cote", "pas loin",
    "pas trop loin", "internet", "en visio", "par telephone", "au telephone", "sans importance",
    "autour de moi", "centre ville",
})  # fmt: skip

_ARTICLE = re.compile(r"^(?:le|la|les|l) ")
_CONTRACTED = re.compile(r"^(au|aux|du|des) ")
_FULL = {"au": "le ", "aux": "les ", "du": "le ", "des": "les "}
_ARTICLE_AFTER = re.compile(r"^(.+?)[\s,]*\(?\b(le|la|les|l['’])\)?$", re.IGNORECASE)
_POSTAL = re.compile(r"\d{5}")


def read_place(text: str, gazetteer: Gazetteer, exists: Callable[[str], bool]) -> Place | None:
    """The place that a field of places names, mistakes included.

    Args:
        text: what was typed: a name, a postal code, the number of a département, an address.
        gazetteer: the names known.
        exists: whether a folded word is a known one: a text of known words is no mistaken name.

    Returns:
        The place, or None when none is understood.
    """
    match = _ARTICLE_AFTER.match(text)
    words = Words.of(f"{match[2]} {match[1]}" if match and "(" in text else text)
    key = words.key(0, len(words))
    if not key or key in NOWHERE:
        return None
    return (
        _country(key)
        or _numbered(words, gazetteer)
        or _postal(words, gazetteer)
        or gazetteer.arrondissement(key)
        or _town_of_area(words, gazetteer)
        or _named(key, gazetteer)
        or _mistaken(words, key, gazetteer, exists)
        or _inside(words, gazetteer)
        or _mistaken_end(words, gazetteer, exists)
    )


def _country(key: str) -> Place | None:
    """The country that a whole text names."""
    said = key.removeprefix("toute ").removeprefix("en ").removesuffix(" entiere")
    return country_named(_ARTICLE.sub("", said))


def _numbered(words: Words, gazetteer: Gazetteer) -> Place | None:
    """A département by its number alone: "59", "le 93", "dpt 42"."""
    last = len(words) - 1
    alone = last == 0 or words.cue(last, NUMBER_CUES) == last
    number = words.folded[last]
    return gazetteer.departement(number) if alone and len(number) <= 3 else None


def _postal(words: Words, gazetteer: Gazetteer) -> Place | None:
    codes = (word for word in words.folded if _POSTAL.fullmatch(word))
    places = (gazetteer.postal(code, words.folded) for code in codes)
    return next((place for place in places if place is not None), None)


def _forms(key: str) -> tuple[str, ...]:
    """A name as typed, without what goes before it, and without its article."""
    bare = LEADING.sub("", key)
    full = _CONTRACTED.sub(lambda match: _FULL[match[1]], bare)
    return tuple(dict.fromkeys((key, bare, full, _ARTICLE.sub("", full))))


def _town_of_area(words: Words, gazetteer: Gazetteer) -> Place | None:
    """A name followed by its département or region: "Saint-Denis 93", "Moulins (Allier)"."""
    last = len(words) - 1
    departement = departement_number(words, last, gazetteer) if last else ""
    key = words.key(0, last)
    town = gazetteer.within(key, departement) if departement else None
    if town is not None:
        return place_of(town)
    found = gazetteer.nearest(key, 0)[1] if departement else None
    near = None if found is None else _place(found, departement)
    return near if near is not None and near.departement == departement else None


def _named(key: str, gazetteer: Gazetteer) -> Place | None:
    """A name, whole or its start ("sarlat")."""
    known = [name for form in _forms(key) if (name := gazetteer.name(form)) is not None]
    if known:
        largest = max(known, key=lambda name: name.population)
        area = key.startswith(("en ", "dans "))
        return place_of(resolve(largest, "", near=False, area=area))
    starts = (gazetteer.starting(form) for form in _forms(key) if len(form) > 3)
    found = next((each for each in starts if each is not None), None)
    return None if found is None else _place(found)


def _place(name: Name, departement: str = "") -> Place:
    return place_of(resolve(name, departement, near=False, area=False))


def _inside(words: Words, gazetteer: Gazetteer) -> Place | None:
    """A name inside an address."""
    mention = find_place(words.text, gazetteer, None, lenient=True)
    return None if mention is None else mention.place


def _mistaken(
    words: Words, key: str, gazetteer: Gazetteer, exists: Callable[[str], bool]
) -> Place | None:
    """A whole text that is a name with mistakes."""
    allowed = 1 if _is_sentence(words, exists) else MAX_EDITS
    near = (gazetteer.nearest(form, 0) for form in _forms(key))
    found = next((name for edits, name in near if name is not None and edits <= allowed), None)
    return None if found is None else _place(found)


def _mistaken_end(
    words: Words, gazetteer: Gazetteer, exists: Callable[[str], bool]
) -> Place | None:
    """A name with mistakes at the end of an address."""
    if _is_sentence(words, exists):
        return None
    ends = (words.key(first, len(words)) for first in range(1, len(words)))
    names = (gazetteer.nearest(end, ADDRESS_TOWN)[1] for end in ends)
    found = next((name for name in names if name is not None), None)
    return None if found is None else _place(found)


def _is_sentence(words: Words, exists: Callable[[str], bool]) -> bool:
    """Whether a text says something else than a name: several words, all known."""
    return len(words) >= SENTENCE_WORDS and all(exists(word) for word in words.folded)
