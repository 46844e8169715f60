"""Recognition of words in a text, however they are written: mistakes, sounds, joined words.

A word of `data/urgences.toml` is recognized when a word of the text is the same without accents;
in French, when both sound the same; in any language, when a word that does not exist is one edit
away. The text is never corrected.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.emergencies.ways import START
from index.text.analysis import fold
from index.text.language_detection import FRENCH
from index.text.phonetics import SPOKEN_LAST, first_letter, phonetic_key, phonetic_keys
from index.text.stopwords import STOP_WORDS

TYPO_MIN_LETTERS = 6
"""Letters of the shortest word that is recognized with a wrong letter."""
SHORT_LETTERS = 3
"""Letters up to which a word is not recognized by its sound in another word that exists."""
SOUND_MIN_SIGNS = 2
"""Signs of the shortest sound by which a word is recognized."""
START_MIN_SIGNS = 4
"""Signs of the shortest sound by which the beginning of a word is recognized."""
REMEMBERED = 8192
"""Words whose numbers are remembered, the last ones read."""
CLITICS = "jlmtsdnc"
"""Letters of French words that people join to the next one: "jveu", "sétouffe", "minsulte"."""
ARABIC_PREFIXES = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ف", "ب", "ل", "ك")
"""Article and short words that Arabic joins to the next one."""

_WORD = re.compile(r"[^\W_]+")
_CYRILLIC_APOSTROPHE = re.compile("(?<=[\u0400-\u04ff])['\u2019\u02bc`](?=[\u0400-\u04ff])")
_NOT_APOSTROPHE = re.compile("(?<=n)['\u2019](?=t\\b)|(?<=i)['\u2019](?=m\\b)", re.IGNORECASE)
_ARABIC = str.maketrans({"ى": "ي", "ة": "ه"})
_VOWELS = frozenset("aeiouyhàâéèêëîïôöùûü")


def plain(word: str) -> str:
    """Return a word as it is compared: folded, with one form for each letter of Arabic."""
    return fold(word).translate(_ARABIC)


def words_of(text: str) -> list[str]:
    """Return the words of a text, in lower case with accents; "n't" and "б'є" are not cut."""
    text = _NOT_APOSTROPHE.sub("", _CYRILLIC_APOSTROPHE.sub("", text))
    return _WORD.findall(unicodedata.normalize("NFC", text.lower()))


class WordForms:
    """Words to recognize, each with a number; safe to share between threads."""

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        """words: (language, word as the file writes it) pairs, whose numbers are their ranks."""
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._sounds: dict[str, set[int]] = defaultdict(set)
        self._starts: dict[str, set[int]] = defaultdict(set)
        self._sound_starts: dict[str, set[int]] = defaultdict(set)
        self._long: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._short: set[int] = set()
        for number, (language, word) in enumerate(words):
            self._add(number, language, word)
        self._start_lengths = sorted({len(start) for start in self._starts})
        self._sound_lengths = sorted({len(start) for start in self._sound_starts})
        self._numbers = lru_cache(REMEMBERED)(self._recognized)

    def _add(self, number: int, language: str, word: str) -> None:
        """Add a word to the tables that recognize it."""
        form = plain(word.removesuffix(START))
        if word.endswith(START):
            self._starts[form].add(number)
            sound = phonetic_key(f"{word.removesuffix(START)}er").removesuffix("e")
            if language == FRENCH and len(sound) >= START_MIN_SIGNS:
                self._sound_starts[sound].add(number)
            return
        if len(form) >= TYPO_MIN_LETTERS and form not in self._exact:
            self._long[first_letter(form), len(form)].append(form)
        self._exact[form].add(number)
        if len(form) <= SHORT_LETTERS:
            self._short.add(number)
        if language == FRENCH:
            for sound in phonetic_keys(word)[: 1 + (word[-1] in SPOKEN_LAST)]:
                if len(sound) >= SOUND_MIN_SIGNS:
                    self._sounds[sound].add(number)

    def read(self, text: str, exists: Callable[[str], bool]) -> list[frozenset[int]]:
        """Return the numbers of the words that each word of a text may be, in order.

        A word joined to a short one ("jveu") gives two: the short one, then the other.

        Args:
            text: as typed.
            exists: tells whether a word, in lower case without accents, exists in French: it then
                has no wrong letter.

        Returns:
            One set for each word, empty for a word that is none of these.
        """
        return [numbers for word in words_of(text) for numbers in self._positions(word, exists)]

    def _positions(self, word: str, exists: Callable[[str], bool]) -> Iterator[frozenset[int]]:
        """Yield the numbers of a word; of its first letter before, when it is a word joined."""
        is_word = exists(plain(word))
        numbers = self._numbers(word, is_word)
        joinable = len(word) >= SHORT_LETTERS and (word[0] == "j" or word[1] in _VOWELS)
        if numbers or is_word or not joinable or word[0] not in CLITICS:
            yield numbers
            return
        joined = self._numbers(word[1:], exists(plain(word[1:])))
        if joined:
            yield frozenset(self._exact.get(word[0], ()))
        yield joined

    def _recognized(self, word: str, exists: bool) -> frozenset[int]:
        """Return the numbers of the words that a word of a text may be."""
        return frozenset(self._spelt(plain(word)) | self._heard(word, exists))

    def _spelt(self, form: str) -> set[int]:
        """Return the numbers of the words that are written like a form, or begin it."""
        numbers = set(self._exact.get(form, ()))
        for length in self._start_lengths:
            numbers |= self._starts.get(form[:length], set())
        return numbers

    def _heard(self, word: str, exists: bool) -> set[int]:
        """Return the numbers of the words that sound like a word, or are one edit away."""
        form = plain(word)
        if not form:  # a lone accent
            return set()
        if not form[0].isascii():
            return self._arabic(form)
        numbers: set[int] = set()
        if form in STOP_WORDS or not form.isalpha():
            return numbers
        for sound in phonetic_keys(word):
            heard = self._sounds.get(sound, set())
            numbers |= heard - self._short if exists else heard
            for length in self._sound_lengths:
                numbers |= self._sound_starts.get(sound[:length], set())
        known = exists or form in self._exact
        if not numbers and not known and len(form) >= TYPO_MIN_LETTERS:
            numbers |= self._misspelt(form)
        return numbers

    def _misspelt(self, form: str) -> set[int]:
        """Return the numbers of the words that are one edit away, with a like first letter."""
        found: set[int] = set()
        for length in range(len(form) - 1, len(form) + 2):
            words = self._long.get((first_letter(form), length))
            if words:
                # it releases Python's lock while it compares
                apart = process.cdist([form], words, scorer=OSA.distance, score_cutoff=1)[0]
                found.update(*(self._exact[words[row]] for row in np.flatnonzero(apart <= 1)))
        return found

    def _arabic(self, form: str) -> set[int]:
        """Return the numbers of a word of another script, without what Arabic joins to it."""
        numbers: set[int] = set()
        for prefix in ARABIC_PREFIXES:
            rest = form.removeprefix(prefix)
            if len(rest) < len(form) and len(rest) >= SHORT_LETTERS:
                numbers |= self._spelt(rest)
        if not numbers and len(form) >= TYPO_MIN_LETTERS and form not in self._exact:
            numbers = self._misspelt(form)
        return numbers
