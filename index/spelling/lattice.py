"""Reading of a misspelt text: of all the ways to write it well, the likeliest is chosen.

The text is a lattice: edges go from a word to a later one, each an intended way to write the words
typed between both: as typed, near them by letters or by sound, joined, split, or in full for a
shorthand. A path costs what its edges cost (`index.spelling.candidates`) and what its words cost
after one another in French.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.spelling.word_pairs import END, WordPairs

WEIGHT = 0.35
"""Cost of a word ten times less likely."""
SMOOTHING = 40
"""Weight of the frequency of a word alone, in occurrences of the word before."""
KEPT = 5
"""Paths kept at each word."""
REMEMBERED = 20_000
"""Pairs of words whose cost is remembered."""


@dataclass(frozen=True)
class Edge:
    """An intended way to write some typed words.

    start, end: the typed words, by position, end excluded; words: what is meant, as
    `spoken_words` writes it; form: the same with accents and apostrophes, None when it is what was
    typed; cost: how unlikely one types so what was meant, without unit.
    """

    start: int
    end: int
    words: tuple[str, ...]
    form: str | None
    cost: float


class FrenchWords:
    """Costs of words of French, each after the one before."""

    def __init__(self, pairs: WordPairs, share_of: Callable[[str], float]) -> None:
        """Build the costs.

        Args:
            pairs: counts of pairs of words.
            share_of: gives the share of a word, in lower case without accents, among the words of
                French, in [0, 1].
        """
        self._pairs = pairs
        self._share_of = share_of
        self._total = max(pairs.total, 1)
        self.share = lru_cache(REMEMBERED)(self._share)
        """Share of a word among the words of French, in ]0, 1]: called with the word."""
        self._occurrences = lru_cache(REMEMBERED)(pairs.occurrences)
        self.cost = lru_cache(REMEMBERED)(self._cost)
        """Cost of a word after another: called with both."""

    def _share(self, word: str) -> float:
        """Return the share of a word among the words of French, in ]0, 1]."""
        seen = self._pairs.occurrences(word) / self._total
        return (self._share_of(word) + seen) / 2 if seen else self._share_of(word)

    def _cost(self, before: str, word: str) -> float:
        """Return the cost of a word after another."""
        share = self.share(word)
        seen = self._pairs.count(before, word)
        likely = (seen + SMOOTHING * share) / (self._occurrences(before) + SMOOTHING)
        return -WEIGHT * math.log10(likely)

    def alone(self, edge: Edge) -> float:
        """Return the cost of an edge with that of its words alone."""
        return edge.cost - WEIGHT * sum(math.log10(self.share(word)) for word in edge.words)


def likeliest(count: int, edges: Sequence[Edge], french: FrenchWords) -> list[Edge]:
    """Return the edges of the path of least cost, from left to right.

    Args:
        count: number of typed words; an edge as typed leaves each of them.
        edges: the edges, in any order.
        french: costs of words.

    Returns:
        The edges, each starting where the one before ends.
    """
    leaving: defaultdict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        leaving[edge.start].append(edge)
    paths: list[dict[str, tuple[float, Edge | None, str]]] = [{} for _ in range(count + 1)]
    paths[0][END] = (0.0, None, "")
    after = french.cost
    for at in range(count):
        best = sorted(paths[at].items(), key=lambda item: item[1][0])[:KEPT]
        for edge in leaving[at]:
            inner = sum(map(after, edge.words, edge.words[1:]))
            for before, (spent, _, _) in best:
                cost = spent + edge.cost + after(before, edge.words[0]) + inner
                known = paths[edge.end].get(edge.words[-1])
                if known is None or cost < known[0]:
                    paths[edge.end][edge.words[-1]] = (cost, edge, before)
    return _traced(paths, min(paths[count], key=lambda word: _last(paths, count, word, after)))


def _last(
    paths: Sequence[dict[str, tuple[float, Edge | None, str]]],
    count: int,
    word: str,
    after: Callable[[str, str], float],
) -> float:
    """Return the cost of a whole path that ends with a word."""
    return paths[count][word][0] + after(word, END)


def _traced(paths: Sequence[dict[str, tuple[float, Edge | None, str]]], word: str) -> list[Edge]:
    """Return the edges of the path that ends with a word."""
    traced: list[Edge] = []
    at = len(paths) - 1
    while at > 0:
        _, edge, before = paths[at][word]
        if edge is None:
            break
        traced.append(edge)
        at, word = edge.start, before
    return traced[::-1]
