"""Suggestions: the places that a name being typed may become, the most populous first.

A name is found by its start or that of one of its words, folded as `name_key` does, or by a postal
code or the number of a département. What is suggested, the field of places understands.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.places.communes import AREAS, Commune, read_communes
from index.places.gazetteer import FOREIGN_SHARE, OLD_SHARE, place_of
from index.places.names import COUNTRY_NAMES, FULL_WORDS, name_key
from index.text.analysis import fold

MIN_CHARS, MAX_CHARS = 2, 120
"""Fewer characters suggest nothing; what is beyond is not read."""
MAX_SUGGESTIONS = 8
OLD_MOST = 2_000
"""Inhabitants that an old commune is taken for at most: its part of a large one is not known."""

_ARTICLE = re.compile(r"^(?:le|la|les|l) ")
_WORD = re.compile(r"[a-z0-9]+")
_POSTAL = re.compile(r"\d{5}")
_LAST = "\uffff"
"""After every folded character."""

Rows = NDArray[np.int64]
"""Rows of the table, in the order of their population."""


@dataclass(frozen=True, slots=True)
class PlaceSuggestion:
    """One place.

    label: what to write in the field of places ("Saint-Étienne (42)"); code_insee: that of the
    whole commune, as records use it, empty for an area and abroad; code_postal: the first one;
    departement, departement_nom: its code and its name, empty where there is none.
    """

    nom: str
    label: str
    code_insee: str
    code_postal: str
    departement: str
    departement_nom: str


class _Starts:
    """Texts in their order, and the row of each: those that start so lie together."""

    def __init__(self, entries: Iterable[tuple[str, int]]) -> None:
        """entries: (text, row), in any order."""
        ordered = sorted(entries, key=itemgetter(0))
        self._texts = [text for text, _ in ordered]
        self._rows = np.array([row for _, row in ordered], dtype=np.int64)

    def starting(self, starts: Iterable[str]) -> Rows:
        """The rows of the texts that start in one of some ways, in the order of rows."""
        return np.unique(np.concatenate([self._rows[self._between(start)] for start in starts]))

    def _between(self, start: str) -> slice:
        first = bisect_left(self._texts, start)
        return slice(first, bisect_left(self._texts, start + _LAST, lo=first))


@dataclass(frozen=True, slots=True)
class _Found:
    """A row that can be suggested: its label, also folded, begins with its name."""

    label: str
    key: str
    commune: Commune


class PlaceSuggestions:
    """Every place that can be suggested."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        """communes: the rows of the table, départements and régions included."""
        rows = list(communes)
        self._departements = {each.code: each.nom for each in rows if each.type == "departement"}
        self._found = _found(rows)
        self._whole: dict[str, list[int]] = {}
        starts: list[tuple[str, int]] = []
        later: list[tuple[str, int]] = []
        codes: list[tuple[str, int]] = []
        for row, found in enumerate(self._found):
            nom = name_key(found.commune.nom)
            self._whole.setdefault(nom, []).append(row)
            bare = _ARTICLE.sub("", found.key)
            starts.extend((start, row) for start in {found.key, bare})
            later.extend((rest, row) for rest in _later_words(bare, _ARTICLE.sub("", nom)))
            codes.extend((code, row) for code in _codes(found.commune))
        self._names, self._words, self._codes = _Starts(starts), _Starts(later), _Starts(codes)

    def suggest(self, text: str, limit: int = MAX_SUGGESTIONS) -> tuple[PlaceSuggestion, ...]:
        """The places that a text may become.

        Args:
            text: what was typed so far, however it is written.
            limit: suggestions at most.

        Returns:
            Those whose name starts so, then those with a word that does; the most populous first.
        """
        words = _WORD.findall(fold(text[:MAX_CHARS]))
        if sum(map(len, words)) < MIN_CHARS:
            return ()
        found: dict[int, None] = {}
        for rows in self._matching(words, limit):
            found |= dict.fromkeys(rows[:limit].tolist())
            if len(found) >= limit:
                break
        return tuple(self._suggestion(row) for row in list(found)[:limit])

    def _matching(self, words: list[str], limit: int) -> Iterator[Rows]:
        """The rows found, the best kind first; each kind is looked for if the others lack."""
        keys = _keys(words)
        # a whole name is among them, however many larger places have a longer one
        whole = [row for key in keys for row in self._whole.get(key, ())][: limit // 2]
        longer = np.setdiff1d(self._names.starting(keys), whole)[: limit - len(whole)]
        yield np.union1d(np.array(whole, dtype=np.int64), longer)
        yield self._words.starting(keys)
        yield self._codes.starting(("".join(words),))
        postal = next(filter(_POSTAL.fullmatch, words), "")
        others = [word for word in words if word != postal]
        if postal and others:
            coded = self._codes.starting((postal,))
            for starts in (self._names, self._words):
                yield np.intersect1d(coded, starts.starting(_keys(others)))

    def _suggestion(self, row: int) -> PlaceSuggestion:
        label, found = self._found[row].label, self._found[row].commune
        return PlaceSuggestion(
            found.nom,
            label,
            "" if found.type in AREAS else found.insee,
            found.codes_postaux[0] if found.codes_postaux else "",
            found.departement,
            self._departements.get(found.departement, ""),
        )


@lru_cache(maxsize=1)
def read_suggestions(path: Path) -> PlaceSuggestions:
    """The suggestions of a table of communes, read once: that takes a second.

    Args:
        path: the CSV file.

    Returns:
        Every place of it that can be suggested.

    Raises:
        InvalidRecords: when the file is absent or one of its rows cannot be read.
    """
    return PlaceSuggestions(read_communes(path))


def _found(rows: list[Commune]) -> tuple[_Found, ...]:
    """What can be suggested, the most populous first."""
    areas = {each.code: each for each in rows if each.type == "departement"}
    named: dict[str, list[Commune]] = defaultdict(list)
    for each in rows:
        if each.type == "commune":
            named[each.nom].append(each)
    populations = {each.code: each.population for each in rows if each.type == "commune"}
    found: dict[str, _Found] = {}
    for each in sorted(rows, key=lambda row: _rank(row, populations)):
        label = _label(each, areas, named)
        if label:  # of two that are written alike, the field takes the first
            key = name_key(label)
            found.setdefault(key, _Found(label, key, each))
    return tuple(found.values())


def _keys(words: list[str]) -> tuple[str, ...]:
    """Words as names are compared, the last being short or not ended: "st" may start Strasbourg."""
    before = " ".join(FULL_WORDS.get(word, word) for word in words[:-1])
    lasts = dict.fromkeys((words[-1], FULL_WORDS.get(words[-1], words[-1])))
    return tuple(f"{before} {last}".lstrip() for last in lasts)


def _rank(row: Commune, populations: Mapping[str, int]) -> tuple[int, bool, str]:
    """The most populous first, as the gazetteer counts; a commune before an equal area."""
    population = row.population
    if row.type == "ancienne":
        population = min(populations.get(row.parent, 0) // OLD_SHARE, OLD_MOST)
    elif row.type == "etranger":
        population //= FOREIGN_SHARE
    return -population, row.type in AREAS, row.nom


def _label(row: Commune, areas: Mapping[str, Commune], named: Mapping[str, list[Commune]]) -> str:
    """What the field of places takes for a row, or nothing when another says the same place."""
    if row.type == "region":
        same = any(each.nom == row.nom for each in areas.values())
        return "" if same else f"{row.nom} (région)"
    if row.type == "departement":
        namesakes = named.get(row.nom, [])
        if not row.population or any(each.population == row.population for each in namesakes):
            return ""
        return f"{row.nom} (département{f' {row.code}' if namesakes else ''})"
    area = areas.get(row.departement)
    if area is not None and area.nom == row.nom and area.population > row.population:
        # its number would say the département: "Mayenne (53)"
        return f"{row.nom} ({row.codes_postaux[0]})" if row.codes_postaux else ""
    if row.nom == COUNTRY_NAMES.get(row.pays):
        return row.nom
    return place_of(row).nom


def _later_words(key: str, nom: str) -> Iterator[str]:
    """What follows each word of a name but its last: "etienne 42" for "Saint-Étienne (42)"."""
    for _ in range(nom.count(" ")):
        key = key.partition(" ")[2]
        yield key


def _codes(row: Commune) -> Iterator[str]:
    """The postal codes of a place, and the number of a département."""
    yield from row.codes_postaux
    if row.type == "departement":
        yield row.code.lower()
