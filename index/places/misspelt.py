"""Misspelt names of places inside a query: "j'habite à Marselle".

A misspelt name comes after a trigger, or is near the name of a large town. Its words are not words
of French, and no word of French is nearer to them than the name.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol

from index.places import triggers
from index.places.evidence import LARGE, VILLAGE, resolve
from index.places.gazetteer import Gazetteer, country_named, place_of
from index.places.models import Place
from index.places.words import Words
from index.text.phonetics import bare_key

LARGE_MISSPELT = 40_000
"""Fewest inhabitants of a town whose misspelt name, of one or two words, is recognised without a
word that announces it ("à")."""
MAX_WORDS = 4
"""Words of the longest misspelt name."""
MOST_LOOKED_UP = 24
"""Runs of words of a text that are compared with all names, those that a word announces first."""
TRIGGER_BONUS = 0.1
"""Cost forgiven to a name that a word such as "à" announces; the cost is differing letters divided
by letters."""


class Vocabulary(Protocol):
    """The words that exist in French or in the catalogue, to tell them from misspelt names.

    All words are in lower case without accents.
    """

    def exists(self, word: str) -> bool:
        """Return True when a word exists."""
        ...

    def is_common(self, word: str) -> bool:
        """Return True when a word is too common to be the misspelt name of a place."""
        ...

    def is_nearer(
        self, word: str, edits: int, excluded: Collection[str], only_catalogue: bool
    ) -> bool:
        """Return True when a misspelt word may be an existing word rather than the name of a place.

        Args:
            word: the misspelt word.
            edits: most letters that may be added, dropped, replaced or swapped between both words.
            excluded: existing words that do not count.
            only_catalogue: True to count only the existing words that records contain.

        Returns:
            True when an existing word that counts is within `edits` of the misspelt one.
        """
        ...


def find_misspelt_place(
    words: Words, gazetteer: Gazetteer, vocabulary: Vocabulary
) -> tuple[Place, int, int] | None:
    """Find the place whose name a query writes with typing mistakes: "j'habite à Marselle".

    Args:
        words: the words of the query.
        gazetteer: the index of the names of places.
        vocabulary: the words that exist, which are not taken for misspelt names.

    Returns:
        (place, start, end): the words from index `start` to `end`, excluded, are the name and the
        word before it that announces it ("à", "près de"). When several names are misspelt, the one
        with the fewest mistakes for its length is returned; None when there is none.
    """
    best: tuple[float, int, tuple[Place, int, int]] | None = None
    runs = sorted(_runs(words, vocabulary), key=lambda run: not run.triggered)
    for run in runs[:MOST_LOOKED_UP]:
        match = _nearest(run, gazetteer, vocabulary)
        if match is None or (run.area and not match[1].is_area):
            continue
        share = match[0] / len(run.key) - (TRIGGER_BONUS if run.triggered else 0)
        rank = (share, -run.count, (match[1], run.start, run.last))
        best = rank if best is None else min(best, rank, key=lambda rank: rank[:2])
    return None if best is None else best[2]


@dataclass(frozen=True)
class _Run:
    """Words that may be the misspelt name of a place.

    key: the words, as names are compared; count: how many; start: the first word, with those that
    announce the name; last: the one after the last; triggered: whether a word announces a name;
    area: whether it announces that of an area.
    """

    key: str
    count: int
    start: int
    last: int
    triggered: bool
    area: bool


def _runs(words: Words, vocabulary: Vocabulary) -> Iterator[_Run]:
    """Yield the runs of words that may be a misspelt name, the longest first at each word."""
    for first in range(len(words)):
        word = words.folded[first]
        product = {word, words.head_noun(first)} & triggers.PRODUCTS
        if product or (len(word) < 3 and word not in ("st", "la", "le")):
            continue
        near = words.trigger(first, triggers.NEAR_TRIGGERS)
        town = words.trigger(first, triggers.TOWN_PREPOSITIONS)
        area = words.trigger(first, triggers.AREA_PREPOSITIONS)
        triggered = bool(near or area or (town and not words.is_verb(first - 1)))
        start = first - max(near, town, area)
        for last in range(min(len(words), first + MAX_WORDS), first, -1):
            key = words.key(first, last)
            if _may_be_misspelt(key, last - first, triggered, vocabulary):
                yield _Run(key, last - first, start, last, triggered, bool(area and not near))


def _may_be_misspelt(key: str, count: int, triggered: bool, vocabulary: Vocabulary) -> bool:
    """Return whether `count` words may be a misspelt name: one is unknown, or they are many."""
    if len(key) < 4 or key in triggers.ARTICLES:
        return False
    if count > 2:
        return True
    ordinary = vocabulary.is_common if triggered else vocabulary.exists
    return any(word.isalpha() and not ordinary(word) for word in key.split())


def _nearest(run: _Run, gazetteer: Gazetteer, vocabulary: Vocabulary) -> tuple[int, Place] | None:
    """Return the place that a run of words may name, with the number of edits between them."""
    key, count, triggered = run.key, run.count, run.triggered
    nation = country_named(key) if triggered else None
    if nation is not None:
        return 0, nation
    size = VILLAGE if triggered else LARGE if count > 2 else LARGE_MISSPELT
    start = gazetteer.starting(key) if triggered and len(key) > 5 else None
    if start is not None and start.population >= VILLAGE:
        return 0, place_of(start.bearers[0])
    if not (triggered or len(key) > 5):
        return None
    edits, name = gazetteer.nearest(key, size, int(triggered or len(key) > 7))
    if name is None or len(name.key.split()) != len(key.split()):
        return None
    if name.population < LARGE and vocabulary.is_common(name.key):
        return None  # "a lirre" is the verb, and not the village of Liré
    if count == 1 and bare_key(key) != bare_key(name.key):
        excluded = name.key.split()
        if vocabulary.is_nearer(key, edits, excluded, only_catalogue=triggered):
            return None
    return edits, place_of(resolve(name, "", near=False, area=False))
