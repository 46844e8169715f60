"""Autocomplete: needs of the thesaurus suggested while a person types.

A need is suggested when each word typed begins a word of its label or of one of its everyday
phrasings, in any of its languages. Case and accents do not matter, and stop words ("je cherche un
ordi") are ignored unless nothing else was typed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from index.lazy import Lazy
from index.taxonomy.thesaurus import NeedEntry, Thesaurus
from index.text.analysis import Token, tokens
from index.text.prefixes import PrefixIndex, Rows

MIN_CHARS, MAX_CHARS = 2, 120
"""Fewest characters, stop words left out, for which needs are suggested; most that are read."""
MAX_NEEDS = 8
"""Most needs suggested for a text, unless the caller sets another limit."""
_LABEL = 1_000
"""Weight of a label: more than that of any number of phrasings, which weigh 1."""
_FIRST_WORD = 2
"""Factor of the weight of a text whose first word is the first word typed."""


class _Index:
    """Texts of needs, indexed by the beginnings of their words."""

    def __init__(self, needs: Sequence[NeedEntry]) -> None:
        """needs: those to suggest."""
        owners: list[int] = []
        weights: list[int] = []
        words: list[tuple[str, int]] = []
        first_words: list[tuple[str, int]] = []
        for number, need in enumerate(needs):
            for weight, text in _texts(need):
                content = [token.word for token in _content(tokens(text))]
                words += [(word, len(owners)) for word in set(content)]
                first_words += [(word, len(owners)) for word in content[:1]]
                owners.append(number)
                weights.append(weight)
        self.owners = np.array(owners, dtype=np.int64)
        self.weights = np.array(weights, dtype=np.float64)
        self.words, self.first_words = PrefixIndex(words), PrefixIndex(first_words)


class NeedSuggestions:
    """Suggests needs of the thesaurus while a person types: "répar" -> those about repairing.

    Their texts are indexed when suggestions are first asked for.
    """

    def __init__(self, thesaurus: Thesaurus) -> None:
        """thesaurus: the needs to suggest."""
        self._needs = tuple(thesaurus.needs.values())
        self._lazy = Lazy(lambda: _Index(self._needs))

    def prepare(self) -> None:
        """Index the needs now, which takes a second or two of processor."""
        self._lazy.get()

    @property
    def _index(self) -> _Index:
        return self._lazy.get()

    def suggest(self, text: str, limit: int = MAX_NEEDS) -> tuple[NeedEntry, ...]:
        """Suggest needs of the thesaurus for a text being typed.

        A text of a need (its label or a phrasing) matches when each word typed begins one of its
        words.

        Args:
            text: what is typed so far; case, accents and punctuation do not matter.
            limit: most needs to return.

        Returns:
            First the needs whose label matches, then those with most phrasings that match; equal
            needs keep the order of the thesaurus. When no text matches, the needs for which each
            word typed begins a word of one text or another. Empty when none do, or when fewer than
            two characters are typed, stop words left out.
        """
        words = [token.word for token in _content(tokens(text[:MAX_CHARS]))]
        if sum(map(len, words)) < MIN_CHARS or not self._needs:
            return ()
        matches = [self._index.words.starting(word) for word in words]
        begun = self._index.first_words.starting(words[0])
        scores = self._scores(reduce(np.intersect1d, matches), begun)
        if not scores.any():
            scores = reduce(np.minimum, (self._scores(rows, begun) for rows in matches))
        best = np.argsort(-scores, kind="stable")[:limit]
        return tuple(self._needs[number] for number in best if scores[number])

    def _scores(self, rows: Rows, begun: Rows) -> NDArray[np.float64]:
        """Return the weight of some texts summed by need: (needs,) float64.

        begun: rows of the texts whose first word is the first word typed.
        """
        weights = self._index.weights[rows] * np.where(np.isin(rows, begun), _FIRST_WORD, 1)
        scores = np.zeros(len(self._needs))
        np.add.at(scores, self._index.owners[rows], weights)
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
