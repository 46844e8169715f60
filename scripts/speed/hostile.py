"""Hostile searches that take the longest: as many mistakes and places as a query may hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

from index.search.query import MAX_CHARS

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = [
    "ordinateur",
    "smartphone",
    "accompagnement",
    "reconditionner",
    "apprentissage",
    "imprimante",
]
TOWNS = [
    "Marseille",
    "Strasbourg",
    "Villeurbanne",
    "Clermont-Ferrand",
    "Montpellier",
    "Saint-Étienne",
]
UNFOLDED = "㎏ﬆⅺ"
EACH = 20


def _letters(random: Random) -> str:
    return "".join(random.choices(LETTERS, k=8))


def _misspelt_word(random: Random) -> str:
    return _misspelt(random, random.choice(WORDS))


def _misspelt_town(random: Random) -> str:
    return "à " + _misspelt(random, random.choice(TOWNS))


def _unfolded(random: Random) -> str:
    return "".join(random.choices(UNFOLDED, k=4))


def _misspelt(random: Random, word: str) -> str:
    letters = list(word)
    for place in random.sample(range(1, len(letters)), 2):
        letters[place] = random.choice(LETTERS)
    return "".join(letters)


def worst_queries(seed: int = 7) -> list[str]:
    """Return the queries, the same for the same seed.

    Random letters; words two mistakes away from French; towns with mistakes after « à »;
    characters that unfold when they are normalised; all of them mixed.
    """
    random = Random(seed)  # noqa: S311 - drawn texts # nosec B311
    kinds = (_letters, _misspelt_word, _misspelt_town, _unfolded)
    of_a_kind = [_filled(random, (kind,)) for kind in kinds for _ in range(EACH)]
    return of_a_kind + [_filled(random, kinds) for _ in range(EACH)]


def _filled(random: Random, kinds: Sequence[Callable[[Random], str]]) -> str:
    return " ".join(random.choice(kinds)(random) for _ in range(MAX_CHARS // 4))[:MAX_CHARS]
