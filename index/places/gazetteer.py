"""Gazetteer: the names of places, and the place that each name means.

Names are compared by their key (`name_key`). Among several places of one name, the most populous
is meant, unless a département or a postal code says another.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from math import log10

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.messages import Sentence
from index.places.communes import AREAS, Commune
from index.places.models import Place, PlaceCode, PlaceKind, Point
from index.places.names import (
    ALIASES,
    COUNTRY_NAMES,
    Name,
    arrondissement_code,
    country_code,
    name_key,
)
from index.places.proximity import distance_km
from index.text.edit_distance import edit_budget
from index.text.phonetics import bare_key

MAX_NAME_WORDS = 7
"""Words of the longest name that is looked for in a text."""
FOREIGN_SHARE = 5
"""A town abroad is ranked as if it had this many times fewer inhabitants."""
OLD_SHARE = 3
"""A former commune is ranked as if its inhabitants were those of the commune it is now part of,
divided by this number."""
PARTS = frozenset({"ancienne", "arrondissement"})
"""Types of the rows, in the table of communes, that are a part of a commune."""
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
AROUND_DEGREES = 0.3
"""Degrees around a point within which its commune is looked for: a centre is never that far."""


class Gazetteer:
    """Index of the names of places: from a name, or a code, to the places that bear it.

    Names are looked up by their key: lower case, without accents, punctuation or abbreviations, as
    "saint etienne" for "St-Étienne".
    """

    def __init__(self, communes: Iterable[Commune]) -> None:
        """communes: the rows of the table of places, départements and régions included."""
        rows = list(communes)
        self._by_code: dict[str, list[Commune]] = defaultdict(list)
        self._departements: dict[str, Commune] = {}
        self._communes: dict[str, Commune] = {}
        self._regions: dict[str, Commune] = {}
        self._epci: dict[str, list[Commune]] = defaultdict(list)
        named = self._index_rows(rows)
        self._names = {
            key: Name(key, tuple(sorted(bearers, key=_rank))) for key, bearers in named.items()
        }
        self._add_nicknames({name_key(row.short): name_key(row.nom) for row in rows if row.short})
        populous = sorted(self._names, key=lambda key: -self._names[key].population)
        self._by_initial: dict[str, list[str]] = defaultdict(list)
        for key in populous:
            self._by_initial[key[0]].append(key)
        self._starting = self._first_words(populous)
        self._sizes = {
            initial: [-self._names[key].population for key in keys]
            for initial, keys in self._by_initial.items()
        }

    def _index_rows(self, rows: Sequence[Commune]) -> dict[str, list[Commune]]:
        """Index the rows by their codes; return them by the key of their name."""
        named: dict[str, list[Commune]] = defaultdict(list)
        populations = {row.code: row.population for row in rows if row.type == "commune"}
        for row in rows:
            if row.type == "ancienne":
                row = replace(row, population=populations.get(row.parent, 0) // OLD_SHARE)
            named[name_key(row.nom)].append(row)
            for code in row.codes_postaux:
                self._by_code[code].append(row)
            if row.type == "departement":
                self._departements[row.code.lower()] = row
            elif row.type == "region":
                self._regions[row.code] = row
            elif row.type == "commune":
                self._communes[row.code] = row
            elif row.type in PARTS:
                self._communes.setdefault(row.code, row)
            if row.epci:
                self._epci[row.epci].append(row)
        return named

    def _add_nicknames(self, short: dict[str, str]) -> None:
        """Add short names and nicknames; their places come before those that bear them as names."""
        for nickname, key in (short | ALIASES).items():
            if key in self._names:
                others = self._names[nickname].bearers if nickname in self._names else ()
                bearers = (*self._names[key].bearers, *others)
                self._names[nickname] = Name(nickname, bearers, nickname=True)

    def _first_words(self, keys: Iterable[str]) -> dict[str, Name]:
        """Map each beginning of some keys, cut between words, to the first name that has it."""
        starting: dict[str, Name] = {}
        for key in keys:
            for start in accumulate(key.split()[:-1], "{} {}".format):
                starting.setdefault(start, self._names[key])
        return starting

    def commune(self, code: str) -> Commune | None:
        """Return the commune, or part of a commune, that has an INSEE code ("59350"), or None."""
        return self._communes.get(code)

    def commune_at(self, point: Point) -> Commune | None:
        """Return the commune of France whose centre is the nearest to a point.

        None when no centre is within 0.3 degrees of latitude and of longitude: the point is abroad,
        or at sea.
        """
        near = [
            (distance_km(point, Point(row.latitude, row.longitude)), row.code, row)
            for row in self._communes.values()
            if row.type == "commune"
            and row.latitude is not None
            and row.longitude is not None
            and abs(row.latitude - point.latitude) < AROUND_DEGREES
            and abs(row.longitude - point.longitude) < AROUND_DEGREES
        ]
        return min(near)[2] if near else None

    def has_epci(self, code: str) -> bool:
        """Return True when a code is that of a group of communes (EPCI, nine figures)."""
        return code in self._epci

    def coded(self, code: PlaceCode) -> Place | None:
        """Return the place that has an official code, or None when none has.

        The code of an arrondissement of Paris, Lyon or Marseille, or of a former commune, is that
        of the commune, at its own point.
        """
        match code.kind:
            case PlaceKind.EPCI:
                return group_of(self._epci[code.code]) if code.code in self._epci else None
            case PlaceKind.COMMUNE:
                row = self._communes.get(code.code)
            case PlaceKind.DEPARTEMENT:
                row = self._departements.get(code.code.lower())
            case _:
                row = self._regions.get(code.code)
        return None if row is None else place_of(row)

    def name(self, key: str) -> Name | None:
        """Return the name with a key ("saint etienne"), and its places; None when there is none."""
        return self._names.get(key)

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
        rows = self._by_code.get(code)
        if not rows:
            return None
        beside = set(words)
        arrondissements = [row for row in rows if row.type == "arrondissement"]
        pool = arrondissements or [row for row in rows if row.type == "commune"] or rows
        best = min(
            pool, key=lambda row: (-len(beside & set(name_key(row.nom).split())), _rank(row))
        )
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
        name = self._names.get(key)
        bearers = name.bearers if name is not None else ()
        inside = [bearer for bearer in bearers if bearer.departement == departement]
        if inside:
            return inside[0]
        longer = (
            bearer
            for other in self._by_initial.get(key[:1], ())
            if other.startswith(f"{key} ")
            for bearer in self._names[other].bearers
            if bearer.departement == departement
        )
        return next(longer, None)

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
        coded = [row for row in self._by_code.get(postal, ()) if row.type != "arrondissement"]
        named = [row for row in coded if name_key(row.nom) == key]
        if not named and key in self._names:
            named = [row for row in self._names[key].bearers if _is_posted(row, postal)]
        if not named and coded and key in self._names:
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
                name = self._names[other]
                sound = sound or bare_key(key.replace(" ", ""))
                apart = OSA.distance(sound, name.phonetic)
                alike = apart <= sound_budget and edits <= (len(key) + 1) // 2
                if edits <= budget or alike:
                    cost = edits + 2 * apart - SIZE_BONUS * log10(1 + name.population)
                    candidates.append((cost, edits, other))
        if not candidates:
            return 0, None
        _, edits, other = min(candidates)
        return edits, self._names[other]

    def _populous(self, initial: str, min_population: int) -> list[str]:
        """Return the keys with an initial and at least so many inhabitants, most populous first."""
        count = bisect_right(self._sizes.get(initial, []), -min_population)
        return self._by_initial.get(initial, [])[:count]

    def starting(self, key: str) -> Name | None:
        """Return the most populous name that goes on after these whole words, or None.

        The words are in lower case without accents: "sarlat" finds "sarlat la caneda".
        """
        return self._starting.get(key)


_TWINS = {"c": "k", "k": "c", "s": "c", "f": "p", "e": "h", "a": "h", "o": "h", "i": "y", "y": "i"}
"""Initial of a misspelt name -> the other initial that it may stand for."""


def _is_posted(row: Commune, postal: str) -> bool:
    """Return whether a postal code is one of a town's département: Corsica's start with 20."""
    if not row.departement or row.type in AREAS:
        return False
    start = "20" if row.departement in ("2A", "2B") else row.departement
    return postal.startswith(start)


def _rank(row: Commune) -> tuple[int, bool]:
    """Return a sort key: the most populous first, a commune before an area of equal size."""
    share = FOREIGN_SHARE if row.type == "etranger" else 1
    return (-row.population // share, row.type in AREAS)


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
    seat = min((row for row in rows if row.type == "commune"), key=_rank)
    place = place_of(seat)
    return replace(
        place,
        kind=PlaceKind.EPCI,
        nom=Sentence("%(commune)s et son intercommunalité", commune=place.nom),
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
