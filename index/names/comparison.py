"""Comparison of a text and of names, word by word: how much they are alike.

What each word tells counts (`index.names.table`): "mission locale" is in hundreds of names,
"hazebrouck" in few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.names.forms import OPTIONAL, Kind
from index.names.readings import NameWord, Reading, Readings
from index.names.table import NameTable

ALIKE = 0.8
"""Least likeness, in [0, 1], of a text and of a name for the text to be this name; and least share
of the text that is in the name."""
CONSIDERED = 30
"""Names that share most with a text, which are compared with it word by word."""
NEAR = 0.55
"""Share of a text that a form must have, and likeness of both as their words alone tell it, to be
compared word by word."""
READ_FORMS = 20_000
"""Forms that are looked at, of the rarest words of a text."""
KIND_LOSS = 0.01
"""What each kind of form, the closest to the name first, takes off a likeness."""


@dataclass(frozen=True)
class Match:
    """A record or a location whose name a text is.

    owner: its row; location: whether it is a location; kind: of the form of the name; alike: how
    much the text and the form are alike, in [0, 1]; whole: share of the name that is in the text,
    in [0, 1].
    """

    owner: int
    location: bool
    kind: Kind
    alike: float
    whole: float

    @property
    def likeness(self) -> float:
        """Likeness of the text and of the name, in [0, 1]: a little less for a part of the name."""
        return self.alike - KIND_LOSS * self.kind


class Comparison:
    """Compares texts with the names of an index."""

    def __init__(self, table: NameTable, readings: Readings) -> None:
        """table: the names; readings: reads the words of texts as theirs."""
        self._table, self._readings = table, readings

    def match(self, form: int, alike: float, whole: float) -> Match:
        """Return the match of a form; alike, whole: as in `Match`."""
        facts = self._table.facts[form]
        kind = Kind(facts["kind"])
        return Match(int(facts["owner"]), bool(facts["location"]), kind, alike, whole)

    def alike(self, reading: Reading, everyday: bool) -> dict[int, Match]:
        """Return the forms that are like a text, with their matches.

        reading: its words; everyday: whether they are all everyday words.
        """
        said = sum(word.weight * word.likest[1] for word in reading)
        if said < ALIKE * sum(word.weight for word in reading):
            return {}
        compared = ((form, self._compared(form, reading, everyday)) for form in self._near(reading))
        return {form: match for form, match in compared if match is not None}

    def _near(self, reading: Reading) -> list[int]:
        """Return the forms that share most with a text, by the words of their name and town.

        Those that have its rarest words alone are looked at, when the others are in very many.
        """
        table = self._table
        parts: list[tuple[NDArray[np.int32], float]] = []
        for number, likeness in _variants(reading).items():
            brought = float(table.weights[number]) * likeness
            parts += [(words.having(number), brought) for words in (table.inside, table.towns)]
        parts.sort(key=lambda part: len(part[0]))
        seen = np.cumsum([len(forms) for forms, _ in parts])
        parts = parts[: max(int(np.searchsorted(seen, READ_FORMS)), 2)]
        if not parts or not seen[len(parts) - 1]:
            return []
        forms, places = np.unique(np.concatenate([each for each, _ in parts]), return_inverse=True)
        brought_each = np.repeat([each for _, each in parts], [len(each) for each, _ in parts])
        shared = np.bincount(places, brought_each)
        typed = sum(word.weight for word in reading)
        alike = 2 * shared / (typed + table.facts["weight"][forms])
        near = np.flatnonzero((shared >= NEAR * typed) & (alike >= NEAR))
        best = near[np.argsort(-alike[near], kind="stable")[:CONSIDERED]]
        return [int(form) for form in forms[best]]

    def _compared(self, form: int, reading: Reading, everyday: bool) -> Match | None:
        """Return the match of a form with a text, None when they are too unlike.

        The likeness is Dice's coefficient over words, each counting for what it tells. A word of
        the text that is in the town of who bears the name counts as said, and not as one of the
        name: "Sancoins" is not "France services de Sancoins". Everyday words must be the same ones,
        but for optional ones: those of a need may be those of a name.
        """
        table, words = self._table, self._table.form_words(form)
        own = [number for number in words if not self._in_town(number, form)] or words
        inside = [_best(word, own) for word in reading]
        towns = [
            0.0 if likeness else self._town(word, form, words)
            for word, likeness in zip(reading, inside, strict=True)
        ]
        found = {number: max(word.variants.get(number, 0.0) for word in reading) for number in own}
        if len(own) < len(words) and not any(towns) and self._tells_nothing(own):
            return None
        if everyday and self._differs(reading, inside, towns, found):
            return None
        weights = np.array([word.weight for word in reading])
        said, beside, typed = weights @ inside, weights @ towns, weights.sum()
        named = sum(float(table.weights[number]) for number in found)
        shared = sum(float(table.weights[number]) * like for number, like in found.items())
        alike = float((said + shared) / max(typed - beside + named, 1e-6))
        if alike < ALIKE or said + beside < ALIKE * typed:
            return None
        return self.match(form, min(alike, 1.0), shared / max(named, 1e-6))

    def _tells_nothing(self, own: Sequence[int]) -> bool:
        """Return whether some words of names are all everyday ones: "Mairie de" a town."""
        return all(self._readings.is_everyday(self._table.word(number)) for number in own)

    def _differs(
        self,
        reading: Reading,
        inside: Sequence[float],
        towns: Sequence[float],
        found: dict[int, float],
    ) -> bool:
        """Return whether a text and a form have other words than each other, but optional ones."""
        missing = (number for number, likeness in found.items() if not likeness)
        return any(
            not (near or town) and word.folded not in OPTIONAL
            for word, near, town in zip(reading, inside, towns, strict=True)
        ) or any(self._table.word(number) not in OPTIONAL for number in missing)

    def _in_town(self, number: int, form: int) -> bool:
        """Return whether a word is in the town of the location that bears a form."""
        if not self._table.facts["location"][form]:
            return False
        forms = self._table.towns.having(number)
        at = int(np.searchsorted(forms, form))
        return at < len(forms) and bool(forms[at] == form)

    def _town(self, word: NameWord, form: int, words: Sequence[int]) -> float:
        """Return the likeness of a word and of one of the town of who bears a form, 0 for none."""
        near = [
            likeness
            for number, likeness in word.variants.items()
            if number in words or self._in_town(number, form)
        ]
        return max(near, default=0.0)


def _variants(reading: Reading) -> dict[int, float]:
    """Return the words of names that those of a text may be, each with its best likeness."""
    found: dict[int, float] = {}
    for word in reading:
        for number, likeness in word.variants.items():
            found[number] = max(likeness, found.get(number, 0.0))
    return found


def _best(word: NameWord, own: Sequence[int]) -> float:
    """Return the likeness of a word and of the likest of some words of names, 0 for none."""
    return max((word.variants.get(number, 0.0) for number in own), default=0.0)
