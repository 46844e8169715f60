"""Generator of misspelt French, made from correct French with a seed.

It makes texts to train the encoder and to measure how searches resist errors; searches do not use
it. A style is a way of writing: the share of words it changes, and the errors it makes. Shares of
errors inside words come from the real pairs of LibreOffice's autocorrection list (MPL 2.0) and of
Parafaute (MIT); `tests/index/text/test_noise.py` counts them again. The share of words changed
cannot come from lists of words: it is set by hand, from a few slips to phonetic spelling.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from index.text.typing_errors import (
    ELIDED,
    ENDINGS,
    HOMOPHONES,
    NEIGHBOURS,
    SMS,
    SOUNDS,
    VERB,
    WORD,
    bare,
)

MIN_CHARS = 4
"""Letters from which a word gets errors of all kinds; a shorter one only gets errors of sound,
accent, verb ending, apostrophe or abbreviation."""


class TypingError(StrEnum):
    """Kind of a typing error (neighbouring key, dropped letter…); the value is its French name."""

    NEIGHBOUR = "touche voisine"
    DROPPED = "lettre oubliée"
    ADDED = "lettre ajoutée"
    DOUBLED = "lettre doublée"
    UNDOUBLED = "double lettre simplifiée"
    SWAPPED = "lettres inversées"
    ACCENT = "accent"
    SOUND = "écrit comme entendu"
    AGREEMENT = "accord"
    VERB = "fin de verbe"
    HOMOPHONE = "homophone"
    SMS = "abréviation"
    APOSTROPHE = "apostrophe"
    SPLIT = "mot coupé"


INSIDE: Mapping[TypingError, float] = {
    TypingError.NEIGHBOUR: 0.06,
    TypingError.DROPPED: 0.10,
    TypingError.ADDED: 0.06,
    TypingError.DOUBLED: 0.13,
    TypingError.UNDOUBLED: 0.23,
    TypingError.SWAPPED: 0.08,
    TypingError.ACCENT: 0.15,
    TypingError.SOUND: 0.19,
}
"""Kind of an error inside a word -> its share, in [0, 1], among real pairs (misspelt, correct)."""


@dataclass(frozen=True)
class Style:
    """A way of writing French with errors, such as that of text messages.

    weights: kind of error -> its relative frequency (they need not add up to 1). The other fields
    are probabilities in [0, 1]. rate: that a word is changed; again: that a changed word is changed
    once more; merged: that a word is joined to the next one; plain: that the whole text loses its
    accents; lowered: that the whole text loses its capitals and its punctuation.
    """

    rate: float
    weights: Mapping[TypingError, float]
    again: float = 0.0
    merged: float = 0.0
    plain: float = 0.0
    lowered: float = 0.0


def _mixed(extra: Mapping[TypingError, float], inside: float = 1.0) -> dict[TypingError, float]:
    """Return the shares of errors inside words, times `inside`, with others."""
    return {kind: share * inside for kind, share in INSIDE.items()} | dict(extra)


_SLIPS = {TypingError.NEIGHBOUR: 0.22, TypingError.DROPPED: 0.25, TypingError.ADDED: 0.12}
"""Shares of the slips of fingers."""
STYLES: Mapping[str, Style] = {
    "frappe": Style(
        0.35,
        _mixed(
            _SLIPS
            | {TypingError.SWAPPED: 0.2, TypingError.APOSTROPHE: 0.1, TypingError.SPLIT: 0.03}
        ),
        merged=0.04,
        plain=0.3,
        lowered=0.5,
    ),
    "orthographe": Style(
        0.4,
        _mixed({TypingError.AGREEMENT: 0.3, TypingError.VERB: 0.3, TypingError.HOMOPHONE: 0.3}),
        plain=0.1,
        lowered=0.3,
    ),
    "phonetique": Style(
        0.8,
        {
            TypingError.SOUND: 0.75,
            TypingError.VERB: 0.1,
            TypingError.HOMOPHONE: 0.1,
            TypingError.APOSTROPHE: 0.2,
        }
        | {TypingError.AGREEMENT: 0.1, TypingError.ACCENT: 0.05, TypingError.SPLIT: 0.02},
        again=0.6,
        merged=0.05,
        plain=0.2,
        lowered=0.8,
    ),
    "sms": Style(
        0.6,
        {
            TypingError.SMS: 1.0,
            TypingError.SOUND: 0.5,
            TypingError.DROPPED: 0.15,
            TypingError.APOSTROPHE: 0.3,
        },
        again=0.3,
        merged=0.03,
        plain=0.5,
        lowered=0.9,
    ),
    "dictee": Style(
        0.35,
        {TypingError.HOMOPHONE: 1.0, TypingError.VERB: 0.5, TypingError.AGREEMENT: 0.4},
        lowered=1.0,
    ),
}


def _with_case(like: str, word: str) -> str:
    """Return a word with the initial case of another."""
    return word.capitalize() if like[:1].isupper() else word


class Noise:
    """Generator of typing errors in correct French texts; the same seed makes the same errors."""

    def __init__(self, seed: int) -> None:
        """seed: any whole number."""
        self._random = random.Random(seed)  # noqa: S311 - nothing secret
        self._kinds: Mapping[TypingError, Callable[[str], str]] = {
            TypingError.NEIGHBOUR: self._neighbour,
            TypingError.DROPPED: self._dropped,
            TypingError.ADDED: self._added,
            TypingError.DOUBLED: self._doubled,
            TypingError.UNDOUBLED: lambda word: re.sub(r"([a-z])\1", r"\1", word, count=1),
            TypingError.SWAPPED: self._swapped,
            TypingError.ACCENT: self._accent,
            TypingError.SOUND: self._sound,
            TypingError.AGREEMENT: self._agreement,
            TypingError.VERB: lambda word: VERB.sub(self._random.choice(ENDINGS), word),
            TypingError.HOMOPHONE: self._homophone,
            TypingError.SMS: lambda word: self._random.choice(SMS.get(word.lower(), (word,))),
            TypingError.APOSTROPHE: lambda word: ELIDED.sub(
                self._random.choice((r"\1", r"\1 ")), word
            ),
            TypingError.SPLIT: self._split,
        }

    def write(self, text: str, style: str | None = None) -> str:
        """Return a text with typing errors added at random.

        Args:
            text: a text in correct French.
            style: a way of writing, among "frappe" (slips of the fingers), "orthographe"
                (spelling), "phonetique", "sms" and "dictee" (homophones); None to draw one at
                random.

        Returns:
            The misspelt text; a short one may be unchanged.
        """
        chosen = STYLES[style or self._random.choice(list(STYLES))]
        written = WORD.sub(lambda match: self._word(match.group(), chosen), text)
        if self._random.random() < chosen.plain:
            written = "".join(map(bare, written))
        if self._random.random() < chosen.lowered:
            written = re.sub(r"[.,;:!?]+(?=\s|$)", "", written).lower()
        return re.sub(r" ", lambda _: self._space(chosen), written)

    def _space(self, style: Style) -> str:
        """Return a space, or nothing when two words are merged."""
        return "" if self._random.random() < style.merged else " "

    def _word(self, word: str, style: Style) -> str:
        """Return a word, changed or not; after four errors that do not fit it, it is left."""
        if self._random.random() >= style.rate:
            return word
        kinds = list(style.weights)
        while True:
            for _ in range(4):
                (kind,) = self._random.choices(kinds, list(style.weights.values()))
                changed = self.misspell(word, kind)
                if changed != word:
                    word = changed
                    break
            if self._random.random() >= style.again:
                return word

    def misspell(self, word: str, kind: TypingError) -> str:
        """Return a word with one typing error of a kind.

        The word is returned unchanged when it is too short for such an error or offers no place for
        it.
        """
        if kind in _INNER and len(word) < MIN_CHARS:
            return word
        return self._kinds[kind](word)

    def _at(self, word: str) -> int:
        """Return a random position in a word after its first letter, which people get right."""
        return self._random.randrange(1, len(word))

    def _neighbour(self, word: str) -> str:
        """Replace a letter by one of a neighbouring key."""
        at = self._at(word)
        keys = NEIGHBOURS.get(bare(word[at]).lower(), word[at])
        return word[:at] + self._random.choice(keys) + word[at + 1 :]

    def _dropped(self, word: str) -> str:
        """Drop a letter."""
        at = self._at(word)
        return word[:at] + word[at + 1 :]

    def _added(self, word: str) -> str:
        """Add a letter of a neighbouring key."""
        at = self._at(word)
        keys = NEIGHBOURS.get(bare(word[at]).lower(), word[at])
        return word[:at] + self._random.choice(keys) + word[at:]

    def _doubled(self, word: str) -> str:
        """Double a consonant, or any letter when there is none to double."""
        places = [at for at in range(1, len(word) - 1) if word[at].lower() in "cflmnprst"]
        at = self._random.choice(places) if places else self._at(word)
        return word[:at] + word[at] + word[at:]

    def _swapped(self, word: str) -> str:
        """Swap two letters."""
        at = self._random.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    def _accent(self, word: str) -> str:
        """Take an accent away, or add one to an e."""
        accented = [at for at, char in enumerate(word) if bare(char) != char]
        if accented:
            at = self._random.choice(accented)
            return word[:at] + bare(word[at]) + word[at + 1 :]
        places = [at for at, char in enumerate(word[:-1]) if char == "e" and at > 0]
        if not places:
            return word
        at = self._random.choice(places)
        return word[:at] + self._random.choice("éè") + word[at + 1 :]

    def _sound(self, word: str) -> str:
        """Write a part of a word with other letters of the same sound."""
        fitting = [(letters, others) for letters, others in SOUNDS if letters.search(word.lower())]
        if not fitting:
            return word
        pattern, written = self._random.choice(fitting)
        spelling = pattern.sub(self._random.choice(written), word.lower(), count=1)
        return _with_case(word, spelling) or word

    def _agreement(self, word: str) -> str:
        """Drop or add a mark of the plural or of the feminine."""
        if len(word) > 3 and word[-1] in "sex":
            return word[:-1]
        return word + self._random.choice(("s", "e", "es"))

    def _homophone(self, word: str) -> str:
        """Replace a word by one that sounds the same."""
        for group in HOMOPHONES:
            if word.lower() in group:
                return self._random.choice([other for other in group if other != word.lower()])
        return word

    def _split(self, word: str) -> str:
        """Cut a word in two."""
        at = self._random.randrange(2, len(word) - 1)
        return f"{word[:at]} {word[at:]}"


_INNER = frozenset(INSIDE) - {TypingError.SOUND, TypingError.ACCENT} | {
    TypingError.SPLIT,
    TypingError.AGREEMENT,
}
"""Errors that need a word of at least MIN_CHARS letters."""
