"""Candidates for the correction of a misspelt word, each with a cost.

Candidates are near the word by their letters or by their sound. A cost has no unit: the lower, the
likelier the candidate; one edit (letter added, dropped, replaced, or two swapped) adds 0.5. The
weights of the costs were fitted on errors made by `index.text.noise` and on real pairs, then
rounded (decision 6).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.spelling.dictionary import Entry
from index.text.edit_distance import edit_budget, is_slip
from index.text.phonetics import first_letter, phonetic_keys

EDIT_BUDGET = ((4, 1), (7, 2), (11, 3))
"""(letters, edits): from that number of letters of a misspelt word on, the edits (letters added,
dropped, replaced or swapped) allowed between it and the word that it stands for."""
MIN_CHARS = 4
"""Letters of the shortest word corrected by its letters: one changed letter turns "vol" into
anything."""
PHONETIC_MIN_CHARS, PHONETIC_MIN_ZIPF = 3, 4.0
"""Letters of the shortest word corrected by its sound ("kou"), and least Zipf frequency (log10 of
occurrences in 10^9 words) of a word so short that may be its correction."""
VOWELS = frozenset("aeiouy")
"""A short word without any of these is an abbreviation ("dns")."""
NEAR_SOUND_MIN_CHARS = 6
"""Characters from which the key of a sound also matches keys with one difference ("maqilaj")."""
EDIT_COST, SAME_SOUND_EDIT_COST, SOUND_COST = 0.5, 0.2, 0.25
"""Cost of an edit between the letters of two words, its cost when they sound the same, and that of
an edit between their phonetic keys."""
SAME_SOUND_BONUS, SAME_START_BONUS = 0.2, 0.3
"""Amounts taken off the cost of a candidate that sounds the same, and of one with the same first
letter."""
SOUND_BUDGET = 2
"""Edits (letters added, dropped, replaced or swapped) allowed beyond the usual number when both
words sound the same."""
SLIP_BONUS = 0.3
"""Amount taken off the cost of a single slip: a neighbouring key, a letter doubled or two
letters swapped."""
CATALOGUE_BONUS = 0.15
"""Amount taken off the cost of a word that records contain, as against any other French word."""
FREQUENCY_BONUS = 0.3
"""Amount taken off a cost for each unit of Zipf frequency (log10 of occurrences in 10^9 words)."""
CATALOGUE_ZIPF = 3.0
"""Least Zipf frequency taken for a word of the catalogue."""

Candidate = tuple[float, str, str]
"""(cost, word in lower case without accents, its usual spelling); the lower the cost, the
likelier."""


class Candidates:
    """Words of a dictionary, indexed to find candidates for the correction of a misspelt word."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """entries: word in lower case without accents -> its entry in the dictionary."""
        self._entries = entries
        self._catalogue: defaultdict[int, list[str]] = defaultdict(list)
        self._french: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        self._by_sound: defaultdict[str, list[str]] = defaultdict(list)
        self._sounds: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
        for word, entry in entries.items():
            if len(word) < PHONETIC_MIN_CHARS or not entry.phonetic:
                continue
            self._by_sound[entry.phonetic].append(word)
            if len(word) < MIN_CHARS:
                continue
            if entry.occurrences:
                self._catalogue[len(word)].append(word)
            else:
                self._french[len(word), first_letter(word)].append(word)
        for key in self._by_sound:
            self._sounds[len(key), key[0]].append(key)

    def of(self, word: str) -> Iterator[Candidate]:
        """Yield the candidates for the correction of a misspelt word, in no order.

        They are near it by their letters or by their sound. The misspelt word is in lower case
        without accents. Each candidate is a tuple (cost, word in lower case without accents, usual
        spelling); the lower the cost, the likelier the candidate.
        """
        budget, keys = edit_budget(word, EDIT_BUDGET), phonetic_keys(word)
        if len(word) < MIN_CHARS and not VOWELS & set(word):
            return
        alike = self._alike(keys)
        for other in (*alike, *self._near(word, budget)):
            edits, entry = OSA.distance(word, other), self._entries[other]
            if min(len(word), len(other)) < MIN_CHARS and (
                len(word) >= MIN_CHARS or entry.zipf < PHONETIC_MIN_ZIPF
            ):
                continue
            if edits <= budget + SOUND_BUDGET * (other in alike):
                yield self._cost(word, keys, other, edits), other, entry.form

    def _alike(self, keys: tuple[str, ...]) -> frozenset[str]:
        """Return the words with one of some phonetic keys, or with a near one when it is long."""
        near = set(keys)
        for key in keys:
            if len(key) >= NEAR_SOUND_MIN_CHARS:
                for length in (len(key) - 1, len(key), len(key) + 1):
                    near.update(_within(key, self._sounds.get((length, key[0]), ()), 1))
        return frozenset(word for key in near for word in self._by_sound.get(key, ()))

    def _near(self, word: str, budget: int) -> Iterator[str]:
        """Yield the words of the dictionary within some edits of another."""
        for length in range(len(word) - budget, len(word) + budget + 1) if budget else ():
            for words in (
                self._catalogue.get(length, ()),
                self._french.get((length, first_letter(word)), ()),
            ):
                yield from _within(word, words, budget)

    def _cost(self, word: str, keys: tuple[str, ...], other: str, edits: int) -> float:
        """Return the cost of a candidate `other`; keys: phonetic keys of the misspelt word."""
        entry = self._entries[other]
        unlike = min(OSA.distance(key, entry.phonetic) for key in keys)
        edit = EDIT_COST if unlike else SAME_SOUND_EDIT_COST
        apart = edit * edits + SOUND_COST * unlike
        alike = SAME_SOUND_BONUS * (not unlike) + SAME_START_BONUS * (word[0] == other[0])
        slip = SLIP_BONUS * (edits == 1 and is_slip(word, other))
        return apart - alike - slip - bonus(entry)


def _within(word: str, others: Sequence[str], edits: int) -> Iterator[str]:
    """Yield the words at most some edits away from another, in their order.

    `cdist` and not `extract`, at the same cost: it releases Python's lock while it compares, so
    that a long misspelt text does not delay the searches of other threads.
    """
    if not others:
        return
    distances = process.cdist(
        [word], others, scorer=OSA.distance, score_cutoff=edits, dtype=np.uint8
    )[0]
    yield from (others[row] for row in np.flatnonzero(distances <= edits).tolist())


def bonus(entry: Entry) -> float:
    """Return the amount to subtract from the cost of a candidate for being a frequent word.

    entry: the candidate in the dictionary. The amount grows with the frequency of the word in
    French; words that records contain get a little more.
    """
    if not entry.occurrences:
        return FREQUENCY_BONUS * entry.zipf
    return CATALOGUE_BONUS + FREQUENCY_BONUS * max(entry.zipf, CATALOGUE_ZIPF)
