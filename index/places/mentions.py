"""Mentions: the place that somebody names inside a need.

Most words are no place. A name is believed when a word before it says so ("à", "près de"), when it
is capitalised, or when it is that of a town large enough and of nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.places import triggers
from index.places.communes import AREAS, Commune
from index.places.evidence import (
    LARGE,
    SIZEABLE_TOWN,
    evidence_for,
    has_departement_article,
    resolve,
)
from index.places.gazetteer import MAX_NAME_WORDS, Gazetteer, country, place_of
from index.places.misspelt import Vocabulary, find_misspelt_place
from index.places.models import Place
from index.places.names import COUNTRIES, Name
from index.places.words import Words

MAX_GAP_WORDS = 3
"""Words between a town and the area that says which one: "Saint-Pierre à la Réunion"."""

_DEPARTEMENT = re.compile(r"\d{2,3}|2[ab]")
_POSTAL = re.compile(r"\d{5}")


@dataclass(frozen=True)
class Mention:
    """A place found inside a need, and where it is said: (start, end), its cue included."""

    place: Place
    start: int
    end: int


@dataclass(frozen=True)
class _Found:
    """A run of words that is a name: from `first` to `last` excluded."""

    first: int
    last: int
    name: Name | Place

    @property
    def size(self) -> int:
        """Inhabitants of what is meant."""
        return self.name.population if isinstance(self.name, Name) else LARGE


def find_place(
    text: str, gazetteer: Gazetteer, lexicon: Vocabulary | None, lenient: bool = False
) -> Mention | None:
    """The place that a need names, if any.

    Args:
        text: the need, as typed.
        gazetteer: the names known.
        lexicon: the words known, which mistaken names are not; None to mend no name.
        lenient: whether the text is an address, where names need no cue.

    Returns:
        The mention of the place, or None.
    """
    words = Words.of(text)
    coded = _by_code(words, gazetteer)
    if coded is not None:
        return coded
    named = _by_name(words, gazetteer, lenient)
    found = None if lexicon is None else find_misspelt_place(words, gazetteer, lexicon)
    mistaken = None if found is None else _mention(words, *found)
    return mistaken if named is None or _holds(mistaken, named) else named


def _holds(wider: Mention | None, other: Mention) -> bool:
    """Whether a mention goes beyond another: "senne et marne" says more than "marne"."""
    return wider is not None and wider.start < other.start and wider.end >= other.end


def departement_number(words: Words, place: int, gazetteer: Gazetteer) -> str:
    """The département that a word is the number of, or an empty text."""
    if 0 <= place < len(words) and _DEPARTEMENT.fullmatch(words.folded[place]):
        found = gazetteer.departement(words.folded[place])
        return "" if found is None else found.departement
    return ""


def _mention(words: Words, place: Place, first: int, last: int) -> Mention:
    return Mention(place, *words.enclosed(first, last))


def _by_code(words: Words, gazetteer: Gazetteer) -> Mention | None:
    """A postal code, or the number of a département after "dans le" or between brackets."""
    for place, word in enumerate(words.folded):
        if _POSTAL.fullmatch(word) and words.before(place) not in triggers.CODES:
            found = gazetteer.postal(word, words.folded)
            if found is not None:
                return _mention(words, found, *_around(words, place, word, gazetteer))
        if departement_number(words, place, gazetteer) and _is_numbered(words, place):
            number = gazetteer.departement(word)
            if number is not None:
                cue = words.cue(place, triggers.NUMBER_CUES | triggers.AREA_CUES)
                return _numbered(words, place, cue, number, gazetteer)
    return None


def _numbered(words: Words, place: int, cue: int, number: Place, gazetteer: Gazetteer) -> Mention:
    """The département of a number, or the town named before it: "Saint-Denis (93)"."""
    if words.bracketed(place):
        for first in range(max(0, place - MAX_NAME_WORDS), place):
            town = gazetteer.within(words.key(first, place), number.departement)
            if town is not None:
                start = first - words.cue(first, triggers.NEAR_CUES | triggers.TOWN_CUES)
                return _mention(words, place_of(town), start, place + 1)
    return _mention(words, number, place - cue, place + 1)


def _is_numbered(words: Words, place: int) -> bool:
    """Whether a number is said to be that of a département."""
    corsica = words.folded[place] in ("2a", "2b") and words.cue(place, triggers.AREA_CUES)
    if corsica or words.cue(place, triggers.SURE_NUMBER_CUES):
        return True
    said = words.cue(place, triggers.NUMBER_CUES) or words.bracketed(place)
    return bool(said) and not _counts(words, place)


def _counts(words: Words, place: int) -> bool:
    """Whether a number counts something: "le 17 mars", "les 20 ordinateurs"."""
    return not words.closed(place) and words.folded[place + 1] not in triggers.UNITS


def _around(words: Words, place: int, code: str, gazetteer: Gazetteer) -> tuple[int, int]:
    """The words of a postal code and of the name beside it, before or after: "59000 Lille"."""
    first = _name_start(words, place, gazetteer)
    for last in range(min(len(words), place + 1 + MAX_NAME_WORDS), place + 1, -1):
        found = gazetteer.name(words.key(place + 1, last))
        if found is not None and any(code in each.codes_postaux for each in found.bearers):
            return first, last
    return first, place + 1


def _name_start(words: Words, place: int, gazetteer: Gazetteer) -> int:
    """Where the name that goes before a postal code starts, with its cue."""
    every = triggers.NEAR_CUES | triggers.TOWN_CUES
    for first in range(max(0, place - MAX_NAME_WORDS), place):
        if gazetteer.name(words.key(first, place)) is not None:
            return first - words.cue(first, every)
    return place - words.cue(place, every)


def _by_name(words: Words, gazetteer: Gazetteer, lenient: bool) -> Mention | None:
    """The best supported of the names found: with a cue, then the longest, then the last."""
    names = list(_names(words, gazetteer))
    pair = _pair(words, names, lenient)
    if pair is not None:
        return pair
    found = [
        (support, each.size if lenient else each.last - each.first, each.first, mention)
        for each in names
        for support, mention in _believed(words, each, gazetteer, lenient)
    ]
    return max(found, key=lambda each: each[:3])[3] if found else None


def _names(words: Words, gazetteer: Gazetteer) -> Iterator[_Found]:
    """Every run of words that is a name, none inside a longer one."""
    first = 0
    while first < len(words):
        inside = words.folded[first] in triggers.ARTICLES and words.before(first) == "dans"
        lasts = range(min(len(words), first + MAX_NAME_WORDS), first, -1)
        for last in () if inside else lasts:
            found = _named(words, first, last, gazetteer)
            if found is not None:
                yield _Found(first, last, found)
                first = last - 1
                break
        first += 1


def _named(words: Words, first: int, last: int, gazetteer: Gazetteer) -> Name | Place | None:
    """What bears the name that a run of words makes."""
    key = words.key(first, last)
    if key in COUNTRIES:
        whole = COUNTRIES[key] != "fr" or words.cue(first, triggers.WHOLE_COUNTRY_CUES)
        return country(COUNTRIES[key]) if whole else None
    found: Name | Place | None = gazetteer.arrondissement(key) or gazetteer.name(key)
    if found is None and last - first > 1 and words.folded[first] in triggers.CONTRACTED:
        article = triggers.CONTRACTED[words.folded[first]]
        found = gazetteer.name(f"{article} {words.key(first + 1, last)}")
    return found


def _pair(words: Words, names: list[_Found], lenient: bool) -> Mention | None:
    """A town and the area that says which one: "Clamecy (Nièvre)", "St Joseph à la Réunion"."""
    for one, other in zip(names, names[1:], strict=False):
        close = other.first - one.last <= MAX_GAP_WORDS
        if not close or not isinstance(one.name, Name):
            continue
        ordinary = isinstance(other.name, Name) and other.name.ordinary
        if words.named_after(one.first) in triggers.STREETS:
            continue
        if ordinary and not lenient and not words.capital(other.first, other.last):
            continue
        town = _within(one.name, other.name)
        if town is not None:
            start = one.first - words.cue(one.first, triggers.NEAR_CUES | triggers.TOWN_CUES)
            return _mention(words, place_of(town), start, other.last)
    return None


def _within(name: Name, area: Name | Place) -> Commune | None:
    """The town of a name that is inside an area, or None."""
    towns = [each for each in name.bearers if each.type not in AREAS]
    if isinstance(area, Place):
        foreign = area.country != "fr" and not area.commune
        return next((each for each in towns if foreign and each.pays == area.country), None)
    wider = area.resolve(area=True)
    if wider.type not in AREAS:
        return None
    field = "departement" if wider.type == "departement" else "region"
    inside = [each for each in towns if getattr(each, field) == getattr(wider, field)]
    return inside[0] if inside and inside[0] is not wider else None


def _believed(
    words: Words, found: _Found, gazetteer: Gazetteer, lenient: bool
) -> Iterator[tuple[int, Mention]]:
    """How well a name is supported, when it is enough, and the mention it makes."""
    first, last, name = found.first, found.last, found.name
    whole = words.named_after(first)
    person = words.before(first) in triggers.PEOPLE and not words.closed(first - 1)
    street = whole in (triggers.STREETS if lenient else triggers.SURE_STREETS)
    if whole in triggers.PRODUCTS or person or street:
        return
    near = words.cue(first, triggers.NEAR_CUES)
    area = words.cue(first, triggers.AREA_CUES)
    town = words.cue(first, triggers.TOWN_CUES)
    start = first - max(near, area, town)
    if isinstance(name, Place):
        yield 3 if near or area or town else 2, _mention(words, name, start, last)
        return
    departement = departement_number(words, last, gazetteer)
    if departement and gazetteer.within(name.key, departement) is None:
        departement = ""
    wider = bool(area) or has_departement_article(words, first, name)
    commune = resolve(name, departement, near=bool(near), area=wider and not near)
    if departement:
        commune = gazetteer.within(name.key, departement) or commune
    support = evidence_for(words, first, last, name)
    if departement or (lenient and (not name.ordinary or name.population >= SIZEABLE_TOWN)):
        support = max(support, 2)
    if support:
        yield support, _mention(words, place_of(commune), start, last + bool(departement))
