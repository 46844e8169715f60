"""Noise: French as people type it, made from correct French by a seeded generator.

Used to train the encoder and to measure robustness, never to answer. A style is a way of
writing: how many words it touches, and which mistakes it makes. Shares of mistakes within a word
come from the real pairs of LibreOffice's autocorrection list (MPL 2.0) and of Parafaute (MIT),
counted again by `tests/index/test_noise.py`; how many words are touched cannot come from lists of
words and is set by hand, from light slips to text written by ear.
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
"""A shorter word is only misspelled by its sound, its accent or its abbreviation."""


class Mistake(StrEnum):
    """A kind of mistake."""

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


INSIDE: Mapping[Mistake, float] = {
    Mistake.NEIGHBOUR: 0.06,
    Mistake.DROPPED: 0.10,
    Mistake.ADDED: 0.06,
    Mistake.DOUBLED: 0.13,
    Mistake.UNDOUBLED: 0.23,
    Mistake.SWAPPED: 0.08,
    Mistake.ACCENT: 0.15,
    Mistake.SOUND: 0.19,
}
"""Share of each mistake inside words, among the real pairs."""


@dataclass(frozen=True)
class Style:
    """A way of writing.

    rate: share of words touched, in [0, 1]; weights: how often each mistake; again: chance that
    a word touched is touched once more; merged: chance that a word is stuck to the next one;
    plain: chance that the text loses all its accents; lowered: its capitals and its stops.
    """

    rate: float
    weights: Mapping[Mistake, float]
    again: float = 0.0
    merged: float = 0.0
    plain: float = 0.0
    lowered: float = 0.0


def _mixed(extra: Mapping[Mistake, float], inside: float = 1.0) -> dict[Mistake, float]:
    """The mistakes inside words, and others."""
    return {kind: share * inside for kind, share in INSIDE.items()} | dict(extra)


_SLIPS = {Mistake.NEIGHBOUR: 0.22, Mistake.DROPPED: 0.25, Mistake.ADDED: 0.12}
STYLES: Mapping[str, Style] = {
    "frappe": Style(
        0.35,
        _mixed(_SLIPS | {Mistake.SWAPPED: 0.2, Mistake.APOSTROPHE: 0.1, Mistake.SPLIT: 0.03}),
        merged=0.04,
        plain=0.3,
        lowered=0.5,
    ),
    "orthographe": Style(
        0.4,
        _mixed({Mistake.AGREEMENT: 0.3, Mistake.VERB: 0.3, Mistake.HOMOPHONE: 0.3}),
        plain=0.1,
        lowered=0.3,
    ),
    "phonetique": Style(
        0.8,
        {Mistake.SOUND: 0.75, Mistake.VERB: 0.1, Mistake.HOMOPHONE: 0.1, Mistake.APOSTROPHE: 0.2}
        | {Mistake.AGREEMENT: 0.1, Mistake.ACCENT: 0.05, Mistake.SPLIT: 0.02},
        again=0.6,
        merged=0.05,
        plain=0.2,
        lowered=0.8,
    ),
    "sms": Style(
        0.6,
        {Mistake.SMS: 1.0, Mistake.SOUND: 0.5, Mistake.DROPPED: 0.15, Mistake.APOSTROPHE: 0.3},
        again=0.3,
        merged=0.03,
        plain=0.5,
        lowered=0.9,
    ),
    "dictee": Style(
        0.35, {Mistake.HOMOPHONE: 1.0, Mistake.VERB: 0.5, Mistake.AGREEMENT: 0.4}, lowered=1.0
    ),
}


def _other_case(like: str, word: str) -> str:
    return word.capitalize() if like[:1].isupper() else word


class Noise:
    """Writes texts with mistakes; the same seed gives the same mistakes."""

    def __init__(self, seed: int) -> None:
        """seed: any whole number."""
        self._random = random.Random(seed)  # noqa: S311 - nothing secret
        self._kinds: Mapping[Mistake, Callable[[str], str]] = {
            Mistake.NEIGHBOUR: self._neighbour,
            Mistake.DROPPED: self._dropped,
            Mistake.ADDED: self._added,
            Mistake.DOUBLED: self._doubled,
            Mistake.UNDOUBLED: lambda word: re.sub(r"([a-z])\1", r"\1", word, count=1),
            Mistake.SWAPPED: self._swapped,
            Mistake.ACCENT: self._accent,
            Mistake.SOUND: self._sound,
            Mistake.AGREEMENT: self._agreement,
            Mistake.VERB: lambda word: VERB.sub(self._random.choice(ENDINGS), word),
            Mistake.HOMOPHONE: self._homophone,
            Mistake.SMS: lambda word: self._random.choice(SMS.get(word.lower(), (word,))),
            Mistake.APOSTROPHE: lambda word: ELIDED.sub(self._random.choice((r"\1", r"\1 ")), word),
            Mistake.SPLIT: self._split,
        }

    def write(self, text: str, style: str | None = None) -> str:
        """A text as somebody would type it.

        Args:
            text: in correct French.
            style: a name of `STYLES`, or None for one at random.

        Returns:
            The text with mistakes; it may have none when it is short.
        """
        chosen = STYLES[style or self._random.choice(list(STYLES))]
        written = WORD.sub(lambda match: self._word(match.group(), chosen), text)
        if self._random.random() < chosen.plain:
            written = "".join(map(bare, written))
        if self._random.random() < chosen.lowered:
            written = re.sub(r"[.,;:!?]+(?=\s|$)", "", written).lower()
        return re.sub(r" ", lambda _: self._space(chosen), written)

    def _space(self, style: Style) -> str:
        return "" if self._random.random() < style.merged else " "

    def _word(self, word: str, style: Style) -> str:
        """A word, touched or not: mistakes that do not fit it are tried no further."""
        if self._random.random() >= style.rate:
            return word
        kinds = list(style.weights)
        while True:
            for _ in range(4):
                (kind,) = self._random.choices(kinds, list(style.weights.values()))
                touched = self.mistake(word, kind)
                if touched != word:
                    word = touched
                    break
            if self._random.random() >= style.again:
                return word

    def mistake(self, word: str, kind: Mistake) -> str:
        """A word with one mistake of a kind, or the word itself when the kind does not fit it."""
        if kind in _INNER and len(word) < MIN_CHARS:
            return word
        return self._kinds[kind](word)

    def _at(self, word: str) -> int:
        """A place in a word, its first letter spared: it is the one that people get right."""
        return self._random.randrange(1, len(word))

    def _neighbour(self, word: str) -> str:
        at = self._at(word)
        keys = NEIGHBOURS.get(bare(word[at]).lower(), word[at])
        return word[:at] + self._random.choice(keys) + word[at + 1 :]

    def _dropped(self, word: str) -> str:
        at = self._at(word)
        return word[:at] + word[at + 1 :]

    def _added(self, word: str) -> str:
        at = self._at(word)
        keys = NEIGHBOURS.get(bare(word[at]).lower(), word[at])
        return word[:at] + self._random.choice(keys) + word[at:]

    def _doubled(self, word: str) -> str:
        places = [at for at in range(1, len(word) - 1) if word[at].lower() in "cflmnprst"]
        at = self._random.choice(places) if places else self._at(word)
        return word[:at] + word[at] + word[at:]

    def _swapped(self, word: str) -> str:
        at = self._random.randrange(1, len(word) - 1)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    def _accent(self, word: str) -> str:
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
        fitting = [each for each in SOUNDS if each[0].search(word.lower())]
        if not fitting:
            return word
        pattern, written = self._random.choice(fitting)
        heard = pattern.sub(self._random.choice(written), word.lower(), count=1)
        return _other_case(word, heard) or word

    def _agreement(self, word: str) -> str:
        if len(word) > 3 and word[-1] in "sex":
            return word[:-1]
        return word + self._random.choice(("s", "e", "es"))

    def _homophone(self, word: str) -> str:
        for group in HOMOPHONES:
            if word.lower() in group:
                return self._random.choice([each for each in group if each != word.lower()])
        return word

    def _split(self, word: str) -> str:
        at = self._random.randrange(2, len(word) - 1)
        return f"{word[:at]} {word[at:]}"


_INNER = frozenset(INSIDE) - {Mistake.SOUND, Mistake.ACCENT} | {Mistake.SPLIT, Mistake.AGREEMENT}
