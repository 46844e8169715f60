"""Words of a text, with their neighbours, brackets and capitals, to read places from it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from index.places.names import name_key
from index.places.triggers import ARTICLES, MAX_TRIGGER_WORDS, OF, PRONOUNS, WORD
from index.text.analysis import fold


@dataclass(frozen=True)
class Words:
    """The words of a text, cut and folded to look for names of places.

    text: the text as written; folded: its words, in lower case without accents; spans: (start, end)
    of each word, as indices of characters, end excluded. The methods count words from 0; the words
    `first` to `last` are a run, `last` excluded.
    """

    text: str
    folded: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> Words:
        """Split a text into words, and a postal code from a name stuck to it ("59000Lille")."""
        spans = tuple(match.span() for match in WORD.finditer(text))
        return cls(text, tuple(fold(text[start:end]) for start, end in spans), spans)

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.folded)

    def key(self, first: int, last: int) -> str:
        """Return the words `first` to `last` (excluded) in the form that compares names of places.

        That form has no accents and no abbreviations: "St-Étienne" gives "saint etienne".
        """
        run = (first, last)
        if run not in self._joined:
            self._joined[run] = " ".join(filter(None, self._keys[first:last]))
        return self._joined[run]

    @cached_property
    def _joined(self) -> dict[tuple[int, int], str]:
        """Keys of the runs that were asked for: places and mistakes look at the same ones."""
        return {}

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        """Each word as names are compared, empty for a word without letters nor figures."""
        return tuple(name_key(word) for word in self.folded)

    def capital(self, first: int, last: int) -> bool:
        """Return True when a word from `first` to `last` (excluded) has the capital of a name.

        The first word of a text always has one, and all words of a text in capitals do: these do
        not count.
        """
        if self.text.isupper():
            return False
        starts = (start for start, _ in self.spans[max(1, first) : last])
        return any(self.text[start].isupper() for start in starts)

    def bracketed(self, index: int) -> bool:
        """Return True when an opening bracket is just before the word at `index`: 93 in "(93)"."""
        return self.text[: self.spans[index][0]].rstrip().endswith("(")

    def after(self, index: int) -> str:
        """Return the folded word after the one at `index`, or "" after the last."""
        return self.folded[index + 1] if index + 1 < len(self) else ""

    def before(self, index: int, back: int = 1) -> str:
        """Return the folded word `back` words before the one at `index`, "" if there is none."""
        return self.folded[index - back] if index >= back else ""

    def closed(self, index: int) -> bool:
        """Return True when punctuation, or the end of the text, follows the word at `index`."""
        rest = self.text[self.spans[index][1] :].lstrip()
        return not rest or not rest[0].isalnum()

    def enclosed(self, first: int, last: int) -> tuple[int, int]:
        """Return where the words `first` to `last` (excluded) are in the text, brackets included.

        The result is (start, end), indices of characters, end excluded. Brackets around these words
        are included ("(93)"), and so is the bracket that closes one among them ("Clamecy
        (Nièvre)").
        """
        start, end = self.spans[first][0], self.spans[last - 1][1]
        left, right = self.text[:start].rstrip(), self.text[end:].lstrip()
        after = len(self.text) - len(right) + 1
        if not right.startswith(")"):
            return start, end
        if left.endswith("("):
            return len(left) - 1, after
        return start, after if "(" in self.text[start:end] else end

    def trigger(self, first: int, triggers: Collection[str]) -> int:
        """Return how many words, just before the word at `first`, announce a place; 0 when none do.

        Args:
            first: index of a word, which may begin the name of a place.
            triggers: phrases that announce a place, in lower case without accents ("pres de").

        Returns:
            Number of words of the longest such phrase: 2 for "Lille" in "près de Lille".
        """
        for count, phrase in self._phrases[first]:
            if phrase in triggers:
                return count
        return 0

    @cached_property
    def _phrases(self) -> tuple[tuple[tuple[int, str], ...], ...]:
        """Number of words and text of the phrases just before each word, the longest first."""
        return tuple(
            tuple(
                (count, " ".join(self.folded[first - count : first]))
                for count in range(min(MAX_TRIGGER_WORDS, first), 0, -1)
            )
            for first in range(len(self) + 1)
        )

    def head_noun(self, first: int) -> str:
        """Return the folded noun that a name completes, or "": "savon" for "savon de Marseille".

        The name begins at the word `first`; articles and "de" between the noun and the name are
        skipped.
        """
        joined = self.before(first) in OF | ARTICLES | {"des"}
        if joined and self.before(first, 2) in ("de", "d"):
            return self.before(first, 3)
        return self.before(first, 2) if joined else self.before(first)

    def is_verb(self, index: int) -> bool:
        """Return True when the word at `index` is the verb "a" ("il a"), not the preposition "à".

        People often type "à" without its accent: an "a" is taken for the verb only after a pronoun.
        """
        if index < 1:
            return False
        start, end = self.spans[index]
        return self.text[start:end] in ("a", "A") and self.folded[index - 1] in PRONOUNS
