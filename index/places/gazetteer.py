"""The gazetteer: what places are called, and which place a name means.

Names are compared folded, "saint" for "st", without punctuation. Of several places of one name,
the most populous is meant, unless a département or a postal code says another.
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

from index.places.communes import AREAS, Commune
from index.places.models import Place, PlaceKind, Point
from index.places.names import (
    ALIASES,
    COUNTRY_NAMES,
    Name,
    arrondissement_code,
    country_code,
    name_key,
)
from index.text.phonetics import edit_budget, phonetic_key

MAX_NAME_WORDS = 7
FOREIGN_SHARE = 5
OLD_SHARE = 3
"""Inhabitants of an old commune are not counted apart: it is taken for this part of the new one."""
PARTS = frozenset({"ancienne", "arrondissement"})
"""Types of rows that are part of a commune."""
NEAR_MIN_CHARS = 4
"""Shorter names are near anything."""
_CEDEX = re.compile(r"\bcedex\b.*$", re.IGNORECASE)
SOUND_BUDGET = 2
"""Edits allowed beyond the budget when two names sound alike."""
SIZE_BONUS = 0.6
"""Edits forgiven for each tenfold of a population."""


class Gazetteer:
    """Every name of place known, and the places that bear it."""

    def __init__(self, communes: Iterable[Commune]) -> None:
        """communes: the rows of the table, départements and régions included."""
        rows = list(communes)
        named: dict[str, list[Commune]] = defaultdict(list)
        self._by_code: dict[str, list[Commune]] = defaultdict(list)
        self._departements: dict[str, Commune] = {}
        self._communes: dict[str, Commune] = {}
        self._epci = frozenset(each.epci for each in rows if each.epci)
        populations = {each.code: each.population for each in rows if each.type == "commune"}
        for each in rows:
            if each.type == "ancienne":
                each = replace(each, population=populations.get(each.parent, 0) // OLD_SHARE)
            named[name_key(each.nom)].append(each)
            for code in each.codes_postaux:
                self._by_code[code].append(each)
            if each.type == "departement":
                self._departements[each.code.lower()] = each
            elif each.type == "commune":
                self._communes[each.code] = each
            elif each.type in PARTS:
                self._communes.setdefault(each.code, each)
        self._names = {
            key: Name(key, tuple(sorted(bearers, key=_rank))) for key, bearers in named.items()
        }
        short = {name_key(each.short): name_key(each.nom) for each in rows if each.short}
        for said, key in (short | ALIASES).items():
            if key in self._names:
                others = self._names[said].bearers if said in self._names else ()
                bearers = (*self._names[key].bearers, *others)
                self._names[said] = Name(said, bearers, nickname=True)
        populous = sorted(self._names, key=lambda key: -self._names[key].population)
        self._by_initial: dict[str, list[str]] = defaultdict(list)
        for key in populous:
            self._by_initial[key[0]].append(key)
        self._starting = self._first_words(populous)
        self._sizes = {
            initial: [-self._names[key].population for key in keys]
            for initial, keys in self._by_initial.items()
        }

    def _first_words(self, keys: Iterable[str]) -> dict[str, Name]:
        """The first name, in the order given, that goes on after each of its first words."""
        starting: dict[str, Name] = {}
        for key in keys:
            for start in accumulate(key.split()[:-1], "{} {}".format):
                starting.setdefault(start, self._names[key])
        return starting

    def commune(self, code: str) -> Commune | None:
        """The commune of an INSEE code, or None."""
        return self._communes.get(code)

    def has_epci(self, code: str) -> bool:
        """Whether a code is that of a group of communes (EPCI)."""
        return code in self._epci

    def name(self, key: str) -> Name | None:
        """Who bears a name, given as `name_key` writes it, or None."""
        return self._names.get(key)

    def departement(self, code: str) -> Place | None:
        """The département of a code ("59", "2a", "974"), or None."""
        found = self._departements.get(code.lower().zfill(2))
        return None if found is None else place_of(found)

    def postal(self, code: str, words: Sequence[str] = ()) -> Place | None:
        """The place of a postal code: the one named by `words`, or the most populous."""
        found = self._by_code.get(code)
        if not found:
            return None
        said = set(words)
        arrondissements = [each for each in found if each.type == "arrondissement"]
        pool = arrondissements or [each for each in found if each.type == "commune"] or found
        best = min(
            pool, key=lambda each: (-len(said & set(name_key(each.nom).split())), _rank(each))
        )
        return place_of(best)

    def within(self, key: str, departement: str) -> Commune | None:
        """The town of a name, or whose name starts so, that is in a département, or None."""
        found = self._names.get(key)
        bearers = found.bearers if found is not None else ()
        inside = [each for each in bearers if each.departement == departement]
        if inside:
            return inside[0]
        longer = (
            each
            for name in self._by_initial.get(key[:1], ())
            if name.startswith(f"{key} ")
            for each in self._names[name].bearers
            if each.departement == departement
        )
        return next(longer, None)

    def commune_of(self, postal: str, name: str) -> Commune | None:
        """The commune of a postal code and a name: the named one, else the only one of the code."""
        key = name_key(_CEDEX.sub("", name))
        codes = [each for each in self._by_code.get(postal, ()) if each.type != "arrondissement"]
        named = [each for each in codes if name_key(each.nom) == key]
        if not named and key in self._names:
            bearers = self._names[key].bearers
            named = [
                each
                for each in bearers
                if each.departement and each.type not in AREAS and _posted(each.departement, postal)
            ]
        if not named and codes and key in self._names:
            return None  # the name and the code are those of two places
        whole = [each for each in codes if each.type == "commune"]
        found = named or (whole if len(whole) == 1 or not key else [])
        if not found and whole:
            near = process.extractOne(
                key,
                {each: name_key(each.nom) for each in whole},
                scorer=OSA.normalized_similarity,
                score_cutoff=0.7,
            )
            return near[2] if near else None
        return found[0] if found else None

    def arrondissement(self, key: str) -> Place | None:
        """The place of "paris 18", "18e arrondissement de paris" or "lyon 3e", or None."""
        code = arrondissement_code(key)
        return None if code is None else self.postal(code)

    def nearest(
        self, key: str, min_population: int, sound_budget: int = 1
    ) -> tuple[int, Name | None]:
        """The name that a mistaken one was meant for: few edits, like sound, many inhabitants.

        Args:
            key: the name as typed, as `name_key` writes it.
            min_population: inhabitants below which a name is not thought of.
            sound_budget: edits allowed between the sounds of two names.

        Returns:
            (edits, the name), or (0, None) when none is near.
        """
        if len(key) < NEAR_MIN_CHARS:
            return 0, None
        budget = edit_budget(key)
        heard = phonetic_key(key.replace(" ", ""))
        candidates = []
        for initial in {key[:1], _TWINS.get(key[:1], key[:1])}:
            names = self._populous(initial, min_population)
            near = process.extract(
                key, names, scorer=OSA.distance, score_cutoff=budget + SOUND_BUDGET, limit=None
            )
            for other, edits, _ in near:
                name = self._names[other]
                apart = OSA.distance(heard, name.phonetic)
                heard_alike = apart <= sound_budget and edits <= (len(key) + 1) // 2
                if edits <= budget or heard_alike:
                    cost = edits + 2 * apart - SIZE_BONUS * log10(1 + name.population)
                    candidates.append((cost, edits, other))
        if not candidates:
            return 0, None
        _, edits, other = min(candidates)
        return edits, self._names[other]

    def _populous(self, initial: str, min_population: int) -> list[str]:
        """The names of an initial that have as many inhabitants: they are in that order."""
        count = bisect_right(self._sizes.get(initial, []), -min_population)
        return self._by_initial.get(initial, [])[:count]

    def starting(self, key: str) -> Name | None:
        """The most populous place whose name goes on after `key` ("sarlat" -> Sarlat-la-Canéda)."""
        return self._starting.get(key)


_TWINS = {"c": "k", "k": "c", "s": "c", "f": "p", "e": "h", "a": "h", "o": "h", "i": "y", "y": "i"}
"""Another letter with which a name written as heard may start."""


def _posted(departement: str, postal: str) -> bool:
    """Whether a postal code is one of a département's: Corsica's start with 20."""
    start = "20" if departement in ("2A", "2B") else departement
    return postal.startswith(start)


def _rank(commune: Commune) -> tuple[int, bool]:
    """The most populous first, a town abroad counting less, a commune before an equal area."""
    share = FOREIGN_SHARE if commune.type == "etranger" else 1
    return (-commune.population // share, commune.type in AREAS)


def place_of(commune: Commune) -> Place:
    """The place of one row of the table."""
    known = commune.latitude is not None and commune.longitude is not None
    point = Point(commune.latitude, commune.longitude) if known else None  # type: ignore[arg-type]
    if commune.type in AREAS:
        kind = PlaceKind.DEPARTEMENT if commune.type == "departement" else PlaceKind.REGION
        label = f"{commune.nom} ({commune.code})" if kind is PlaceKind.DEPARTEMENT else commune.nom
    else:
        kind = PlaceKind.COMMUNE
        where = commune.departement or COUNTRY_NAMES.get(commune.pays, commune.pays)
        label = f"{commune.nom} ({where})"
    return Place(
        kind,
        label,
        point,
        commune=commune.insee if kind is PlaceKind.COMMUNE else "",
        departement=commune.departement,
        region=commune.region,
        epci=commune.epci,
        country=commune.pays,
    )


def country_named(key: str) -> Place | None:
    """The country that a folded name is that of, perhaps as it is heard, or None."""
    code = country_code(key)
    return None if code is None else country(code)


def country(code: str) -> Place:
    """A whole country, by its two letters."""
    return Place(PlaceKind.COUNTRY, COUNTRY_NAMES[code], None, country=code)
