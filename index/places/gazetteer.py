"""Gazetteer: the names of places, and the place that each name means.

Names are compared by their key (`name_key`). Among several places of one name, the most populous
is meant, unless a département or a postal code says another.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from math import log10
from operator import neg

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.places.communes import AREAS, Commune
from index.places.evidence import LARGE
from index.places.models import Place, PlaceCode, PlaceKind, Point
from index.places.names import (
    COUNTRY_NAMES,
    Name,
    arrondissement_code,
    country_code,
    name_key,
)
from index.places.proximity import distance_km
from index.places.table import PlaceTable, epci_key, rank
from index.text.edit_distance import edit_budget
from index.text.phonetics import bare_key

MAX_NAME_WORDS = 7
"""Words of the longest name that is looked for in a text."""
EDIT_BUDGET = ((4, 1), (7, 2), (11, 3))
"""(letters, edits): from that number of letters of a misspelt name on, the edits (letters added,
dropped, replaced or swapped) allowed between it and the name that it stands for."""
NEAR_MIN_CHARS = 4
"""Characters of the shortest misspelt name: a shorter one is near too many names."""
SOUND_BUDGET = 2
"""Letters that may differ beyond the usual number when two names sound alike."""
SIZE_BONUS = 0.6
"""Differing letters forgiven to a name for each tenfold of its population."""
NAME_SIMILARITY = 0.7
"""Least similarity, in [0, 1], between a name and that of a commune of the same postal code."""

_CEDEX = re.compile(r"\bcedex\b.*$", re.IGNORECASE)
KEPT_NAMES = 5_000
"""Names kept once read from the table, with their sounds."""
AROUND_DEGREES = 0.3
"""Degrees around a point within which its commune is looked for: a centre is never that far."""


class Gazetteer:
    """Index of the names of places: from a name, or a code, to the places that bear it.

    Names are looked up by their key: lower case, without accents, punctuation or abbreviations, as
    "saint etienne" for "St-Étienne".
    """

    def __init__(self, communes: Iterable[Commune] | PlaceTable) -> None:
        """communes: the rows of the table of places, départements and régions included."""
        table = self._table = PlaceTable.of(communes)
        areas = [table.row(row) for row in np.flatnonzero(table.facts["area"]).tolist()]
        self._departements = {row.code.lower(): row for row in areas if row.type == "departement"}
        self._regions = {row.code: row for row in areas if row.type == "region"}
        self._by_initial: dict[str, tuple[list[str], NDArray[np.int32]]] = {}
        self._read = lru_cache(KEPT_NAMES)(self._name)

    def _name(self, number: int) -> Name:
        table = self._table
        nickname = bool(table.names["nickname"][number])
        return Name(table.key(number), table.bearers_of(number), nickname)

    def _named(self, key: str) -> Name:
        """Return the name with a key, which has one."""
        return self._read(self._table.numbers[key])

    def _coded(self, code: str) -> list[Commune]:
        """Return the places that have a postal code, or are of a group of communes."""
        return list(map(self._table.row, self._table.codes.of_key(code)))

    def _starting_with(self, initial: str) -> tuple[list[str], NDArray[np.int32]]:
        """Return the keys of the names with an initial, the most populous first; their inhabitants.

        They are read from the table once.
        """
        if initial not in self._by_initial:
            table = self._table
            wanted = ord(initial) if initial else 0
            numbers = np.flatnonzero(table.initials == wanted)
            keys = list(map(table.key, numbers.tolist()))
            self._by_initial[initial] = keys, table.names["population"][numbers]
        return self._by_initial[initial]

    def commune(self, code: str) -> Commune | None:
        """Return the commune, or part of a commune, that has an INSEE code ("59350"), or None."""
        row = self._table.communes.get(code)
        return None if row is None else self._table.row(row)

    def commune_at(self, point: Point) -> Commune | None:
        """Return the commune of France whose centre is the nearest to a point.

        None when no centre is within 0.3 degrees of latitude and of longitude: the point is abroad,
        or at sea.
        """
        facts = self._table.facts
        around = facts["whole"].copy()
        for name, degrees in (("latitude", point.latitude), ("longitude", point.longitude)):
            around &= np.abs(facts[name] - degrees) < AROUND_DEGREES  # False without a point
        rows = map(self._table.row, np.flatnonzero(around).tolist())
        near = [
            (distance_km(point, Point(row.latitude, row.longitude)), row.code, row)
            for row in rows
            if row.latitude is not None and row.longitude is not None
        ]
        return min(near)[2] if near else None

    def has_epci(self, code: str) -> bool:
        """Return True when a code is that of a group of communes (EPCI, nine figures)."""
        return epci_key(code) in self._table.codes

    def coded(self, code: PlaceCode) -> Place | None:
        """Return the place that has an official code, or None when none has.

        The code of an arrondissement of Paris, Lyon or Marseille, or of a former commune, is that
        of the commune, at its own point.
        """
        match code.kind:
            case PlaceKind.EPCI:
                rows = self._coded(epci_key(code.code))
                return group_of(rows) if rows else None
            case PlaceKind.COMMUNE:
                row = self.commune(code.code)
            case PlaceKind.DEPARTEMENT:
                row = self._departements.get(code.code.lower())
            case _:
                row = self._regions.get(code.code)
        return None if row is None else place_of(row)

    def name(self, key: str) -> Name | None:
        """Return the name with a key ("saint etienne"), and its places; None when there is none."""
        number = self._table.numbers.get(key)
        return None if number is None else self._read(number)

    def departement(self, code: str) -> Place | None:
        """Return the département that has a code ("59", "2a", "974"), or None."""
        row = self._departements.get(code.lower().zfill(2))
        return None if row is None else place_of(row)

    def postal(self, code: str, words: Sequence[str] = ()) -> Place | None:
        """Return the place of a postal code, which several communes may share.

        Args:
            code: five figures.
            words: words written beside the code, in lower case without accents; they may name one
                of its communes.

        Returns:
            The place whose name has the most of these words; of equal ones, the most populous. None
            when no place has this code.
        """
        rows = self._coded(code)
        if not rows:
            return None
        beside = set(words)
        arrondissements = [row for row in rows if row.type == "arrondissement"]
        pool = arrondissements or [row for row in rows if row.type == "commune"] or rows
        best = min(pool, key=lambda row: (-len(beside & set(name_key(row.nom).split())), rank(row)))
        return place_of(best)

    def within(self, key: str, departement: str) -> Commune | None:
        """Return the place of a département that has a name, or whose name begins with it.

        Args:
            key: the name, as in "saint denis": lower case, no accents, no abbreviations.
            departement: code of the département ("93").

        Returns:
            The most populous place of exactly that name; otherwise one whose name begins with these
            words. None when the département has neither.
        """
        name = self.name(key)
        bearers = name.bearers if name is not None else ()
        inside = [bearer for bearer in bearers if bearer.departement == departement]
        if inside:
            return inside[0]
        longer = (
            bearer
            for other in self._starting_with(key[:1])[0]
            if other.startswith(f"{key} ")
            for bearer in self._named(other).bearers
            if bearer.departement == departement
        )
        return next(longer, None)

    def namesakes(self, code: str) -> list[Place]:
        """Return the other large communes that bear the name of that of a code, largest first."""
        row = self.commune(code)
        name = None if row is None else self.name(name_key(row.nom))
        return [
            place_of(each)
            for each in (() if name is None else name.bearers)
            if each.type == "commune" and each.insee != code and each.population >= LARGE
        ]

    def commune_of(self, postal: str, name: str) -> Commune | None:
        """Return the commune of a postal address.

        Args:
            postal: its postal code.
            name: its town, "" if unknown; "CEDEX" and what follows is ignored.

        Returns:
            The commune of that code and of that name; otherwise the only commune of the code, or
            the one with the most similar name. None when the code and the name are those of two
            places, or when no commune fits.
        """
        key = name_key(_CEDEX.sub("", name))
        coded = [row for row in self._coded(postal) if row.type != "arrondissement"]
        named = [row for row in coded if name_key(row.nom) == key]
        name_of_key = self.name(key)
        if not named and name_of_key is not None:
            named = [row for row in name_of_key.bearers if _is_posted(row, postal)]
        if not named and coded and name_of_key is not None:
            return None  # the name and the code are those of two places
        whole = [row for row in coded if row.type == "commune"]
        matches = named or (whole if len(whole) == 1 or not key else [])
        if matches:
            return matches[0]
        near = process.extractOne(
            key,
            {row: name_key(row.nom) for row in whole},
            scorer=OSA.normalized_similarity,
            score_cutoff=NAME_SIMILARITY,
        )
        return near[2] if near else None

    def arrondissement(self, key: str) -> Place | None:
        """Return the arrondissement of Paris, Lyon or Marseille that a text names, or None.

        The text is in lower case without accents: "paris 18", "18e arrondissement de paris", "lyon
        3e".
        """
        code = arrondissement_code(key)
        return None if code is None else self.postal(code)

    def nearest(
        self, key: str, min_population: int, sound_budget: int = 1
    ) -> tuple[int, Name | None]:
        """Return the name of place nearest to a misspelt one.

        The nearest has few letters that differ, a similar sound and many inhabitants.

        Args:
            key: the misspelt name, in lower case without accents or punctuation.
            min_population: fewest inhabitants of a place to consider.
            sound_budget: most differences between the sounds (phonetic keys) of two names that
                sound alike.

        Returns:
            (edits, name): how many letters were added, dropped, replaced or swapped, and the
            correct name; (0, None) when no name is near.
        """
        if len(key) < NEAR_MIN_CHARS:
            return 0, None
        budget = edit_budget(key, EDIT_BUDGET)
        sound = ""
        candidates = []
        for initial in {key[:1], _TWINS.get(key[:1], key[:1])}:
            names = self._populous(initial, min_population)
            near = process.extract(
                key, names, scorer=OSA.distance, score_cutoff=budget + SOUND_BUDGET, limit=None
            )
            for other, edits, _ in near:
                name = self._named(other)
                sound = sound or bare_key(key.replace(" ", ""))
                apart = OSA.distance(sound, name.phonetic)
                alike = apart <= sound_budget and edits <= (len(key) + 1) // 2
                if edits <= budget or alike:
                    cost = edits + 2 * apart - SIZE_BONUS * log10(1 + name.population)
                    candidates.append((cost, edits, other))
        if not candidates:
            return 0, None
        _, edits, other = min(candidates)
        return edits, self._named(other)

    def _populous(self, initial: str, min_population: int) -> list[str]:
        """Return the keys with an initial and at least so many inhabitants, most populous first."""
        keys, populations = self._starting_with(initial)
        return keys[: bisect_right(populations, -min_population, key=neg)]

    def starting(self, key: str) -> Name | None:
        """Return the most populous name that goes on after these whole words, or None.

        The words are in lower case without accents: "sarlat" finds "sarlat la caneda".
        """
        number = self._table.beginnings.get(key)
        return None if number is None else self._read(number)


_TWINS = {"c": "k", "k": "c", "s": "c", "f": "p", "e": "h", "a": "h", "o": "h", "i": "y", "y": "i"}
"""Initial of a misspelt name -> the other initial that it may stand for."""


def _is_posted(row: Commune, postal: str) -> bool:
    """Return whether a postal code is one of a town's département: Corsica's start with 20."""
    if not row.departement or row.type in AREAS:
        return False
    start = "20" if row.departement in ("2A", "2B") else row.departement
    return postal.startswith(start)


def place_of(row: Commune) -> Place:
    """Return the place that a row of the table of communes describes, with its name for pages.

    The name has the number of the département or the country: "Lille (59)". Régions have none.
    """
    point = None
    if row.latitude is not None and row.longitude is not None:
        point = Point(row.latitude, row.longitude)
    if row.type in AREAS:
        kind = PlaceKind.DEPARTEMENT if row.type == "departement" else PlaceKind.REGION
        label = f"{row.nom} ({row.code})" if kind is PlaceKind.DEPARTEMENT else row.nom
    else:
        kind = PlaceKind.COMMUNE
        where = row.departement or COUNTRY_NAMES.get(row.pays, row.pays)
        label = f"{row.nom} ({where})"
    return Place(
        kind,
        label,
        point,
        commune=row.insee if kind is PlaceKind.COMMUNE else "",
        departement=row.departement,
        region=row.region,
        epci=row.epci,
        country=row.pays,
    )


def group_of(rows: Sequence[Commune]) -> Place:
    """Return the group of communes (EPCI) that some rows make, at the point of the largest one.

    It bears the name of that commune: the table holds no other.
    """
    seat = min((row for row in rows if row.type == "commune"), key=rank)
    place = place_of(seat)
    return replace(
        place,
        kind=PlaceKind.EPCI,
        commune="",
        communes=frozenset(row.code for row in rows),
    )


def country_named(key: str) -> Place | None:
    """Return the country that a text names, or None; a spelling that sounds the same counts.

    The text is in lower case without accents: "suisse", "suise".
    """
    code = country_code(key)
    return None if code is None else country(code)


def country(code: str) -> Place:
    """Return a whole country as a place, from its two letters ("be"); it has no point."""
    return Place(PlaceKind.COUNTRY, COUNTRY_NAMES[code], None, country=code)
