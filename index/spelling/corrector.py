"""Spelling: mistaken words mended against the words of the catalogue and of French.

A word that exists is left alone. A word that does not is compared with those that do, by
edits, by sound and by the words beside it; the words of the catalogue come first, then frequent
words of French.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from index.spelling.candidates import HEARD_MIN_CHARS, MIN_CHARS, Candidate, Candidates, bonus
from index.spelling.dictionary import Entry
from index.text.analysis import Token, simple_words
from index.text.phonetics import phonetic_keys
from index.text.stopwords import STOP_WORDS
from index.text.typing_errors import ELISIONS

ACRONYM_MAX_CHARS = 6
"""A word this short, alone in capitals, is an acronym and is left alone."""
BESIDE_BONUS = 0.4
"""Cost forgiven for each word beside it that stands beside the candidate in what is indexed."""
RARE_ZIPF, LIKELIER_BY = 3.0, 2.0
"""A word that only a list of frequencies exists is doubted below this frequency, when another one
edit away, or of the same sound, is this much more frequent."""
COMMON_ZIPF = 3.3
"""From this frequency on, a word of French is not taken for the mistaken name of a place."""
ELIDED_COST = 0.5
"""What a missing apostrophe costs."""
ELIDED_OFTEN, MENDED_MIN_CHARS = frozenset({"l", "d", "j", "qu"}), 6
"""After these, a word as long as this may be mended besides ("linformatik")."""
STUCK_COST, STUCK_STOP_COST, STUCK_MIN_CHARS = 1.2, 0.3, 6
"""What a missing space costs, less after a word like "je"; the shortest word that may be two."""
STUCK_ZIPF, STUCK_LONG_ZIPF = {2: 6.3, 3: 5.3}, 3.8
"""Zipf frequency asked of each part, by its length in letters."""
JOINED_MIN_CHARS, JOINED_MIN_ZIPF = {True: 7, False: 5}, 2.5
"""Two words typed in the place of one, by whether both exist: the one must have as many letters,
and be this frequent when the catalogue has it not."""
PREFIXES = re.compile(
    r"(anti|auto|bio|cyber|eco|euro|geo|inter|micro|mini|multi|neo|pluri|poly|post|pre|semi|socio"
    r"|super|tele|ultra)"
)
PREFIXED_MIN_CHARS = 5
"""A word after a prefix has as many letters to exist with it ("socioéducatif")."""
ELIDED_MIN_ZIPF = 3.0
"""A word of French must be this frequent for "lordinateur" to be cut before it."""

Beside = tuple[str, str]
"""The folded words before and after another, empty at the ends of a text."""


@dataclass(frozen=True)
class Correction:
    """A query rewritten: the text, and each (word as typed, word as mended)."""

    text: str
    changes: tuple[tuple[str, str], ...]


class Corrector:
    """Mends the words of a query."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        kept: Iterable[str] = (),
        lexicon: Container[str] = (),
        bigrams: Container[str] = (),
        foreign: Collection[Container[str]] = (),
    ) -> None:
        """Gather the words known.

        Args:
            entries: folded word -> what is known of it.
            kept: other words left alone.
            lexicon: the words that exist in French.
            bigrams: words that stand side by side, as `dictionary.bigrams` gives them.
            foreign: the words of other languages: mended only into what is like them.
        """
        self._bigrams = bigrams
        self._foreign = foreign
        self._entries = entries
        self._kept = frozenset(kept)
        self._lexicon = lexicon
        self._candidates = Candidates(entries)

    def exists(self, word: str) -> bool:
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
            for _, other, _ in self._candidates.of(word)
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
        found = list(simple_words(text))
        reached = 0
        around: Sequence[Token | None] = [None, *found, None]
        for token, before, after in zip(found, around, around[2:], strict=False):
            if token.start < reached:
                continue
            joined = None if after is None else self._joined(token, after, text)
            typed = text[token.start : token.end]
            if after is not None and joined is not None:
                reached = after.end
                yield token.start, reached, joined
            elif not self._is_acronym(typed, text):
                beside = (before.word if before else "", after.word if after else "")
                mended = self._mend(token.word, typed, beside)
                if mended is not None and not self._is_name(typed, text, token.start, mended):
                    yield token.start, token.end, mended

    def _joined(self, token: Token, after: Token, text: str) -> str | None:
        """One word typed as two: "smart phone" -> "smartphone"."""
        entry = self._entries.get(token.word + after.word)
        if entry is None or not entry.phonetic or not entry.form.isalpha():
            return None
        if text[token.end : after.start] != " ":
            return None
        exist = all(self._stands(each.word, text[each.start : each.end]) for each in (token, after))
        if len(entry.form) < JOINED_MIN_CHARS[exist]:
            return None
        if not entry.occurrences and (exist or entry.zipf < JOINED_MIN_ZIPF):
            return None
        apart = token.is_stop or after.is_stop or not entry.form.islower()
        return None if exist and apart else entry.form

    @staticmethod
    def _is_acronym(typed: str, text: str) -> bool:
        return len(typed) <= ACRONYM_MAX_CHARS and typed.isupper() and not text.isupper()

    @staticmethod
    def _is_name(typed: str, text: str, start: int, mended: str) -> bool:
        """Whether a word is a name, by its capital inside a sentence: only a name mends it."""
        inside = start > 0 and text[:start].rstrip()[-1:] not in ".!?"
        return inside and typed.istitle() and not text.istitle() and not mended[:1].isupper()

    def _mend(self, word: str, written: str, beside: Beside) -> str | None:
        """What should be shown in the place of a folded word, or None to leave it."""
        if len(word) < HEARD_MIN_CHARS or self._stands(word, written):
            return None
        choices = [*self._elided(word), *self._stuck(word), *self._candidates.of(word)]
        if self.exists(word):
            choices = [each for each in choices if self._is_likelier(each[1], word)]
        elif any(word in language for language in self._foreign):
            choices = [each for each in choices if self._is_like(each[1], word)]
        if not choices:
            return None
        near = min(choices)[0] + 2 * BESIDE_BONUS
        return min(
            (cost - self._beside_bonus(other, beside), other, shown)
            for cost, other, shown in choices
            if cost <= near
        )[2]

    def _beside_bonus(self, word: str, beside: Beside) -> float:
        """What the words beside a candidate say for it."""
        before, after = beside
        first, *_, last = [*word.split(), word.split()[-1]]
        pairs = (f"{before} {first}", f"{last} {after}")
        return BESIDE_BONUS * sum(pair in self._bigrams for pair in pairs)

    def _stands(self, word: str, written: str) -> bool:
        """Whether a word exists for sure: not by its frequency alone, when it may be a mistake."""
        if not self.exists(word):
            return False
        entry = self._entries.get(word)
        listed = word in self._kept or word in self._lexicon or not written.islower()
        return listed or entry is None or entry.occurrences > 0 or entry.zipf >= RARE_ZIPF

    def _is_like(self, other: str, word: str) -> bool:
        """Whether a word of French is one edit away from another, or sounds the same."""
        entry = self._entries.get(other)
        if entry is None:
            return False
        return OSA.distance(word, other) == 1 or entry.phonetic in phonetic_keys(word)

    def _is_likelier(self, other: str, word: str) -> bool:
        """Whether a word is like a doubtful one, and far more frequent."""
        likely = self._is_like(other, word)
        return likely and self._zipf(other) >= self._zipf(word) + LIKELIER_BY

    def _zipf(self, word: str) -> float:
        return self._entries[word].zipf

    def _elided(self, word: str) -> Iterator[Candidate]:
        """The word cut after an article or a pronoun: "lordinateur" -> "l'ordinateur"."""
        for prefix in ELISIONS:
            rest = word.removeprefix(prefix)
            if rest == word or len(rest) < MIN_CHARS or rest[0] not in "aeiouyh":
                continue
            entry = self._entries.get(rest)
            plain = entry is not None and entry.phonetic
            if entry and plain and (entry.occurrences or entry.zipf >= ELIDED_MIN_ZIPF):
                yield ELIDED_COST - bonus(entry), rest, f"{prefix}'{entry.form}"
            elif prefix in ELIDED_OFTEN and len(rest) >= MENDED_MIN_CHARS and not self.exists(rest):
                for cost, other, shown in self._candidates.of(rest):
                    yield cost + ELIDED_COST, other, f"{prefix}'{shown}"

    def _stuck(self, word: str) -> Iterator[Candidate]:
        """The word cut in two: "aidenumerique" -> "aide numérique"."""
        for at in range(2, len(word) - 1) if len(word) >= STUCK_MIN_CHARS else ():
            first, rest = self._entries.get(word[:at]), self._entries.get(word[at:])
            if first is None or rest is None or not self._is_plain(first) & self._is_plain(rest):
                continue
            forgiven = min(bonus(first), bonus(rest))
            cost = STUCK_STOP_COST if word[:at] in STOP_WORDS else STUCK_COST
            yield cost - forgiven, f"{word[:at]} {word[at:]}", f"{first.form} {rest.form}"

    @staticmethod
    def _is_plain(entry: Entry) -> bool:
        """Whether a word is frequent enough, for its length, to be found inside another."""
        return entry.zipf >= STUCK_ZIPF.get(len(entry.form), STUCK_LONG_ZIPF)
