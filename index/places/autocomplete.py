"""Autocomplete of places: the places that a name being typed may become, most populous first.

What was typed may begin the name of a place or one of its words, compared as `name_key` writes
them, or be the beginning of a postal code or of the number of a département. Each label suggested
is one that the field of places understands (`index.places.geocoding`).
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from index.lazy import Lazy
from index.line_file import LineFile
from index.places.administrative_codes import POSTAL_CODE
from index.places.communes import AREAS, Commune
from index.places.gazetteer import place_of
from index.places.names import COUNTRY_NAMES, FULL_WORDS, name_key, without_article
from index.places.table import FOREIGN_SHARE, OLD_SHARE
from index.text.analysis import fold
from index.text.prefixes import PrefixIndex, Rows

MIN_CHARS, MAX_CHARS = 2, 120
"""A text with fewer letters and figures than the first gets no suggestion; characters after the
second are not read."""
MAX_SUGGESTIONS = 8
"""Suggestions of one text, unless the caller sets another limit."""
OLD_MOST = 2_000
"""Most inhabitants counted for a former commune, in the order of suggestions: its real number is
unknown."""

_WHOLE, _NAME, _LATER, _CODE = "=nmc"
"""Kinds of keys: a whole name, a label, the end of a label from a later word on, a code."""
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class PlaceSuggestion:
    """A place suggested to a person who is typing its name.

    nom: its name; label: the text to put in the field of places ("Saint-Étienne (42)"); code_insee:
    INSEE code of the whole commune, "" for an area and abroad; code_postal: its first postal code,
    or ""; departement, departement_nom: code and name of its département, "" where there is none;
    latitude, longitude: of its centre, decimal degrees (WGS 84), None if unknown.
    """

    nom: str
    label: str
    code_insee: str
    code_postal: str
    departement: str
    departement_nom: str
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row of the table with its label, and the key of the label, which begins with the name."""

    label: str
    key: str
    commune: Commune


@dataclass(frozen=True)
class PlaceIndex:
    """Places indexed by the beginnings of their names, of their later words and of their codes.

    Empty by default. lines: the places, one a line, the most populous first; keys: what each is
    searched by, after the letter of its kind.
    """

    lines: LineFile = field(default_factory=LineFile)
    keys: PrefixIndex = field(default_factory=PrefixIndex)

    @classmethod
    def of(cls, rows: Sequence[Commune]) -> PlaceIndex:
        """Index the rows of the table of places, which takes some seconds of processor."""
        departements = {row.code: row.nom for row in rows if row.type == "departement"}
        entries = _entries(rows)
        keys = ((key, row) for row, entry in enumerate(entries) for key in _keys_of(entry))
        return cls(LineFile.of(_line(each, departements) for each in entries), PrefixIndex.of(keys))

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.lines)

    def whole(self, names: Iterable[str]) -> Rows:
        """Return the places that have one of these names, as `name_key` writes them: (n,) int64."""
        return np.concatenate([self.keys.exact(_WHOLE + name) for name in names])

    def starting(self, kind: str, prefixes: Iterable[str]) -> Rows:
        """Return the places with a key of a kind that begins with one of the prefixes.

        kind: the letter that is before the keys of this kind. (n,) int64, the most populous first.
        """
        return self.keys.starting(*(kind + prefix for prefix in prefixes))

    def suggestion(self, row: int) -> PlaceSuggestion:
        """Return the suggestion of a place."""
        return PlaceSuggestion(*json.loads(self.lines[row]))


class PlaceSuggestions:
    """Places that can be suggested: those of the index in service, else of the table of places."""

    def __init__(
        self,
        communes: Callable[[], Sequence[Commune]],
        in_service: Callable[[], PlaceIndex] = PlaceIndex,
    ) -> None:
        """Read nothing yet.

        communes: reads the rows of the table of places, départements and régions included, which
        are indexed at the first request if the index in service has no place; in_service: returns
        the places of that index.
        """
        self._in_service = in_service
        self._lazy = Lazy(lambda: PlaceIndex.of(communes()))

    def prepare(self) -> None:
        """Index the places now, unless the index in service holds them."""
        self._index()

    def _index(self) -> PlaceIndex:
        return self._in_service() or self._lazy.get()

    def suggest(self, text: str, limit: int = MAX_SUGGESTIONS) -> tuple[PlaceSuggestion, ...]:
        """Suggest the places that a person may be typing: "saint et" suggests Saint-Étienne.

        Args:
            text: the text typed so far; case, accents and punctuation do not matter.
            limit: suggestions at most.

        Returns:
            Places whose name begins with the text, then those with a later word, then a code, that
            does; the most populous first in each group. Empty for fewer than two letters and
            figures.
        """
        words = _WORD.findall(fold(text[:MAX_CHARS]))
        if sum(map(len, words)) < MIN_CHARS:
            return ()
        index, chosen = self._index(), dict[int, None]()
        for rows in _matching(index, words, limit):
            chosen |= dict.fromkeys(rows[:limit].tolist())
            if len(chosen) >= limit:
                break
        return tuple(index.suggestion(row) for row in list(chosen)[:limit])


