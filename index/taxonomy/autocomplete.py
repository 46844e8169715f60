"""Autocomplete: needs of the thesaurus suggested while a person types.

A need is suggested when each word typed begins a word of its label or of one of its everyday
phrasings, in any of its languages. Case and accents do not matter, and stop words ("je cherche un
ordi") are ignored unless nothing else was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

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
FACTS = np.dtype([("need", "i4"), ("weight", "i4")])
"""Columns of a text: position of its need, its weight."""
_ANY, _FIRST = "mp"
"""Kinds of words: any one of a text, and its first one."""
_LABEL = 1_000
"""Weight of a label: more than that of any number of phrasings, which weigh 1."""
_FIRST_WORD = 2
"""Factor of the weight of a text whose first word is the first word typed."""


@dataclass(frozen=True)
class NeedIndex:
    """Texts of needs, indexed by the beginnings of their words; empty by default.

    identifiers: of the needs, in order; facts: (n texts,) of `FACTS`; words: those of each text,
    after the letter of their kind.
    """

    identifiers: tuple[str, ...] = ()
    facts: NDArray[Any] = field(default_factory=lambda: np.zeros(0, dtype=FACTS))
    words: PrefixIndex = field(default_factory=PrefixIndex)

    @classmethod
    def of(cls, thesaurus: Thesaurus) -> NeedIndex:
        """Index the needs of a thesaurus, which takes a second or two of processor."""
        facts: list[tuple[int, int]] = []
        words: list[tuple[str, int]] = []
        for number, need in enumerate(thesaurus.needs.values()):
            for weight, text in _texts(need):
                content = [token.word for token in _content(tokens(text))]
                words += [(_ANY + word, len(facts)) for word in dict.fromkeys(content)]
                words += [(_FIRST + word, len(facts)) for word in content[:1]]
                facts.append((number, weight))
        return cls(tuple(thesaurus.needs), np.array(facts, dtype=FACTS), PrefixIndex.of(words))

    def having(self, word: str) -> Rows:
        """Return the texts of which a word begins with another: (n,) int64."""
        return self.words.starting(_ANY + word)

    def beginning(self, word: str) -> Rows:
        """Return the texts of which the first word begins with another: (n,) int64."""
        return self.words.starting(_FIRST + word)

    def scores(self, rows: Rows, begun: Rows) -> NDArray[np.float64]:
        """Return the weights of some texts summed by need: (needs,) float64.

        rows: those of the texts; begun: the texts that begin with the first word typed.
        """
        facts = self.facts[rows]
        weights = facts["weight"] * np.where(np.isin(rows, begun), float(_FIRST_WORD), 1.0)
        scores = np.bincount(facts["need"], weights, minlength=len(self.identifiers))
        return np.asarray(scores, dtype=np.float64)


class NeedSuggestions:
    """Suggests needs of the thesaurus while a person types: "répar" -> those about repairing.

    Their texts are read from the index in service; without one, or when it was built from other
    needs, they are indexed at the first request.
    """

    def __init__(
        self, thesaurus: Thesaurus, in_service: Callable[[], NeedIndex] = NeedIndex
    ) -> None:
        """Read nothing yet.

        thesaurus: the needs to suggest; in_service: returns the texts of the index in service.
        """
        self._needs, self._in_service = thesaurus.needs, in_service
        self._lazy = Lazy(lambda: NeedIndex.of(thesaurus))

    def prepare(self) -> None:
        """Index the needs now, unless the index in service holds them."""
        self._index()

    def _index(self) -> NeedIndex:
        index = self._in_service()
        return index if index.identifiers == tuple(self._needs) else self._lazy.get()

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
        index = self._index()
        matches = [index.having(word) for word in words]
        begun = index.beginning(words[0])
        scores = index.scores(reduce(np.intersect1d, matches), begun)
        if not scores.any():
            scores = reduce(np.minimum, (index.scores(rows, begun) for rows in matches))
        best = np.argsort(-scores, kind="stable")[:limit].tolist()
        return tuple(self._needs[index.identifiers[number]] for number in best if scores[number])


def _texts(need: NeedEntry) -> Iterator[tuple[int, str]]:
    """Yield the texts that a need is searched by, with their weight."""
    yield _LABEL, need.libelle
    for _, phrase in need.phrases:
        yield 1, phrase


def _content(words: Iterator[Token]) -> list[Token]:
    """Return the words that are not stop words; all of them when there are only stop words."""
    every = list(words)
    return [word for word in every if not word.is_stop] or every
