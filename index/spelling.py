"""Spelling: mistaken words mended against the words of the catalogue and of French.

A word that exists is left alone. A word that does not is compared with those that do, by
edits and by sound; the words of the catalogue come first, then frequent words of French.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.habits import ELISIONS
from index.lexical import Token, tokens
from index.likeness import edit_budget, first_letter, is_slip, sound
from index.stopwords import STOP_WORDS
from index.vocabulary import Entry

MIN_CHARS = 4
"""Shorter words are left alone: one edit turns them into anything ("vélo", "vol")."""
ACRONYM_MAX_CHARS = 6
"""A word this short, alone in capitals, is an acronym and is left alone."""
EDIT_COST, SOUND_COST = 0.5, 0.25
"""What an edit between the letters of two words costs, and one between their sounds."""
SAME_SOUND_BONUS, SAME_START_BONUS = 0.7, 0.3
"""Cost forgiven to a word that sounds the same, and to one that starts by the same letter."""
SOUND_BUDGET = 2
"""Edits allowed beyond the budget when both words sound the same."""
CATALOGUE_BONUS = 0.2
"""Cost forgiven to a word of the catalogue, against a word of French at large."""
FREQUENCY_BONUS = 0.35
"""Cost forgiven for each unit of Zipf frequency (log10 of occurrences in 10^9 words)."""
CATALOGUE_ZIPF = 3.0
"""The frequency of a word of the catalogue that is rare, or unknown, elsewhere."""
SLIP_BONUS = 0.25
"""Cost forgiven to a single slip: a neighbouring key, a letter doubled or two letters swapped."""
RARE_ZIPF, LIKELIER_BY = 3.0, 2.0
"""A word that only a list of frequencies knows is doubted below this frequency, when another one
edit away is this much more frequent."""
COMMON_ZIPF = 3.3
"""From this frequency on, a word of French is not taken for the mistaken name of a place."""
ELIDED_COST, ELIDED_MENDED_MIN_CHARS = 0.5, 6
"""What a missing apostrophe costs; the shortest word that is mended besides."""
STUCK_COST, STUCK_STOP_COST, STUCK_MIN_CHARS = 1.2, 0.3, 6
"""Edits that a missing space counts for, less after a word like "je"; the shortest word that may
be two."""
STUCK_ZIPF, STUCK_LONG_ZIPF = {2: 6.3, 3: 5.3}, 3.8
"""Zipf frequency asked of each part, by its length in letters."""
JOINED_MIN_CHARS = 7
"""Two words typed in the place of one: the one must have as many letters."""
PREFIXES = re.compile(
    r"(anti|auto|bio|cyber|eco|euro|geo|inter|micro|mini|multi|neo|pluri|poly|post|pre|semi|socio"
    r"|super|tele|ultra)"
)
PREFIXED_MIN_CHARS = 5
"""A word after a prefix has as many letters to exist with it ("socioéducatif")."""
ELIDED_MIN_ZIPF = 3.0
"""A word of French must be this frequent for "lordinateur" to be cut before it."""


@dataclass(frozen=True)
class Correction:
    """A query rewritten: the text, and each (word as typed, word as mended)."""

    text: str
    changes: tuple[tuple[str, str], ...]


class Speller:
    """Mends the words of a query."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        kept: Iterable[str] = (),
        lexicon: Container[str] = (),
    ) -> None:
        """Gather the words known.

        Args:
            entries: folded word -> what is known of it.
            kept: other words left alone.
            lexicon: the words that exist in French.
        """
        self._entries = entries
        self._kept = frozenset(kept)
        self._lexicon = lexicon
        self._catalogue: defaultdict[int, list[str]] = defaultdict(list)
        self._french: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        self._by_sound: defaultdict[str, list[str]] = defaultdict(list)
        for word, entry in entries.items():
            if len(word) < MIN_CHARS or not entry.heard:
                continue
            self._by_sound[entry.heard].append(word)
            if entry.occurrences:
                self._catalogue[len(word)].append(word)
            else:
                self._french[len(word), first_letter(word)].append(word)

    def knows(self, word: str) -> bool:
        """Whether a folded word exists, or is a word that exists after a prefix."""
        rest = PREFIXES.sub("", word, count=1) if PREFIXES.match(word) else ""
        return self._exists(word) or (len(rest) >= PREFIXED_MIN_CHARS and self._exists(rest))

    def _exists(self, word: str) -> bool:
        return word in self._entries or word in self._kept or word in self._lexicon

    def is_common(self, word: str) -> bool:
        """Whether a folded word is one of the catalogue, or frequent in French."""
        entry = self._entries.get(word)
        known = entry is not None and (entry.occurrences > 0 or entry.zipf >= COMMON_ZIPF)
        return known or word in self._kept

    def is_nearer(
        self, word: str, edits: int, apart: Collection[str], only_catalogue: bool
    ) -> bool:
        """Whether another word is what a mistaken one was meant for.

        Args:
            word: folded, mistaken.
            edits: how many there may be between both.
            apart: words left out.
            only_catalogue: leave out the words that only French at large has.

        Returns:
            Whether a word of the catalogue, or of French, is within the edits.
        """
        return any(
            OSA.distance(word, other) <= edits and other not in apart
            for _, other, _ in self._candidates(word)
            if self._entries[other].occurrences > 0 or not only_catalogue
        )

    def correct(self, text: str) -> Correction | None:
        """The text with its mistaken words mended, or None when there is nothing to mend."""
        pieces: list[str] = []
        changes: list[tuple[str, str]] = []
        position = 0
        for start, end, mended in self._changes(text):
            pieces += [text[position:start], mended]
            changes.append((text[start:end], mended))
            position = end
        if not changes:
            return None
        return Correction("".join([*pieces, text[position:]]), tuple(changes))

    def _changes(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(start, end, as mended) of what is mistaken in a text."""
        found = list(self._simple(tokens(text)))
        reached = 0
        for token, after in zip_longest(found, found[1:]):
            if token.start < reached:
                continue
            joined = None if after is None else self._joined(token, after, text)
            typed = text[token.start : token.end]
            if joined is not None:
                reached = after.end
                yield token.start, reached, joined
            elif not self._is_acronym(typed, text):
                mended = self._mend(token.word, typed)
                if mended is not None and not self._is_name(typed, text, token.start, mended):
                    yield token.start, token.end, mended

    def _joined(self, token: Token, after: Token, text: str) -> str | None:
        """One word of the catalogue typed as two: "smart phone" -> "smartphone"."""
        entry = self._entries.get(token.word + after.word)
        if entry is None or not entry.occurrences or not entry.shown.isalpha():
            return None
        if len(entry.shown) < JOINED_MIN_CHARS or text[token.end : after.start] != " ":
            return None
        exist = self.knows(token.word) and self.knows(after.word)
        apart = token.is_stop or after.is_stop or not entry.shown.islower()
        return None if exist and apart else entry.shown

    @staticmethod
    def _is_acronym(typed: str, text: str) -> bool:
        return len(typed) <= ACRONYM_MAX_CHARS and typed.isupper() and not text.isupper()

    @staticmethod
    def _is_name(typed: str, text: str, start: int, mended: str) -> bool:
        """Whether a word is a name, by its capital inside a sentence: only a name mends it."""
        inside = start > 0 and text[:start].rstrip()[-1:] not in ".!?"
        return inside and typed.istitle() and not text.istitle() and not mended[:1].isupper()

    @staticmethod
    def _simple(found: Iterable[Token]) -> Iterable[Token]:
        """The words that may be mended: no compound over other words, no digits."""
        end = -1
        for token in found:
            if token.start >= end and token.word.isalpha():
                end = token.end
                yield token

    def _mend(self, word: str, written: str) -> str | None:
        """What should be shown in the place of a folded word, or None to leave it."""
        if len(word) < MIN_CHARS or (self.knows(word) and not self._is_doubtful(word, written)):
            return None
        choices = [*self._elided(word), *self._stuck(word), *self._candidates(word)]
        if self.knows(word):
            choices = [each for each in choices if self._is_likelier(each[1], word)]
        return min(choices)[2] if choices else None

    def _is_doubtful(self, word: str, written: str) -> bool:
        """Whether a word known by its frequency alone may be a mistake."""
        entry = self._entries.get(word)
        listed = word in self._kept or word in self._lexicon or not written.islower()
        return entry is not None and not listed and not entry.occurrences and entry.zipf < RARE_ZIPF

    def _is_likelier(self, other: str, word: str) -> bool:
        """Whether a word is like a doubtful one, by an edit or by sound, and far more frequent."""
        entry = self._entries.get(other)
        if entry is None:
            return False
        near = OSA.distance(word, other) == 1 or entry.heard == sound(word)
        return near and self._zipf(other) >= self._zipf(word) + LIKELIER_BY

    def _zipf(self, word: str) -> float:
        return self._entries[word].zipf

    def _elided(self, word: str) -> Iterator[tuple[float, str, str]]:
        """The word cut after an article or a pronoun: "lordinateur" -> "l'ordinateur"."""
        for prefix in ELISIONS:
            rest = word.removeprefix(prefix)
            if rest == word or len(rest) < MIN_CHARS or rest[0] not in "aeiouyh":
                continue
            entry = self._entries.get(rest)
            if entry is not None and (entry.occurrences or entry.zipf >= ELIDED_MIN_ZIPF):
                yield ELIDED_COST - self._bonus(entry), rest, f"{prefix}'{entry.shown}"
            elif not self.knows(rest) and len(rest) >= ELIDED_MENDED_MIN_CHARS:
                for cost, other, shown in self._candidates(rest):
                    yield cost + ELIDED_COST, other, f"{prefix}'{shown}"

    def _stuck(self, word: str) -> Iterator[tuple[float, str, str]]:
        """The word cut in two: "aidenumerique" -> "aide numérique"."""
        for at in range(2, len(word) - 1) if len(word) >= STUCK_MIN_CHARS else ():
            first, rest = self._entries.get(word[:at]), self._entries.get(word[at:])
            if first is None or rest is None or not self._is_plain(first) & self._is_plain(rest):
                continue
            bonus = min(self._bonus(first), self._bonus(rest))
            cost = STUCK_STOP_COST if word[:at] in STOP_WORDS else STUCK_COST
            yield cost - bonus, word, f"{first.shown} {rest.shown}"

    @staticmethod
    def _is_plain(entry: Entry) -> bool:
        """Whether a word is frequent enough, for its length, to be found inside another."""
        return entry.zipf >= STUCK_ZIPF.get(len(entry.shown), STUCK_LONG_ZIPF)

    @staticmethod
    def _bonus(entry: Entry) -> float:
        if not entry.occurrences:
            return FREQUENCY_BONUS * entry.zipf
        return CATALOGUE_BONUS + FREQUENCY_BONUS * max(entry.zipf, CATALOGUE_ZIPF)

    def _candidates(self, word: str) -> Iterator[tuple[float, str, str]]:
        """(cost in edits, word, as shown) of the words that may have been meant."""
        budget, key = edit_budget(word), sound(word)
        choices = [
            *self._by_sound.get(key, ()),
            *(
                other
                for length in range(len(word) - budget, len(word) + budget + 1)
                for words in (
                    self._catalogue.get(length, ()),
                    self._french.get((length, first_letter(word)), ()),
                )
                for other, _, _ in process.extract(
                    word, words, scorer=OSA.distance, score_cutoff=budget, limit=None
                )
            ),
        ]
        for other in choices:
            edits, entry = OSA.distance(word, other), self._entries[other]
            if edits <= budget + SOUND_BUDGET * (key == entry.heard):
                yield self._cost(word, key, other, edits), other, entry.shown

    def _cost(self, word: str, key: str, other: str, edits: int) -> float:
        """What it costs to have meant another word than the one typed, key being its sound."""
        entry = self._entries[other]
        apart = EDIT_COST * edits + SOUND_COST * OSA.distance(key, entry.heard)
        alike = SAME_SOUND_BONUS * (key == entry.heard) + SAME_START_BONUS * (word[0] == other[0])
        slip = SLIP_BONUS * (edits == 1 and is_slip(word, other))
        return apart - alike - slip - self._bonus(entry)
