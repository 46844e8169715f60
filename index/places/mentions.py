"""Mentions of places: the place that a query names, and the position of its name in the text.

Most words of a query name no place. A name counts as a mention when a trigger comes before it
("près de Lille"), when it is capitalised, or when it is the name of a large town and of nothing
else (`index.places.evidence`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.places import triggers
from index.places.administrative_codes import POSTAL_CODE
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
"""Words at most between a town and the area that says which one: "Saint-Pierre à la Réunion"."""

_DEPARTEMENT = re.compile(r"\d{2,3}|2[ab]")
_TOWN_OR_NEAR = triggers.NEAR_TRIGGERS | triggers.TOWN_TRIGGERS


@dataclass(frozen=True)
class Mention:
    """A place named in a text, and where the text names it.

    start, end: indices of the first character and of the one after the last, which include the
    words that announce the place: "près de Lille".
    """

    place: Place
    start: int
    end: int


@dataclass(frozen=True)
class _Candidate:
    """A run of words that is the name of a place: from `first` to `last` excluded."""

    first: int
    last: int
    name: Name | Place

    @property
    def population(self) -> int:
        """Inhabitants of the place that the name means by itself."""
        return self.name.population if isinstance(self.name, Name) else LARGE


def find_place(
    text: str, gazetteer: Gazetteer, vocabulary: Vocabulary | None, lenient: bool = False
) -> Mention | None:
    """Find the place that a query names, and where: Lille in "atelier informatique à Lille".

    Args:
        text: the query.
        gazetteer: the index of the names of places.
        vocabulary: the words that exist, to tell a misspelt name from an ordinary word; None to
            look for correctly spelt names only.
        lenient: True for an address, where a name needs no word before it to announce it ("à").

    Returns:
        The place and its position, or None when the query names no place. A postal code or the
        number of a département comes first, then the name that is most surely that of a place.
    """
    words = Words.of(text)
    coded = _by_code(words, gazetteer)
    if coded is not None:
        return coded
    named = _by_name(words, gazetteer, lenient)
    match = None if vocabulary is None else find_misspelt_place(words, gazetteer, vocabulary)
    misspelt = None if match is None else _mention(words, *match)
    return misspelt if named is None or _extends(misspelt, named) else named


def _extends(wider: Mention | None, other: Mention) -> bool:
    """Return whether a mention begins before another and covers it: "senne et marne", "marne"."""
    return wider is not None and wider.start < other.start and wider.end >= other.end


def departement_number(words: Words, index: int, gazetteer: Gazetteer) -> str:
    """Return the code of the département whose number is the word at `index`: "93", "2A".

    Return "" when the word is no such number, or when the index is out of the text.
    """
    if 0 <= index < len(words) and _DEPARTEMENT.fullmatch(words.folded[index]):
        departement = gazetteer.departement(words.folded[index])
        return "" if departement is None else departement.departement
    return ""


def _mention(words: Words, place: Place, first: int, last: int) -> Mention:
    """Return the mention of a place by a run of words."""
    return Mention(place, *words.enclosed(first, last))


def _by_code(words: Words, gazetteer: Gazetteer) -> Mention | None:
    """Find a postal code, or the number of a département ("dans le 93", "(93)")."""
    for index, word in enumerate(words.folded):
        if POSTAL_CODE.fullmatch(word) and words.before(index) not in triggers.CODES:
            place = gazetteer.postal(word, words.folded)
            if place is not None:
                return _mention(words, place, *_around_code(words, index, word, gazetteer))
        if departement_number(words, index, gazetteer) and _is_departement(words, index):
            departement = gazetteer.departement(word)
            if departement is not None:
                return _numbered(words, index, departement, gazetteer)
    return None


def _numbered(words: Words, index: int, departement: Place, gazetteer: Gazetteer) -> Mention:
    """Return the mention of a département by its number, or of a town: "Saint-Denis (93)"."""
    if words.bracketed(index):
        for first in range(max(0, index - MAX_NAME_WORDS), index):
            town = gazetteer.within(words.key(first, index), departement.departement)
            if town is not None:
                start = first - words.trigger(first, _TOWN_OR_NEAR)
                return _mention(words, place_of(town), start, index + 1)
    count = words.trigger(index, triggers.NUMBER_TRIGGERS | triggers.AREA_TRIGGERS)
    return _mention(words, departement, index - count, index + 1)


def _is_departement(words: Words, index: int) -> bool:
    """Return whether the words around a number say that it is the number of a département."""
    corsica = words.folded[index] in ("2a", "2b") and words.trigger(index, triggers.AREA_TRIGGERS)
    if corsica or words.trigger(index, triggers.SURE_NUMBER_TRIGGERS):
        return True
    announced = words.trigger(index, triggers.NUMBER_TRIGGERS) or words.bracketed(index)
    return bool(announced) and not _counts(words, index)


def _counts(words: Words, index: int) -> bool:
    """Return whether a number counts the next word: "le 17 mars", "les 20 ordinateurs"."""
    return not words.closed(index) and words.folded[index + 1] not in triggers.UNITS


def _around_code(words: Words, index: int, code: str, gazetteer: Gazetteer) -> tuple[int, int]:
    """Return the run of a postal code and of the name before or after it: "59000 Lille"."""
    first = _name_start(words, index, gazetteer)
    for last in range(min(len(words), index + 1 + MAX_NAME_WORDS), index + 1, -1):
        name = gazetteer.name(words.key(index + 1, last))
        if name is not None and any(code in bearer.codes_postaux for bearer in name.bearers):
            return first, last
    return first, index + 1


def _name_start(words: Words, index: int, gazetteer: Gazetteer) -> int:
    """Return the first word of the name that ends before a postal code, trigger included."""
    for first in range(max(0, index - MAX_NAME_WORDS), index):
        if gazetteer.name(words.key(first, index)) is not None:
            return first - words.trigger(first, _TOWN_OR_NEAR)
    return index - words.trigger(index, _TOWN_OR_NEAR)


def _by_name(words: Words, gazetteer: Gazetteer, lenient: bool) -> Mention | None:
    """Return the name with the most evidence; of equal ones the longest, then the last.

    In an address (`lenient`), the most populous place comes before the longest name.
    """
    candidates = list(_candidates(words, gazetteer))
    pair = _town_of_area(words, candidates, lenient)
    if pair is not None:
        return pair
    ranked = [
        (evidence, _size(candidate, lenient), candidate.first, mention)
        for candidate in candidates
        for evidence, mention in _accepted(words, candidate, gazetteer, lenient)
    ]
    return max(ranked, key=lambda rank: rank[:3])[3] if ranked else None


def _size(candidate: _Candidate, lenient: bool) -> int:
    """Return the inhabitants of a candidate in an address, its number of words in a query."""
    return candidate.population if lenient else candidate.last - candidate.first


def _candidates(words: Words, gazetteer: Gazetteer) -> Iterator[_Candidate]:
    """Yield the runs of words that are names, the longest at each word."""
    first = 0
    while first < len(words):
        inside = words.folded[first] in triggers.ARTICLES and words.before(first) == "dans"
        lasts = range(min(len(words), first + MAX_NAME_WORDS), first, -1)
        for last in () if inside else lasts:
            name = _name(words, first, last, gazetteer)
            if name is not None:
                yield _Candidate(first, last, name)
                first = last - 1
                break
        first += 1


def _name(words: Words, first: int, last: int, gazetteer: Gazetteer) -> Name | Place | None:
    """Return the name that a run of words makes, or the country or arrondissement it names."""
    key = words.key(first, last)
    if key in COUNTRIES:
        whole = COUNTRIES[key] != "fr" or words.trigger(first, triggers.WHOLE_COUNTRY_TRIGGERS)
        return country(COUNTRIES[key]) if whole else None
    name: Name | Place | None = gazetteer.arrondissement(key) or gazetteer.name(key)
    if name is None and last - first > 1 and words.folded[first] in triggers.CONTRACTED:
        article = triggers.CONTRACTED[words.folded[first]]
        name = gazetteer.name(f"{article} {words.key(first + 1, last)}")
    return name


def _town_of_area(words: Words, candidates: list[_Candidate], lenient: bool) -> Mention | None:
    """Return a town followed by the area it is in: "Clamecy (Nièvre)", "St Joseph à la Réunion"."""
    for town, area in zip(candidates, candidates[1:], strict=False):
        close = area.first - town.last <= MAX_GAP_WORDS
        if not close or not isinstance(town.name, Name):
            continue
        ordinary = isinstance(area.name, Name) and area.name.ordinary
        if words.head_noun(town.first) in triggers.STREETS:
            continue
        if ordinary and not lenient and not words.capital(area.first, area.last):
            continue
        commune = _within(town.name, area.name)
        if commune is not None:
            start = town.first - words.trigger(town.first, _TOWN_OR_NEAR)
            return _mention(words, place_of(commune), start, area.last)
    return None


def _within(name: Name, area: Name | Place) -> Commune | None:
    """Return the most populous town of a name inside an area, or None."""
    towns = [bearer for bearer in name.bearers if bearer.type not in AREAS]
    if isinstance(area, Place):
        foreign = area.country != "fr" and not area.commune
        return next((town for town in towns if foreign and town.pays == area.country), None)
    wider = area.resolve(area=True)
    if wider.type not in AREAS:
        return None
    field = "departement" if wider.type == "departement" else "region"
    inside = [town for town in towns if getattr(town, field) == getattr(wider, field)]
    return inside[0] if inside and inside[0] is not wider else None


def _accepted(
    words: Words, candidate: _Candidate, gazetteer: Gazetteer, lenient: bool
) -> Iterator[tuple[int, Mention]]:
    """Yield the grade of the evidence for a candidate and its mention, nothing when rejected."""
    first, last, name = candidate.first, candidate.last, candidate.name
    if _is_no_place(words, first, lenient):
        return
    near = words.trigger(first, triggers.NEAR_TRIGGERS)
    area = words.trigger(first, triggers.AREA_TRIGGERS)
    town = words.trigger(first, triggers.TOWN_TRIGGERS)
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
    evidence = evidence_for(words, first, last, name)
    if departement or (lenient and (not name.ordinary or name.population >= SIZEABLE_TOWN)):
        evidence = max(evidence, 2)
    if evidence:
        yield evidence, _mention(words, place_of(commune), start, last + bool(departement))


def _is_no_place(words: Words, first: int, lenient: bool) -> bool:
    """Return whether a name completes a product ("savon"), a person or a street."""
    noun = words.head_noun(first)
    person = words.before(first) in triggers.PEOPLE and not words.closed(first - 1)
    street = noun in (triggers.STREETS if lenient else triggers.SURE_STREETS)
    return noun in triggers.PRODUCTS or person or street
