"""Autocomplete of needs: the needs of the thesaurus that a text being typed may become.

Each word typed must begin a word of the label of a need, or of one of its everyday phrasings,
whatever their language. Words are folded, and stop words ("je cherche un ordi") are ignored unless
nothing else was typed.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from index.taxonomy.thesaurus import NeedEntry, Thesaurus
from index.text.analysis import Token, tokens
from index.text.prefixes import PrefixIndex, Rows

MIN_CHARS, MAX_CHARS = 2, 120
"""Fewer characters suggest nothing; those beyond the maximum are not read."""
MAX_NEEDS = 8
"""Suggestions of one text, unless the caller sets another limit."""
_LABEL = 1_000
"""Weight of a label: more than that of any number of phrasings, which weigh 1."""
_FIRST_WORD = 2
"""Factor of the weight of a text whose first word is the first word typed."""


class NeedSuggestions:
    """The needs of a thesaurus, with prefix indices of their labels and phrasings."""

    def __init__(self, thesaurus: Thesaurus) -> None:
        """thesaurus: its needs, indexed once, which takes a third of a second."""
        self._needs = tuple(thesaurus.needs.values())
        owners: list[int] = []
        weights: list[int] = []
        words: list[tuple[str, int]] = []
        first_words: list[tuple[str, int]] = []
        for number, need in enumerate(self._needs):
            for weight, text in _texts(need):
                content = [token.word for token in _content(tokens(text))]
                words += [(word, len(owners)) for word in set(content)]
                first_words += [(word, len(owners)) for word in content[:1]]
                owners.append(number)
                weights.append(weight)
        self._owners = np.array(owners, dtype=np.int64)
        self._weights = np.array(weights, dtype=np.float64)
        self._words, self._first_words = PrefixIndex(words), PrefixIndex(first_words)

    def suggest(self, text: str, limit: int = MAX_NEEDS) -> tuple[NeedEntry, ...]:
        """Suggest the needs that a text may become.

        Args:
            text: the text typed so far; case, accents and punctuation do not matter.
            limit: needs at most.

        Returns:
            Needs whose label has every word typed, then those that have most phrasings with all of
            them; failing both, needs that have each word in one text or another. Equal needs are
            in the order of the thesaurus.
        """
        words = [token.word for token in _content(tokens(text[:MAX_CHARS]))]
        if sum(map(len, words)) < MIN_CHARS or not self._needs:
            return ()
        matches = [self._words.starting(word) for word in words]
        begun = self._first_words.starting(words[0])
        scores = self._scores(reduce(np.intersect1d, matches), begun)
        if not scores.any():
            scores = reduce(np.minimum, (self._scores(rows, begun) for rows in matches))
        best = np.argsort(-scores, kind="stable")[:limit]
        return tuple(self._needs[number] for number in best if scores[number])

    def _scores(self, rows: Rows, begun: Rows) -> NDArray[np.float64]:
        """Return the weight of some texts summed by need: (needs,) float64.

        begun: rows of the texts whose first word is the first word typed.
        """
        weights = self._weights[rows] * np.where(np.isin(rows, begun), _FIRST_WORD, 1)
        scores = np.zeros(len(self._needs))
        np.add.at(scores, self._owners[rows], weights)
        return scores


def _texts(need: NeedEntry) -> Iterator[tuple[int, str]]:
    """Yield the texts that a need is searched by, with their weight."""
    yield _LABEL, need.libelle
    for _, phrase in need.phrases:
        yield 1, phrase


def _content(words: Iterator[Token]) -> list[Token]:
    """Return the words that are not stop words; all of them when there are only stop words."""
    every = list(words)
    return [word for word in every if not word.is_stop] or every
