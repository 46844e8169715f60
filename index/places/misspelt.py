"""Mistaken names: a place written with mistakes inside a need.

It follows a cue, or is that of a large town; its words are not known ones, and no known word is
nearer to what was typed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from index.places import triggers
from index.places.evidence import LARGE, VILLAGE, resolve
from index.places.gazetteer import Gazetteer, country_named, place_of
from index.places.models import Place
from index.places.words import Words
from index.text.phonetics import phonetic_key

LARGE_MISTAKEN = 40_000
"""Inhabitants from which a mistaken name is believed without any cue."""
MAX_WORDS = 4


class Vocabulary(Protocol):
    """The words known; words are folded."""

    def exists(self, word: str) -> bool:
        """Whether a word exists."""
        ...

    def is_common(self, word: str) -> bool:
        """Whether a word is too common to be a mistaken name."""
        ...

    def is_nearer(
        self, word: str, edits: int, apart: Collection[str], only_catalogue: bool
    ) -> bool:
        """Whether a known word, those `apart` left out, is within some edits of a mistaken one."""
        ...


def find_misspelt_place(
    words: Words, gazetteer: Gazetteer, lexicon: Vocabulary
) -> tuple[Place, int, int] | None:
    """The mistaken name of a place, if any.

    Args:
        words: the need.
        gazetteer: the names known.
        lexicon: the words known.

    Returns:
        The place, and the words that name it with their cue: from the first to the last excluded.
    """
    best: tuple[float, int, tuple[Place, int, int]] | None = None
    for first in range(len(words)):
        word = words.folded[first]
        product = {word, words.named_after(first)} & triggers.PRODUCTS
        if product or (len(word) < 3 and word not in ("st", "la", "le")):
            continue
        near = words.cue(first, triggers.NEAR_CUES)
        town = words.cue(first, triggers.MISTAKEN_CUES)
        area = words.cue(first, triggers.MISTAKEN_AREA_CUES)
        cue = bool(near or area or (town and not words.is_verb(first - 1)))
        for last in range(min(len(words), first + MAX_WORDS), first, -1):
            key = words.key(first, last)
            found = _nearest(key, last - first, cue, gazetteer, lexicon)
            if found is None or (area and not near and not found[1].is_area):
                continue
            where = (found[1], first - max(near, town, area), last)
            rank = (found[0] / len(key) - (0.1 if cue else 0), -(last - first), where)
            best = rank if best is None else min(best, rank, key=lambda each: each[:2])
    return None if best is None else best[2]


def _nearest(
    key: str, count: int, cue: bool, gazetteer: Gazetteer, lexicon: Vocabulary
) -> tuple[int, Place] | None:
    """The place that some words were meant for, and in how many edits."""
    said = lexicon.is_common if cue else lexicon.exists
    unknown = [word for word in key.split() if not said(word) and word.isalpha()]
    if len(key) < 4 or key in triggers.ARTICLES or not (unknown or count > 2):
        return None
    nation = country_named(key) if cue else None
    if nation is not None:
        return 0, nation
    size = VILLAGE if cue else LARGE if count > 2 else LARGE_MISTAKEN
    start = gazetteer.starting(key) if cue and len(key) > 5 else None
    if start is not None and start.population >= VILLAGE:
        return 0, place_of(start.bearers[0])
    edits, name = gazetteer.nearest(key, size, int(cue or len(key) > 7))
    if name is None or len(name.key.split()) != len(key.split()) or not (cue or len(key) > 5):
        return None
    heard = phonetic_key(key) == phonetic_key(name.key)
    if (
        count == 1
        and not heard
        and lexicon.is_nearer(key, edits, name.key.split(), only_catalogue=cue)
    ):
        return None
    return edits, place_of(resolve(name, "", near=False, area=False))
