"""Suggestions of needs: what of the thesaurus a need being typed may become, the best first.

A need is found by its label or by any way of asking for it, whatever the language: each word typed
begins one of its words, folded as the search folds them. Words too common to say anything
("je cherche un ordi") are not looked for, unless nothing else was typed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from index.taxonomy.thesaurus import NeedEntry, Thesaurus
from index.text.analysis import Token, tokens

MIN_CHARS, MAX_CHARS = 2, 120
"""Fewer characters suggest nothing; what is beyond is not read."""
MAX_NEEDS = 8
_LAST = "\U0010ffff"
"""After every folded character."""
_LABEL = 1_000
"""A label that answers is worth more than any number of phrasings."""
_FIRST_WORD = 2
"""How many times more a text is worth that begins as what is typed."""

Rows = NDArray[np.int64]
"""Rows of texts, in increasing order."""


@dataclass(frozen=True, slots=True)
class _Postings:
    """The texts of each word, words in order: those that begin so lie together."""

    words: tuple[str, ...]
    bounds: tuple[int, ...]
    rows: Rows

    @classmethod
    def of(cls, texts: dict[str, list[int]]) -> _Postings:
        """texts: word -> rows of the texts that have it."""
        words = tuple(sorted(texts))
        bounds = [0]
        for word in words:
            bounds.append(bounds[-1] + len(texts[word]))
        rows = [row for word in words for row in texts[word]]
        return cls(words, tuple(bounds), np.array(rows, dtype=np.int64))

    def starting(self, start: str) -> Rows:
        """The texts with a word that starts so."""
        first = bisect_left(self.words, start)
        last = bisect_left(self.words, start + _LAST, lo=first)
        return np.unique(self.rows[self.bounds[first] : self.bounds[last]])


class NeedSuggestions:
    """Every need of a thesaurus, by what people type."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        """thesaurus: its needs, read once: that takes a third of a second."""
        self._needs = tuple(thesaurus.needs.values())
        owners: list[int] = []
        worth: list[int] = []
        texts: defaultdict[str, list[int]] = defaultdict(list)
        firsts: defaultdict[str, list[int]] = defaultdict(list)
        for number, need in enumerate(self._needs):
            for value, text in _texts(need):
                said = [token.word for token in _telling(tokens(text))]
                for word in set(said):
                    texts[word].append(len(owners))
                for word in said[:1]:
                    firsts[word].append(len(owners))
                owners.append(number)
                worth.append(value)
        self._owners = np.array(owners, dtype=np.int64)
        self._worth = np.array(worth, dtype=np.float64)
        self._texts, self._firsts = _Postings.of(texts), _Postings.of(firsts)

    def suggest(self, text: str, limit: int = MAX_NEEDS) -> tuple[NeedEntry, ...]:
        """The needs that a text may become.

        Args:
            text: what was typed so far, however it is written.
            limit: needs at most.

        Returns:
            Those whose label has every word typed, then those that are asked for so in the most
            ways; failing that, those that each word is said of. In the order of the thesaurus when
            all is equal.
        """
        words = [token.word for token in _telling(tokens(text[:MAX_CHARS]))]
        if sum(map(len, words)) < MIN_CHARS or not self._needs:
            return ()
        each = [self._texts.starting(word) for word in words]
        begun = self._firsts.starting(words[0])
        totals = self._totals(reduce(np.intersect1d, each), begun)
        if not totals.any():
            totals = reduce(np.minimum, (self._totals(rows, begun) for rows in each))
        best = np.argsort(-totals, kind="stable")[:limit]
        return tuple(self._needs[number] for number in best if totals[number])

    def _totals(self, rows: Rows, begun: Rows) -> NDArray[np.float64]:
        """What some texts are worth to each need; begun: those that begin as what is typed."""
        worth = self._worth[rows] * np.where(np.isin(rows, begun), _FIRST_WORD, 1)
        totals = np.zeros(len(self._needs))
        np.add.at(totals, self._owners[rows], worth)
        return totals


def _texts(need: NeedEntry) -> Iterator[tuple[int, str]]:
    """What a need is found by, with what it is worth."""
    yield _LABEL, need.libelle
    for _, phrase in need.phrases:
        yield 1, phrase


def _telling(words: Iterator[Token]) -> list[Token]:
    """The words that say something; all of them when none does, for the last is not ended."""
    said = list(words)
    return [word for word in said if not word.is_stop] or said
