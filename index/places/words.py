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
    """The words of a text: folded, and the position of each one in the text, (start, end).

    A run of words is given by the indices of its first word and of the word after its last.
    """

    text: str
    folded: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> Words:
        """Split a text into words."""
        spans = tuple(match.span() for match in WORD.finditer(text))
        return cls(text, tuple(fold(text[start:end]) for start, end in spans), spans)

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.folded)

    def key(self, first: int, last: int) -> str:
        """Return a run of words as the gazetteer compares names (`name_key`)."""
        return " ".join(filter(None, self._keys[first:last]))

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        """Each word as names are compared, empty for a word without letters nor figures."""
        return tuple(name_key(word) for word in self.folded)

    def capital(self, first: int, last: int) -> bool:
        """Return whether a word of a run has a capital that tells a name.

        The first word of a text, and a text all in capitals, say nothing.
        """
        if self.text.isupper():
            return False
        starts = (start for start, _ in self.spans[max(1, first) : last])
        return any(self.text[start].isupper() for start in starts)

    def bracketed(self, index: int) -> bool:
        """Return whether a word comes just after an opening bracket."""
        return self.text[: self.spans[index][0]].rstrip().endswith("(")

    def after(self, index: int) -> str:
        """Return the word after another, empty at the end."""
        return self.folded[index + 1] if index + 1 < len(self) else ""

    def before(self, index: int, back: int = 1) -> str:
        """Return the word `back` words before another, empty before the start."""
        return self.folded[index - back] if index >= back else ""

    def closed(self, index: int) -> bool:
        """Return whether a punctuation mark, or the end of the text, follows a word."""
        rest = self.text[self.spans[index][1] :].lstrip()
        return not rest or not rest[0].isalnum()

    def enclosed(self, first: int, last: int) -> tuple[int, int]:
        """Return the position of a run in the text, brackets around it included: (start, end)."""
        start, end = self.spans[first][0], self.spans[last - 1][1]
        left, right = self.text[:start].rstrip(), self.text[end:].lstrip()
        after = len(self.text) - len(right) + 1
        if not right.startswith(")"):
            return start, end
        if left.endswith("("):
            return len(left) - 1, after
        return start, after if "(" in self.text[start:end] else end

    def trigger(self, first: int, triggers: Collection[str]) -> int:
        """Return how many words make the longest trigger before the word `first`, 0 for none."""
        for count in range(min(MAX_TRIGGER_WORDS, first), 0, -1):
            if " ".join(self.folded[first - count : first]) in triggers:
                return count
        return 0

    def head_noun(self, first: int) -> str:
        """Return the word that a name completes: "savon" for the name in "savon de Marseille"."""
        joined = self.before(first) in OF | ARTICLES | {"des"}
        if joined and self.before(first, 2) in ("de", "d"):
            return self.before(first, 3)
        return self.before(first, 2) if joined else self.before(first)

    def is_verb(self, index: int) -> bool:
        """Return whether an "a" is the verb "avoir": no accent, after a pronoun."""
        if index < 1:
            return False
        start, end = self.spans[index]
        return self.text[start:end] in ("a", "A") and self.folded[index - 1] in PRONOUNS
