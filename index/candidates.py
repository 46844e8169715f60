"""Candidates: the words that a mistaken one may have been meant for, and what each one costs.

A cost has no unit, an edit between letters being .5: the lower, the likelier. Its weights were
fitted on mistakes made by `index.noise` and on real pairs, then rounded (decision 6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.likeness import edit_budget, first_letter, is_slip, sound
from index.vocabulary import Entry

MIN_CHARS = 4
"""Shorter words are left alone: one edit turns them into anything ("vélo", "vol")."""
EDIT_COST, SOUND_COST = 0.5, 0.25
"""What an edit between the letters of two words costs, and one between their sounds."""
SAME_SOUND_BONUS, SAME_START_BONUS = 0.7, 0.3
"""Cost forgiven to a word that sounds the same, and to one that starts by the same letter."""
SOUND_BUDGET = 2
"""Edits allowed beyond the budget when both words sound the same."""
SLIP_BONUS = 0.25
"""Cost forgiven to a single slip: a neighbouring key, a letter doubled or two letters swapped."""
CATALOGUE_BONUS = 0.2
"""Cost forgiven to a word of the catalogue, against a word of French at large."""
FREQUENCY_BONUS = 0.35
"""Cost forgiven for each unit of Zipf frequency (log10 of occurrences in 10^9 words)."""
CATALOGUE_ZIPF = 3.0
"""The frequency of a word of the catalogue that is rare, or unknown, elsewhere."""

Candidate = tuple[float, str, str]
"""(cost, folded word, as it is shown)."""


class Candidates:
    """The words that mistakes are mended into, found by their letters and by their sound."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """entries: folded word -> what is known of it."""
        self._entries = entries
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

    def of(self, word: str) -> Iterator[Candidate]:
        """The words that a folded one may have been meant for."""
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
        return apart - alike - slip - bonus(entry)


def bonus(entry: Entry) -> float:
    """The cost forgiven to a word for being of the catalogue, and for being frequent."""
    if not entry.occurrences:
        return FREQUENCY_BONUS * entry.zipf
    return CATALOGUE_BONUS + FREQUENCY_BONUS * max(entry.zipf, CATALOGUE_ZIPF)
