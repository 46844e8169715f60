"""Matcher of ways of saying: which of many ways a text says, read once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import contains

from index.emergencies.ways import Phrase, Slot, Way
from index.emergencies.word_forms import WordForms

GAP = 4
"""Most other words between two words of a way that follow each other."""

LanguageSlot = tuple[str, Slot]
"""Language of phrases (ISO 639-1), and the phrases of which one is said."""
Span = tuple[int, int]
"""First position of a phrase in a text, and last, excluded."""


@dataclass(frozen=True)
class _Numbered:
    """A way of saying, with numbers for its slots.

    parts: sequences of slots; required: all of them; excluded: those that must be absent; whole:
    True when nothing else may be said.
    """

    parts: tuple[tuple[int, ...], ...]
    required: frozenset[int]
    excluded: frozenset[int]
    whole: bool


@dataclass(frozen=True)
class _Read:
    """A text read once.

    positions: numbers of the words that each of its words may be; long: slot -> where its phrases
    of several words are; present: slots that are said.
    """

    positions: Sequence[frozenset[int]]
    long: Mapping[int, Sequence[Span]]
    present: frozenset[int]


class Matcher:
    """Tells which ways of saying a text uses; safe to share between threads."""

    def __init__(
        self, ways: Sequence[Way], contexts: Sequence[LanguageSlot], neutral: Sequence[LanguageSlot]
    ) -> None:
        """Prepare the ways.

        Args:
            ways: ways of saying.
            contexts: phrases of texts about something else.
            neutral: phrases of several words, which count for nothing.
        """
        self._words: dict[tuple[str, str], int] = {}
        self._slots: dict[LanguageSlot, int] = {}
        self._single: list[set[int]] = []
        self._slots_of: dict[int, set[int]] = defaultdict(set)
        self._long: dict[int, list[tuple[tuple[int, ...], int]]] = defaultdict(list)
        self._contexts = frozenset(map(self._number, contexts))
        self._neutral = frozenset(map(self._number, neutral))
        self._ways = [self._numbered(way) for way in ways]
        self._filed: dict[int, list[int]] = defaultdict(list)
        sizes = {number: len(slot) for (_, slot), number in self._slots.items()}
        for rank, way in enumerate(self._ways):
            rarest = min(way.required, key=lambda slot: (sizes[slot], slot))
            self._filed[rarest].append(rank)
        self._forms = WordForms(self._words)
        self._words, self._slots = {}, {}  # their phrases have numbers now

    def _number(self, slot: LanguageSlot) -> int:
        """Return the number of a slot; the first time, file its phrases under their first words."""
        if slot not in self._slots:
            number = self._slots[slot] = len(self._slots)
            language, phrases = slot
            self._single.append(set())
            for phrase in sorted(phrases):
                first, *rest = (self._word(language, word) for word in phrase)
                if rest:
                    self._long[first].append((tuple(rest), number))
                else:
                    self._single[number].add(first)
                    self._slots_of[first].add(number)
        return self._slots[slot]

    def _word(self, language: str, word: str) -> int:
        """Return the number of a word of a language."""
        return self._words.setdefault((language, word), len(self._words))

    def _numbered(self, way: Way) -> _Numbered:
        """Return a way with numbers for its slots."""
        parts = tuple(
            tuple(self._number((way.language, slot)) for slot in part) for part in way.parts
        )
        excluded = frozenset(map(self._number, way.excluded))
        return _Numbered(parts, frozenset(chain(*parts)), excluded, way.whole)

    def match(self, text: str, exists: Callable[[str], bool]) -> tuple[list[int], bool]:
        """Find the ways of saying that a text uses.

        Args:
            text: as typed.
            exists: tells whether a word, in lower case without accents, exists in French.

        Returns:
            The ranks of the ways, in order, and whether the text has a phrase of `contexts`.
        """
        positions = self._forms.read(text, exists)
        long = self._long_phrases(positions)
        neutral = self._neutral & long.keys()
        if neutral:
            for first, last in chain.from_iterable(long[slot] for slot in neutral):
                positions[first:last] = [frozenset()] * (last - first)
            long = self._long_phrases(positions)
        words = frozenset().union(*positions)
        present = frozenset(long).union(*(self._slots_of.get(word, ()) for word in words))
        read = _Read(positions, long, present)
        ranks = sorted(chain.from_iterable(self._filed.get(slot, ()) for slot in present))
        return [rank for rank in ranks if self._is_said(self._ways[rank], read)], not (
            self._contexts.isdisjoint(present)
        )

    def _long_phrases(self, positions: Sequence[frozenset[int]]) -> dict[int, list[Span]]:
        """Return where the phrases of several words of each slot are."""
        found: dict[int, list[Span]] = defaultdict(list)
        for first, numbers in enumerate(positions):
            for number in numbers & self._long.keys():
                for rest, slot in self._long[number]:
                    following = positions[first + 1 : first + 1 + len(rest)]
                    if len(following) == len(rest) and all(map(contains, following, rest)):
                        found[slot].append((first, first + 1 + len(rest)))
        return found

    def _is_said(self, way: _Numbered, read: _Read) -> bool:
        """Return whether a text says a way."""
        if not way.required <= read.present or not way.excluded.isdisjoint(read.present):
            return False
        if way.whole:
            ends = self._ends(way.parts[0], read, 0, {0})
            return len(read.positions) in ends
        return all(len(part) == 1 or self._ends(part, read, GAP) for part in way.parts)

    def _ends(
        self, part: Sequence[int], read: _Read, gap: int, start: Iterable[int] | None = None
    ) -> set[int]:
        """Return where a sequence of slots may end, with at most `gap` words between two.

        start: positions where it may begin, None for any.
        """
        ends = set(range(len(read.positions)) if start is None else start)
        for slot in part:
            ends = {
                last
                for first, last in self._spans(slot, read)
                if any(end <= first <= end + gap for end in ends)
            }
        return ends

    def _spans(self, slot: int, read: _Read) -> Iterator[Span]:
        """Yield where the phrases of a slot are."""
        yield from read.long.get(slot, ())
        single = self._single[slot]
        for first, numbers in enumerate(read.positions):
            if not numbers.isdisjoint(single):
                yield first, first + 1


def language_slots(texts: Mapping[str, Sequence[Phrase]]) -> list[LanguageSlot]:
    """Return one slot for each language: "fr" -> phrases gives ("fr", phrases)."""
    return [(language, frozenset(phrases)) for language, phrases in texts.items() if phrases]