def _matching(index: PlaceIndex, words: list[str], limit: int) -> Iterator[Rows]:
    """Yield the matching rows, the best kind of match first."""
    keys = _keys(words)
    # a whole name is among them, however many larger places have a longer one
    whole = index.whole(keys)[: limit // 2]
    longer = np.setdiff1d(index.starting(_NAME, keys), whole)[: limit - len(whole)]
    yield np.union1d(whole, longer)
    yield index.starting(_LATER, keys)
    yield index.starting(_CODE, ("".join(words),))
    postal = next(filter(POSTAL_CODE.fullmatch, words), "")
    others = [word for word in words if word != postal]
    if postal and others:
        coded = index.starting(_CODE, (postal,))
        for kind in (_NAME, _LATER):
            yield np.intersect1d(coded, index.starting(kind, _keys(others)))


def _line(entry: _Entry, departements: Mapping[str, str]) -> str:
    """Return the line of the suggestion of an entry; departements: names by code."""
    row = entry.commune
    area, postal = row.type in AREAS, row.codes_postaux[:1] or ("",)
    name = departements.get(row.departement, "")
    codes = ("" if area else row.insee, *postal, row.departement, name)
    shown = (row.nom, entry.label, *codes, row.latitude, row.longitude)
    return json.dumps(shown, ensure_ascii=False)


def _keys_of(entry: _Entry) -> Iterator[str]:
    """Yield what an entry is searched by, each after the letter of its kind."""
    nom, bare = name_key(entry.commune.nom), without_article(entry.key)
    yield _WHOLE + nom
    yield from (_NAME + start for start in {entry.key, bare})
    yield from (_LATER + rest for rest in _later_words(bare, without_article(nom)))
    yield from (_CODE + code for code in _codes(entry.commune))


def _entries(rows: Sequence[Commune]) -> tuple[_Entry, ...]:
    """Return the rows that can be suggested, the most populous first."""
    areas = {row.code: row for row in rows if row.type == "departement"}
    named: dict[str, list[Commune]] = defaultdict(list)
    for row in rows:
        if row.type == "commune":
            named[row.nom].append(row)
    populations = {row.code: row.population for row in rows if row.type == "commune"}
    entries: dict[str, _Entry] = {}
    for row in sorted(rows, key=lambda row: _rank(row, populations)):
        label = _label(row, areas, named)
        if label:  # of two that are written alike, the field takes the first
            key = name_key(label)
            entries.setdefault(key, _Entry(label, key, row))
    return tuple(entries.values())


def _keys(words: list[str]) -> tuple[str, ...]:
    """Return the prefixes to search for some words typed.

    The last word is an abbreviation or is not ended: "st" searches "saint" and "st" (Strasbourg).
    """
    before = " ".join(FULL_WORDS.get(word, word) for word in words[:-1])
    lasts = dict.fromkeys((words[-1], FULL_WORDS.get(words[-1], words[-1])))
    return tuple(f"{before} {last}".lstrip() for last in lasts)


def _rank(row: Commune, populations: Mapping[str, int]) -> tuple[int, bool, str]:
    """Return a sort key: the most populous first, a commune before an area of equal size."""
    population = row.population
    if row.type == "ancienne":
        population = min(populations.get(row.parent, 0) // OLD_SHARE, OLD_MOST)
    elif row.type == "etranger":
        population //= FOREIGN_SHARE
    return -population, row.type in AREAS, row.nom


def _label(row: Commune, areas: Mapping[str, Commune], named: Mapping[str, list[Commune]]) -> str:
    """Return a text that the field of places reads as a row; empty when another row has it.

    areas: départements by code; named: communes by name.
    """
    if row.type == "region":
        same = any(area.nom == row.nom for area in areas.values())
        return "" if same else f"{row.nom} (région)"
    if row.type == "departement":
        namesakes = named.get(row.nom, [])
        if not row.population or any(town.population == row.population for town in namesakes):
            return ""
        return f"{row.nom} (département{f' {row.code}' if namesakes else ''})"
    area = areas.get(row.departement)
    if area is not None and area.nom == row.nom and area.population > row.population:
        # with its number, the field would read the département: "Mayenne (53)"
        return f"{row.nom} ({row.codes_postaux[0]})" if row.codes_postaux else ""
    if row.nom == COUNTRY_NAMES.get(row.pays):
        return row.nom
    return place_of(row).nom


def _later_words(key: str, nom: str) -> Iterator[str]:
    """Yield the ends of a label that begin at a later word of its name: "etienne 42"."""
    for _ in range(nom.count(" ")):
        key = key.partition(" ")[2]
        yield key


def _codes(row: Commune) -> Iterator[str]:
    """Yield the postal codes of a place, and the number of a département."""
    yield from row.codes_postaux
    if row.type == "departement":
        yield row.code.lower()
