"""Words of a text, as the reading of places sees them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from index.places.names import name_key
from index.places.triggers import _WORD, MAX_CUE_WORDS, PRONOUNS
from index.text.analysis import fold


@dataclass(frozen=True)
class Words:
    """The words of a text: folded, and where each stands (start, end)."""

    text: str
    folded: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, text: str) -> Words:
        """The words of a text."""
        spans = tuple(match.span() for match in _WORD.finditer(text))
        return cls(text, tuple(fold(text[start:end]) for start, end in spans), spans)

    def __len__(self) -> int:
        return len(self.folded)

    def key(self, first: int, last: int) -> str:
        """The words from `first` to `last` excluded, as names are compared."""
        return " ".join(filter(None, self._keys[first:last]))

    @cached_property
    def _keys(self) -> tuple[str, ...]:
        """Each word as names are compared, empty when it says nothing."""
        return tuple(name_key(word) for word in self.folded)

    def capital(self, first: int, last: int) -> bool:
        """Whether one of some words has a capital that the start of the text does not explain."""
        if self.text.isupper():
            return False
        return any(self.text[self.spans[each][0]].isupper() for each in range(max(1, first), last))

    def bracketed(self, place: int) -> bool:
        """Whether a word stands just after an opening bracket."""
        return self.text[: self.spans[place][0]].rstrip().endswith("(")

    def after(self, place: int) -> str:
        """The word after a place, or an empty text."""
        return self.folded[place + 1] if place + 1 < len(self) else ""

    def closed(self, place: int) -> bool:
        """Whether a punctuation mark, or nothing, follows a word."""
        rest = self.text[self.spans[place][1] :].lstrip()
        return not rest or not rest[0].isalnum()

    def enclosed(self, first: int, last: int) -> tuple[int, int]:
        """Where some words stand, (start, end), with the brackets around them if any."""
        start, end = self.spans[first][0], self.spans[last - 1][1]
        left, right = self.text[:start].rstrip(), self.text[end:].lstrip()
        after = len(self.text) - len(right) + 1
        if not right.startswith(")"):
            return start, end
        if left.endswith("("):
            return len(left) - 1, after
        return start, after if "(" in self.text[start:end] else end

    def before(self, place: int, back: int = 1) -> str:
        """The word `back` words before a place, or an empty text."""
        return self.folded[place - back] if place >= back else ""

    def cue(self, first: int, cues: Collection[str]) -> int:
        """How many words before `first` make one of the cues, 0 when none does."""
        for count in range(min(MAX_CUE_WORDS, first), 0, -1):
            if " ".join(self.folded[first - count : first]) in cues:
                return count
        return 0

    def named_after(self, first: int) -> str:
        """The word that a name completes: "savon" in "savon de Marseille"."""
        joined = self.before(first) in ("de", "d", "du", "des", "la", "le", "l", "les")
        if joined and self.before(first, 2) in ("de", "d"):
            return self.before(first, 3)
        return self.before(first, 2) if joined else self.before(first)

    def is_verb(self, place: int) -> bool:
        """Whether an "a" is the verb: no accent, after a pronoun."""
        if place < 1:
            return False
        start, end = self.spans[place]
        return self.text[start:end] in ("a", "A") and self.folded[place - 1] in PRONOUNS
