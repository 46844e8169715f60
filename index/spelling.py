"""Spelling: mistaken words mended against the words of the catalogue and of French.

A word that exists is left alone. A word that does not is compared with those that do, by
edits and by sound; the words of the catalogue come first, then frequent words of French.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.habits import NEIGHBOURS
from index.lexical import Token, fold, tokens

MIN_CHARS = 4
"""Shorter words are left alone: one edit turns them into anything ("vélo", "vol")."""
ACRONYM_MAX_CHARS = 6
"""A word this short, alone in capitals, is an acronym and is left alone."""
EDIT_BUDGET = ((4, 1), (7, 2), (11, 3))
"""(length in letters, edits allowed from that length on)."""
SOUND_BUDGET = 2
"""Edits allowed beyond the budget when both words sound the same."""
CATALOGUE_BONUS = 0.3
"""Edits forgiven to a word of the catalogue, against a word of French at large."""
FREQUENCY_BONUS = 0.3
"""Edits forgiven for each unit of Zipf frequency (log10 of occurrences in 10^9 words)."""
CATALOGUE_ZIPF = 3.0
"""The frequency of a word of the catalogue that is rare, or unknown, elsewhere."""
SLIP_BONUS = 0.3
"""Edits forgiven to a single slip: a neighbouring key, a letter doubled or two letters swapped."""
RARE_ZIPF, LIKELIER_BY = 3.0, 2.0
"""A word that only a list of frequencies knows is doubted below this frequency, when another one
edit away is this much more frequent."""
ELIDED = ("l", "d", "j", "m", "t", "n", "s", "c", "qu")
COMMON_ZIPF = 3.3
"""From this frequency on, a word of French is not taken for the mistaken name of a place."""
ELIDED_COST = 0.5
"""Edits that a missing apostrophe counts for."""
ELIDED_MIN_ZIPF = 3.0
"""A word of French must be this frequent for "lordinateur" to be cut before it."""

_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"),
        (r"(?:tion|ssion|cion|sion)", "sion"),
        (r"(?:eau|au)", "o"),
        (r"qu|q|ck|k|c(?=[aouslrtnm]|$)", "k"),
        (r"g(?=[eiy])", "j"),
        (r"ge(?=[ao])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"ss|sc(?=[eiy])|c(?=[eiy])|x(?=$)", "s"),
        (r"(?:ai|ei|ay|ey|es|er|ez|et|ee|e)(?=s?$)", "e"),
        (r"(?:ai|ei|oe)", "e"),
        (r"(?:en|em|an|am)(?=[^aeiouynm]|$)", "an"),
        (r"(?:ain|ein|in|im|yn|ym)(?=[^aeiouynm]|$)", "in"),
        (r"om(?=[^aeiouynm]|$)", "on"),
        (r"y", "i"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
        (r"(?:s|t|x|d|z|p)+$", ""),
        (r"e$", ""),
    )
)


def sound(word: str) -> str:
    """What a folded French word sounds like, roughly: words written as heard get equal keys."""
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def is_slip(word: str, other: str) -> bool:
    """Whether one edit between two words is a slip of the fingers more than another word."""
    if len(word) == len(other):
        differing = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
        return len(differing) == 2 or all(b in NEIGHBOURS.get(a, "") for a, b in differing)
    longer, shorter = sorted((word, other), key=len, reverse=True)
    return re.sub(r"(.)\1+", r"\1", longer) == re.sub(r"(.)\1+", r"\1", shorter)


def edit_budget(word: str, budget: Sequence[tuple[int, int]] = EDIT_BUDGET) -> int:
    """How many edits a word bears, by a table of (length from which, edits allowed)."""
    return max((edits for length, edits in budget if len(word) >= length), default=0)


@dataclass(frozen=True)
class Entry:
    """A word of the vocabulary.

    shown: as people write it, with its accents; occurrences: in the catalogue, 0 for a word of
    French at large; zipf: log10 of its occurrences in 10^9 words of French, 0 when unknown.
    """

    shown: str
    occurrences: int
    zipf: float


@dataclass(frozen=True)
class Correction:
    """A query rewritten: the text, and each (word as typed, word as mended)."""

    text: str
    changes: tuple[tuple[str, str], ...]


def catalogue_words(texts: Iterable[str]) -> dict[str, Entry]:
    """Folded word -> entry, for the words of some texts, shown in their most frequent form."""
    forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for token in tokens(text):
            if token.word.isalpha():
                forms[token.word][text[token.start : token.end]] += 1
    return {
        word: Entry(counts.most_common(1)[0][0], counts.total(), 0.0)
        for word, counts in sorted(forms.items())
    }


def with_french(
    catalogue: Mapping[str, Entry], french: Iterable[tuple[str, float]]
) -> dict[str, Entry]:
    """A catalogue's vocabulary and the words of French, given with their Zipf frequency.

    Of several forms that fold alike ("a", "à"), the first, the most frequent, is shown.
    """
    entries = dict(catalogue)
    for shown, zipf in french:
        word = fold(shown)
        known = entries.get(word)
        if known is None and word.isalpha():
            entries[word] = Entry(shown, 0, zipf)
        elif known is not None and known.zipf == 0:
            entries[word] = Entry(known.shown, known.occurrences, zipf)
    return entries


def vocabulary_lines(entries: Mapping[str, Entry]) -> str:
    """A vocabulary as tab-separated lines: word, shown, occurrences, zipf."""
    return "".join(
        f"{word}\t{entry.shown}\t{entry.occurrences}\t{entry.zipf:.2f}\n"
        for word, entry in entries.items()
    )


def parse_vocabulary(lines: str) -> dict[str, Entry]:
    """The vocabulary written by `vocabulary_lines`."""
    rows = (line.split("\t") for line in lines.split("\n") if line)
    return {word: Entry(shown, int(count), float(zipf)) for word, shown, count, zipf in rows}


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
            if len(word) < MIN_CHARS:
                continue
            if entry.occurrences:
                self._catalogue[len(word)].append(word)
                self._by_sound[sound(word)].append(word)
            else:
                self._french[len(word), word[0]].append(word)

    def knows(self, word: str) -> bool:
        """Whether a folded word exists."""
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
        for token in self._simple(tokens(text)):
            typed = text[token.start : token.end]
            mended = None if self._is_acronym(typed, text) else self._mend(token.word, typed)
            if mended is not None and self._is_name(typed, text, token.start, mended):
                mended = None
            if mended is None:
                continue
            pieces += [text[position : token.start], mended]
            changes.append((typed, mended))
            position = token.end
        if not changes:
            return None
        return Correction("".join([*pieces, text[position:]]), tuple(changes))

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
        choices = [*self._elided(word), *self._candidates(word)]
        if self.knows(word):
            choices = [each for each in choices if self._is_likelier(each[1], word)]
        return min(choices)[2] if choices else None

    def _is_doubtful(self, word: str, written: str) -> bool:
        """Whether a word known by its frequency alone may be a mistake."""
        entry = self._entries.get(word)
        listed = word in self._kept or word in self._lexicon or not written.islower()
        return entry is not None and not listed and not entry.occurrences and entry.zipf < RARE_ZIPF

    def _is_likelier(self, other: str, word: str) -> bool:
        """Whether another word is one edit from a doubtful one, and far more frequent."""
        entry = self._entries.get(other)
        near = entry is not None and OSA.distance(word, other) == 1
        return near and self._zipf(other) >= self._zipf(word) + LIKELIER_BY

    def _zipf(self, word: str) -> float:
        return self._entries[word].zipf

    def _elided(self, word: str) -> Iterator[tuple[float, str, str]]:
        """The word cut after an article or a pronoun: "lordinateur" -> "l'ordinateur"."""
        for prefix in ELIDED:
            rest = word.removeprefix(prefix)
            entry = self._entries.get(rest)
            if rest == word or entry is None or len(rest) < MIN_CHARS or rest[0] not in "aeiouyh":
                continue
            if entry.occurrences or entry.zipf >= ELIDED_MIN_ZIPF:
                yield ELIDED_COST - self._bonus(entry), rest, f"{prefix}'{entry.shown}"

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
                    self._french.get((length, word[0]), ()),
                )
                for other, _, _ in process.extract(
                    word, words, scorer=OSA.distance, score_cutoff=budget, limit=None
                )
            ),
        ]
        for other in choices:
            edits, other_key = OSA.distance(word, other), sound(other)
            if edits <= budget + SOUND_BUDGET * (key == other_key):
                entry = self._entries[other]
                slip = SLIP_BONUS * (edits == 1 and is_slip(word, other))
                cost = (edits + OSA.distance(key, other_key)) / 2 - slip - self._bonus(entry)
                yield cost, other, entry.shown
