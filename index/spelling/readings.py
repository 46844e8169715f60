"""Readings of typed words: what each may have been meant to be, with its cost.

A reading is an edge of the lattice (`index.spelling.lattice`). Costs have no unit: those of
candidates (`index.spelling.candidates`), and of the changes of spaces and apostrophes below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.spelling.candidates import CATALOGUE_BONUS, Candidates, frequency_bonus
from index.spelling.lattice import Edge
from index.spelling.spelled import MAX_WORDS, is_letter, spelled
from index.spelling.table import MIN_CHARS
from index.spelling.vocabulary import RARE_ZIPF, Vocabulary
from index.spelling.word_pairs import spoken_words
from index.text.analysis import fold
from index.text.stopwords import STOP_WORDS

MOST = 6
"""Candidates read for a word, of those of least cost with their frequency."""
ELIDED_COST, ELIDED_MIN_ZIPF = 0.1, 3.0
"""Cost of a missing apostrophe, and least Zipf frequency of the word after it, when records lack
it."""
CONTRACTED_COST = 0.8
"""Cost of a short word joined to the next without its vowel: "jveu" for "je veux"."""
STUCK_COST, STUCK_STOP_COST, STUCK_MIN_CHARS = 0.1, 0.1, 4
"""Cost of a missing space, that after a stop word, and the letters of the shortest word cut."""
STUCK_ZIPF, STUCK_LONG_ZIPF = {1: 9.0, 2: 6.0, 3: 5.3}, 3.8
"""Least Zipf frequency of each part, by its length in letters, and for a longer part."""
JOINED_COST = {True: -1.5, False: -0.3}
"""Cost of a word typed as two, by whether both parts exist."""
JOINED_MIN_CHARS, JOINED_MIN_ZIPF = {True: 7, False: 5}, 2.5
"""Letters of the shortest word typed as two, by whether both parts exist, and its least Zipf
frequency when it is not in the catalogue."""
SHORTHAND_COST = -0.5
"""Cost of each word of what a shorthand of the list stands for."""
SPELLED_COST = {True: -0.8, False: 0.7}
"""Cost of each word that spells a part of an acronym, by whether its letters are said whole."""
REST_MOST = 3
"""Candidates read for the rest of a word that was cut."""
PLAIN_ZIPF = 4.0
"""Zipf frequency of a word that sounds as a misspelt one, from which the latter is not cut."""
HEARD_MIN_ZIPF = 3.5
"""Least Zipf frequency of a word that replaces one that exists, of the same sound."""
HEARD_COST, HEARD_EDIT_COST = 0.2, 0.1
"""Cost of a word that exists typed for another of the same sound, and of each edit between both."""
CLITICS: Mapping[str, tuple[str, str]] = {
    "j": ("j'", "je"),
    "l": ("l'", "le"),
    "d": ("d'", "de"),
    "m": ("m'", "me"),
    "t": ("t'", "te"),
    "s": ("s'", "se"),
    "n": ("n'", "ne"),
    "c": ("c'", "ce"),
    "k": ("qu'", "que"),
    "qu": ("qu'", "que"),
    "q": ("qu'", "que"),
    "z": ("", ""),
}
"""Start of a word -> the short word that it may be, before a vowel and before a consonant; empty
for the sound that joins two words in "lé zotre"."""
SPACED = frozenset({"l", "d", "j", "n", "m", "qu"})
"""Elided words that people write with a space: "l ordinateur"; "t" is that of "a t il"."""
VOWEL = re.compile(r"[aeiouyhàâéèêîôû]")

Shorthand = Mapping[tuple[str, ...], Sequence[str]]
"""Words as typed, in lower case with their accents -> what they stand for."""


@dataclass(frozen=True)
class Typed:
    """A word, a number or a mark of a text.

    start, end: positions of its characters; text: as typed; word: in lower case without accents.
    """

    start: int
    end: int
    text: str
    word: str

    @property
    def lower(self) -> str:
        """The word in lower case, with its accents."""
        return self.text.lower()


class Readings:
    """Maker of the readings of typed words."""

    def __init__(
        self, vocabulary: Vocabulary, candidates: Candidates, shorthand: Shorthand
    ) -> None:
        """vocabulary: the words known; candidates: near words; shorthand: "koi" -> "quoi"."""
        self._vocabulary = vocabulary
        self._candidates = candidates
        self._shorthand = shorthand
        self._longest = max(map(len, shorthand), default=0)

    def shorthands(self, at: int, typed: Sequence[Typed], least: int) -> Iterator[Edge]:
        """Yield what a shorthand of the list, which starts at a position, may stand for.

        least: the fewest words of the shorthand.
        """
        for end in range(at + least, min(len(typed), at + self._longest) + 1):
            for form in self._shorthand.get(tuple(each.lower for each in typed[at:end]), ()):
                words = spoken_words(form)
                yield Edge(at, end, words, form, SHORTHAND_COST * len(words))

    def acronyms(self, at: int, typed: Sequence[Typed], doubtful: Sequence[bool]) -> Iterator[Edge]:
        """Yield the acronyms that words from a position spell.

        A word that is doubtful or rare may spell one; several do when each is the name of a letter:
        "ash elle aime".
        """
        for end in range(at + 1, min(len(typed), at + MAX_WORDS) + 1):
            words = [each.lower for each in typed[at:end]]
            if not all(word.isalpha() for word in words):
                return
            if end - at > 1:
                may_spell = all(map(is_letter, words))
            else:
                may_spell = doubtful[at] or self._vocabulary.zipf(typed[at].word) < RARE_ZIPF
            for whole, cost in SPELLED_COST.items() if may_spell else ():
                acronym = spelled(words, self._vocabulary.is_acronym, whole)
                if acronym and acronym != "".join(words):
                    yield Edge(at, end, (acronym,), acronym.upper(), cost * (end - at))
                    break

    def heard(self, at: int, typed: Typed, rarer: float) -> Iterator[Edge]:
        """Yield the frequent words that sound as a typed one, which exists.

        at: its position; typed: the word; rarer: by how much its Zipf frequency is lower than
        theirs, at least; 0 for any.
        """
        entries = self._vocabulary.entries
        least = max(HEARD_MIN_ZIPF, self._vocabulary.zipf(typed.word) + rarer if rarer else 0.0)
        for word in dict.fromkeys(self._candidates.heard(typed.lower)):
            if word != typed.word and entries[word].zipf >= least:
                cost = HEARD_COST + HEARD_EDIT_COST * abs(len(word) - len(typed.word))
                yield Edge(at, at + 1, (word,), entries[word].form, cost)

    def misspelt(self, at: int, typed: Typed, far: bool) -> Iterator[Edge]:
        """Yield what a word that does not surely exist may be.

        at: its position; typed: the word; far: whether words more than an edit away are read.
        """
        word, vocabulary = typed.word, self._vocabulary
        for edge in self._all(at, typed, far):
            if vocabulary.exists(word) and len(word) >= MIN_CHARS:
                if len(edge.words) == 1 and not vocabulary.is_likelier(edge.words[0], word):
                    continue
            elif vocabulary.is_foreign(word) and not vocabulary.is_like(edge.words[-1], word):
                continue
            yield edge

    def _all(self, at: int, typed: Typed, far: bool) -> Iterator[Edge]:
        """Yield the words near a word, then what it may be when it is cut."""
        for cost, word, form in self._best(typed.word, typed.lower, MOST, far):
            yield Edge(at, at + 1, (word,), form, cost)
        heard = self._candidates.heard(typed.lower)
        if any(self._vocabulary.zipf(word) >= PLAIN_ZIPF for word in heard):
            return
        for words, form, cost in (*self._cut(typed.lower), *self._stuck(typed.word)):
            yield Edge(at, at + 1, words, form, cost)

    def _best(
        self, word: str, typed: str, most: int, far: bool = False
    ) -> list[tuple[float, str, str]]:
        """Return (cost without frequency, word, form) of the best candidates for a word."""
        entries = self._vocabulary.entries
        best = sorted(self._candidates.of(word, typed, far))[:most]
        return [(cost + frequency_bonus(entries[other]), other, form) for cost, other, form in best]

    def _cut(self, typed: str) -> Iterator[tuple[tuple[str, ...], str, float]]:
        """Yield a word cut after an article or a pronoun: "lordi" -> "l'ordi"."""
        for start, (elided, whole) in CLITICS.items():
            rest = typed.removeprefix(start)
            if rest == typed or len(rest) < 2:
                continue
            vowel = VOWEL.match(rest)
            clitic = elided if vowel else whole
            if not clitic and not (vowel and len(rest) >= MIN_CHARS):
                continue
            cost = ELIDED_COST if vowel else CONTRACTED_COST
            for more, word, form in self._rests(rest):
                entry = self._vocabulary.entries[word]
                if bool(VOWEL.match(word)) is not bool(vowel):
                    continue
                if not entry.occurrences and entry.zipf < ELIDED_MIN_ZIPF:
                    continue
                text = f"{clitic}{form}" if vowel else f"{clitic} {form}"
                yield (clitic, word) if clitic else (word,), text, cost + more

    def _rests(self, rest: str) -> Iterator[tuple[float, str, str]]:
        """Yield (cost without frequency, word, form) of what the rest of a cut word may be."""
        word, vocabulary = fold(rest), self._vocabulary
        entry = vocabulary.entries.get(word)
        if entry is not None and entry.phonetic and vocabulary.is_sure(word, word):
            yield -CATALOGUE_BONUS * (entry.occurrences > 0), word, entry.form
        if len(word) >= MIN_CHARS and not (entry and vocabulary.is_sure(word, word)):
            yield from self._best(word, rest, REST_MOST)
            return
        for other in dict.fromkeys(self._candidates.heard(rest)):
            if other != word and vocabulary.entries[other].zipf >= HEARD_MIN_ZIPF:
                yield HEARD_COST, other, vocabulary.entries[other].form

    def _stuck(self, word: str) -> Iterator[tuple[tuple[str, ...], str, float]]:
        """Yield the word cut in two: "aidenumerique" -> "aide numérique"."""
        for at in range(1, len(word) - 1) if len(word) >= STUCK_MIN_CHARS else ():
            first, rest = word[:at], word[at:]
            if self._is_plain(first) and self._is_plain(rest):
                entries = self._vocabulary.entries
                cost = STUCK_STOP_COST if first in STOP_WORDS else STUCK_COST
                yield (first, rest), f"{entries[first].form} {entries[rest].form}", cost

    def _is_plain(self, word: str) -> bool:
        """Return whether a word is frequent enough, for its length, to be a part of another."""
        entry = self._vocabulary.entries.get(word)
        return entry is not None and entry.zipf >= STUCK_ZIPF.get(len(word), STUCK_LONG_ZIPF)

    def joined(self, at: int, typed: Sequence[Typed], text: str) -> Iterator[Edge]:
        """Yield the word typed as two ("smart phone" -> "smartphone"), when there is one."""
        one, after = typed[at], typed[at + 1]
        if text[one.end : after.start] != " " or not (one.word + after.word).isalpha():
            return
        if one.word in SPACED and VOWEL.match(after.lower) and len(after.word) > 1:
            for cost, word, written in self._rests(after.lower):
                elided = f"{one.lower}'"
                yield Edge(at, at + 2, (elided, word), elided + written, cost)
        form = self._joined(one, after)
        if form is not None:
            exist = self._exist(one, after)
            yield Edge(at, at + 2, (one.word + after.word,), form, JOINED_COST[exist])

    def _exist(self, *parts: Typed) -> bool:
        """Return whether all of some words surely exist."""
        return all(self._vocabulary.is_sure(part.word, part.text) for part in parts)

    def _joined(self, one: Typed, after: Typed) -> str | None:
        """Return the word typed as two, or None."""
        vocabulary = self._vocabulary
        entry = vocabulary.entries.get(one.word + after.word)
        if entry is None or not entry.phonetic or not entry.form.isalpha():
            return None
        exist = self._exist(one, after)
        if (one.lower,) in self._shorthand or (after.lower,) in self._shorthand:
            return None
        if len(entry.form) < JOINED_MIN_CHARS[exist]:
            return None
        if not entry.occurrences and (exist or entry.zipf < JOINED_MIN_ZIPF):
            return None
        stop = one.word in STOP_WORDS or after.word in STOP_WORDS
        return None if exist and (stop or not entry.form.islower()) else entry.form
