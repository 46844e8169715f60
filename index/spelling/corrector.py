"""Spelling correction: misspelt words of a query replaced by words of the catalogue or of French.

A word that exists is left as it is. Another one is compared with candidates of the dictionary by
its edits, its sound and its neighbours in the query; words of the catalogue come first, then
frequent words of French. Missing apostrophes and spaces are corrected too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from index.spelling.candidates import MIN_CHARS, PHONETIC_MIN_CHARS, Candidate, Candidates, bonus
from index.spelling.dictionary import Entry
from index.text.analysis import Token, simple_words
from index.text.phonetics import phonetic_keys
from index.text.stopwords import STOP_WORDS
from index.text.typing_errors import ELISIONS

ACRONYM_MAX_CHARS = 6
"""Letters of the longest word in capitals that is an acronym, left as it is."""
BESIDE_BONUS = 0.4
"""Amount taken off the cost of a candidate for each neighbouring word, in the text, that it is also
beside in the records."""
RARE_ZIPF, LIKELIER_BY = 3.0, 2.0
"""A word that only the list of French frequencies has is doubtful when its Zipf frequency (log10 of
occurrences in 10^9 words) is below the first, and when a candidate one letter away, or of the same
sound, exceeds it by at least the second."""
COMMON_ZIPF = 3.3
"""Zipf frequency (log10 of occurrences in 10^9 words) from which a French word is not taken for the
misspelt name of a place."""
ELIDED_COST = 0.5
"""Cost of a missing apostrophe."""
ELIDED_OFTEN, ELIDED_REST_MIN_CHARS = frozenset({"l", "d", "j", "qu"}), 6
"""Elisions after which a misspelt word of at least as many letters is corrected ("linformatik")."""
STUCK_COST, STUCK_STOP_COST, STUCK_MIN_CHARS = 1.2, 0.3, 6
"""Cost of a missing space, that after a stop word, and the letters of the shortest word cut."""
STUCK_ZIPF, STUCK_LONG_ZIPF = {2: 6.3, 3: 5.3}, 3.8
"""Least Zipf frequency of each part, by its length in letters, and for a longer part."""
JOINED_MIN_CHARS, JOINED_MIN_ZIPF = {True: 7, False: 5}, 2.5
"""Letters of the shortest word typed as two, by whether both parts exist, and its least Zipf
frequency when it is not in the catalogue."""
PREFIXES = re.compile(
    r"(anti|auto|bio|cyber|eco|euro|geo|inter|micro|mini|multi|neo|pluri|poly|post|pre|semi|socio"
    r"|super|tele|ultra)"
)
"""Prefixes that make a word of another: "socioéducatif"."""
PREFIXED_MIN_CHARS = 5
"""Letters of the shortest word that exists with a prefix."""
ELIDED_MIN_ZIPF = 3.0
"""Least Zipf frequency of a word of French before which "lordinateur" is cut."""

Beside = tuple[str, str]
"""(word before, word after) a word of a text, in lower case without accents, "" at its ends."""


@dataclass(frozen=True)
class Correction:
    """A corrected query.

    text: the whole query with its corrections; changes: pairs (words as typed, words as corrected),
    in the order of the text.
    """

    text: str
    changes: tuple[tuple[str, str], ...]


class Corrector:
    """Corrector of the misspelt words of a query: "ordinatteur" -> "ordinateur".

    Words that surely exist are left as they are. Words are compared in lower case without accents.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        protected: Iterable[str] = (),
        lexicon: Container[str] = (),
        bigrams: Container[str] = (),
        foreign: Collection[Container[str]] = (),
    ) -> None:
        """Build a corrector from words of several origins, all in lower case without accents.

        Args:
            entries: word -> its entry in the dictionary; corrections are chosen among these words.
            protected: other words that are left as they are.
            lexicon: all the words that exist in French, also left as they are.
            bigrams: pairs of words that stand side by side in the records, as "aide numerique";
                they help to choose among corrections.
            foreign: one collection of words for each other language; such a word is corrected only
                into a word that is one edit away or sounds the same.
        """
        self._bigrams = bigrams
        self._foreign = foreign
        self._entries = entries
        self._protected = frozenset(protected)
        self._lexicon = lexicon
        self._candidates = Candidates(entries)

    def exists(self, word: str) -> bool:
        """Return True when a word is in the dictionary, the lexicon or the protected words.

        The word is in lower case without accents. It also exists when the rest of it does, after a
        prefix such as "auto" or "socio": "socioeducatif" exists since "educatif" does.
        """
        rest = PREFIXES.sub("", word, count=1) if PREFIXES.match(word) else ""
        return self._is_listed(word) or (len(rest) >= PREFIXED_MIN_CHARS and self._is_listed(rest))

    def _is_listed(self, word: str) -> bool:
        """Return whether a folded word is in the dictionary, the lexicon or the protected words."""
        return word in self._entries or word in self._protected or word in self._lexicon

    def is_common(self, word: str) -> bool:
        """Return True when a word is in the catalogue, is frequent in French, or is protected.

        Protected words are those given to the corrector to be left as they are. The word is in
        lower case without accents.
        """
        entry = self._entries.get(word)
        common = entry is not None and (entry.occurrences > 0 or entry.zipf >= COMMON_ZIPF)
        return common or word in self._protected

    def is_nearer(
        self, word: str, edits: int, excluded: Collection[str], only_catalogue: bool
    ) -> bool:
        """Return True when a misspelt word has a possible correction within a number of edits.

        An edit adds, drops or replaces a letter, or swaps two.

        Args:
            word: the misspelt word, in lower case without accents.
            edits: highest number of edits between the word and its correction.
            excluded: words that do not count as corrections, in the same form.
            only_catalogue: True to count only corrections that the texts of records contain.

        Returns:
            True when there is at least one such correction.
        """
        return any(
            OSA.distance(word, other) <= edits and other not in excluded
            for _, other, _ in self._candidates.of(word)
            if self._entries[other].occurrences > 0 or not only_catalogue
        )

    def correct(self, text: str) -> Correction | None:
        """Return a query with its misspelt words corrected; None when none is misspelt."""
        pieces: list[str] = []
        changes: list[tuple[str, str]] = []
        position = 0
        for start, end, corrected in self._changes(text):
            pieces += [text[position:start], corrected]
            changes.append((text[start:end], corrected))
            position = end
        if not changes:
            return None
        return Correction("".join([*pieces, text[position:]]), tuple(changes))

    def _changes(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the changes of a text: (start, end, corrected text), from left to right."""
        words = list(simple_words(text))
        reached = 0
        around: Sequence[Token | None] = [None, *words, None]
        for token, before, after in zip(words, around, around[2:], strict=False):
            if token.start < reached:
                continue
            joined = None if after is None else self._joined(token, after, text)
            typed = text[token.start : token.end]
            if after is not None and joined is not None:
                reached = after.end
                yield token.start, reached, joined
            elif not self._is_acronym(typed, text):
                beside = (before.word if before else "", after.word if after else "")
                corrected = self._corrected(token.word, typed, beside)
                if corrected is not None and not self._is_name(typed, text, token.start, corrected):
                    yield token.start, token.end, corrected

    def _joined(self, token: Token, after: Token, text: str) -> str | None:
        """Return the word typed as two ("smart phone" -> "smartphone"), or None."""
        entry = self._entries.get(token.word + after.word)
        if entry is None or not entry.phonetic or not entry.form.isalpha():
            return None
        if text[token.end : after.start] != " ":
            return None
        exist = all(
            self._is_sure(part.word, text[part.start : part.end]) for part in (token, after)
        )
        if len(entry.form) < JOINED_MIN_CHARS[exist]:
            return None
        if not entry.occurrences and (exist or entry.zipf < JOINED_MIN_ZIPF):
            return None
        apart = token.is_stop or after.is_stop or not entry.form.islower()
        return None if exist and apart else entry.form

    @staticmethod
    def _is_acronym(typed: str, text: str) -> bool:
        """Return whether a short word is in capitals in a text that is not."""
        return len(typed) <= ACRONYM_MAX_CHARS and typed.isupper() and not text.isupper()

    @staticmethod
    def _is_name(typed: str, text: str, start: int, corrected: str) -> bool:
        """Return whether a word is a name by its capital, and its correction is not one."""
        inside = start > 0 and text[:start].rstrip()[-1:] not in ".!?"
        return inside and typed.istitle() and not text.istitle() and not corrected[:1].isupper()

    def _corrected(self, word: str, typed: str, beside: Beside) -> str | None:
        """Return the correction of a word, or None to leave it as it is.

        word: folded; typed: the same in the text.
        """
        if len(word) < PHONETIC_MIN_CHARS or self._is_sure(word, typed):
            return None
        choices = [*self._elided(word), *self._stuck(word), *self._candidates.of(word)]
        if self.exists(word):
            choices = [choice for choice in choices if self._is_likelier(choice[1], word)]
        elif any(word in language for language in self._foreign):
            choices = [choice for choice in choices if self._is_like(choice[1], word)]
        if not choices:
            return None
        near = min(choices)[0] + 2 * BESIDE_BONUS
        return min(
            (cost - self._beside_bonus(other, beside), other, form)
            for cost, other, form in choices
            if cost <= near
        )[2]

    def _beside_bonus(self, word: str, beside: Beside) -> float:
        """Return the amount taken off the cost of a candidate for the words beside it."""
        before, after = beside
        first, *_, last = [*word.split(), word.split()[-1]]
        pairs = (f"{before} {first}", f"{last} {after}")
        return BESIDE_BONUS * sum(pair in self._bigrams for pair in pairs)

    def _is_sure(self, word: str, typed: str) -> bool:
        """Return whether a word exists for sure: a rare word of a list of frequencies does not."""
        if not self.exists(word):
            return False
        entry = self._entries.get(word)
        listed = word in self._protected or word in self._lexicon or not typed.islower()
        return listed or entry is None or entry.occurrences > 0 or entry.zipf >= RARE_ZIPF

    def _is_like(self, other: str, word: str) -> bool:
        """Return whether a word of the dictionary is one edit from another, or sounds the same."""
        entry = self._entries.get(other)
        if entry is None:
            return False
        return OSA.distance(word, other) == 1 or entry.phonetic in phonetic_keys(word)

    def _is_likelier(self, other: str, word: str) -> bool:
        """Return whether a candidate is near a doubtful word, and far more frequent."""
        likely = self._is_like(other, word)
        return likely and self._zipf(other) >= self._zipf(word) + LIKELIER_BY

    def _zipf(self, word: str) -> float:
        """Return the Zipf frequency of a word of the dictionary."""
        return self._entries[word].zipf

    def _elided(self, word: str) -> Iterator[Candidate]:
        """Yield the word cut after an article or a pronoun: "lordinateur" -> "l'ordinateur"."""
        for prefix in ELISIONS:
            rest = word.removeprefix(prefix)
            if rest == word or len(rest) < MIN_CHARS or rest[0] not in "aeiouyh":
                continue
            entry = self._entries.get(rest)
            plain = entry is not None and entry.phonetic
            if entry and plain and (entry.occurrences or entry.zipf >= ELIDED_MIN_ZIPF):
                yield ELIDED_COST - bonus(entry), rest, f"{prefix}'{entry.form}"
            elif (
                prefix in ELIDED_OFTEN
                and len(rest) >= ELIDED_REST_MIN_CHARS
                and not self.exists(rest)
            ):
                for cost, other, form in self._candidates.of(rest):
                    yield cost + ELIDED_COST, other, f"{prefix}'{form}"

    def _stuck(self, word: str) -> Iterator[Candidate]:
        """Yield the word cut in two: "aidenumerique" -> "aide numérique"."""
        for at in range(2, len(word) - 1) if len(word) >= STUCK_MIN_CHARS else ():
            first, rest = self._entries.get(word[:at]), self._entries.get(word[at:])
            if first is None or rest is None or not self._is_plain(first) & self._is_plain(rest):
                continue
            forgiven = min(bonus(first), bonus(rest))
            cost = STUCK_STOP_COST if word[:at] in STOP_WORDS else STUCK_COST
            yield cost - forgiven, f"{word[:at]} {word[at:]}", f"{first.form} {rest.form}"

    @staticmethod
    def _is_plain(entry: Entry) -> bool:
        """Return whether a word is frequent enough, for its length, to be a part of another."""
        return entry.zipf >= STUCK_ZIPF.get(len(entry.form), STUCK_LONG_ZIPF)
