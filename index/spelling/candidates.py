"""Candidates for the correction of a misspelt word, each with a cost.

Candidates are near the word by their letters or by their sound. A cost has no unit: the lower, the
likelier the candidate; one edit (letter added, dropped, replaced, or two swapped) adds 0.5. The
weights of the costs were fitted on errors made by `index.text.noise` and on real pairs, then
rounded (decision 6).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.spelling.dictionary import Entry
from index.spelling.table import MIN_CHARS, SpellingTable, far_key
from index.text.edit_distance import edit_budget, is_slip
from index.text.phonetics import first_letter, phonetic_keys

EDIT_BUDGET = ((4, 1), (7, 2), (11, 3))
"""(letters, edits): from that number of letters of a misspelt word on, the edits (letters added,
dropped, replaced or swapped) allowed between it and the word that it stands for."""
PHONETIC_MIN_ZIPF = 4.0
"""Least Zipf frequency (log10 of occurrences in 10^9 words) of a short word that may be the
correction of another of its sound ("kou")."""
VOWELS = frozenset("aeiouy")
"""A short word without any of these is an abbreviation ("dns")."""
NEAR_SOUND_MIN_CHARS = 5
"""Characters from which the key of a sound also matches keys with one difference ("maqilaj")."""
NEAR_KEYS = 2
"""Keys of a misspelt word for which those with one difference are looked for."""
EDIT_COST, NEAR_SOUND_EDIT_COST, SAME_SOUND_EDIT_COST, SOUND_COST = 0.5, 0.4, 0.2, 0.25
"""Cost of an edit between the letters of two words, its cost when their phonetic keys are one edit
apart and when they sound the same, and that of an edit between their keys."""
SAME_SOUND_BONUS, SAME_START_BONUS = 0.2, 0.2
"""Amounts taken off the cost of a candidate that sounds the same, and of one with the same first
letter."""
SOUND_BUDGET, FREQUENT_BUDGET = 2, 3
"""Edits (letters added, dropped, replaced or swapped) allowed beyond the usual number when both
words sound the same, and when the one meant is frequent."""
SLIP_BONUS = 0.3
"""Amount taken off the cost of a single slip: a neighbouring key, a letter doubled or two
letters swapped."""
CATALOGUE_BONUS = 0.15
"""Amount taken off the cost of a word that records contain, as against any other French word."""
FREQUENCY_BONUS = 0.3
"""Amount taken off a cost for each unit of Zipf frequency (log10 of occurrences in 10^9 words)."""
NAME_COST, ACRONYM_COST = 0.4, 0.6
"""Cost of a name for a word in lower case, and that of an acronym."""
ACRONYM_MAX_CHARS = 6
"""Letters of the longest word in capitals that is an acronym, left as it is."""
CATALOGUE_ZIPF = 3.0
"""Least Zipf frequency taken for a word of the catalogue."""

Candidate = tuple[float, str, str]
"""(cost, word in lower case without accents, its usual spelling); the lower the cost, the
likelier."""


class Candidates:
    """Words of a dictionary, indexed to find candidates for the correction of a misspelt word."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """entries: word in lower case without accents -> its entry in the dictionary."""
        self._table = SpellingTable.of(entries)
        self._far: dict[str, list[str]] = {}

    def heard(self, typed: str) -> list[str]:
        """Return the words that sound as a word written by ear, in lower case, accents included."""
        table = self._table
        return [table.word(row) for key in phonetic_keys(typed) for row in table.sounds.of_key(key)]

    def of(self, word: str, typed: str = "", far: bool = True) -> Iterator[Candidate]:
        """Yield the candidates for the correction of a misspelt word, in no order.

        They are near it by their letters or by their sound. Each candidate is a tuple (cost, word
        in lower case without accents, usual spelling); the lower the cost, the likelier.

        Args:
            word: the misspelt word, in lower case without accents.
            typed: the same in lower case with its accents, which tell its sound; empty for none.
            far: False to leave out the words more than an edit away that do not sound alike.
        """
        budget, keys = edit_budget(word, EDIT_BUDGET), phonetic_keys(typed or word)
        if len(word) < MIN_CHARS and not VOWELS & set(word):
            return
        table, alike = self._table, self._alike(keys)
        near = table.letters.near(word) if len(word) >= MIN_CHARS else set()
        if far and budget > 1 and not self._is_close(word, near, keys):
            near.update(self._distant(word, budget))
        for row in near | alike:
            other, entry = table.at(row)
            edits = OSA.distance(word, other)
            if min(len(word), len(other)) < MIN_CHARS and (
                len(word) >= MIN_CHARS + 1 or entry.zipf < PHONETIC_MIN_ZIPF
            ):
                continue
            if row not in alike and not _starts_alike(word, other, entry):
                continue
            sound = FREQUENT_BUDGET if entry.zipf >= PHONETIC_MIN_ZIPF else SOUND_BUDGET
            if edits <= budget + sound * (row in alike):
                yield _cost(word, keys, other, entry, edits), other, entry.form

    def _alike(self, keys: tuple[str, ...]) -> set[int]:
        """Return the rows of the words with some phonetic keys, or with near ones of long keys."""
        table = self._table
        rows = {row for key in keys for row in table.sounds.of_key(key)}
        for key in keys[:NEAR_KEYS]:
            if len(key) >= NEAR_SOUND_MIN_CHARS:
                near = table.sound_letters.near(key)
                alike = (number for number in near if table.sounds.key(number)[0] == key[0])
                rows.update(row for number in alike for row in table.sounds.at(number))
        return rows

    def _is_close(self, word: str, near: Collection[int], keys: tuple[str, ...]) -> bool:
        """Return whether a word is one edit from another, or sounds the same."""
        return any(key in self._table.sounds for key in keys) or any(
            OSA.distance(word, self._table.at(row)[0]) <= 1 for row in near
        )

    def _distant(self, word: str, budget: int) -> Iterator[int]:
        """Yield the rows of the words with a like first letter within some edits of another."""
        for length in range(len(word) - budget, len(word) + budget + 1):
            key = far_key(length, word)
            rows = self._table.far.of_key(key)
            if key not in self._far:  # read from the table once
                self._far[key] = list(map(self._table.word, rows.tolist()))
            yield from rows[_within(word, self._far[key], budget)].tolist()


def _starts_alike(word: str, other: str, entry: Entry) -> bool:
    """Return whether a word starts as another, or is a word of the catalogue: its entry says so."""
    return entry.occurrences > 0 or first_letter(word) == first_letter(other)


def _cost(word: str, keys: tuple[str, ...], other: str, entry: Entry, edits: int) -> float:
    """Return the cost of a candidate `other`; keys: phonetic keys of the misspelt word."""
    unlike = min(OSA.distance(key, entry.phonetic) for key in keys)
    edit = (SAME_SOUND_EDIT_COST, NEAR_SOUND_EDIT_COST, EDIT_COST)[min(unlike, 2)]
    apart = edit * edits + SOUND_COST * unlike
    alike = SAME_SOUND_BONUS * (not unlike) + SAME_START_BONUS * (word[0] == other[0])
    slip = SLIP_BONUS * (edits == 1 and is_slip(word, other))
    name = NAME_COST * (unlike > 0 and entry.form.istitle()) or ACRONYM_COST * (
        entry.form.isupper() and len(other) <= ACRONYM_MAX_CHARS
    )
    return apart - alike - slip + name - bonus(entry)


def _within(word: str, others: Sequence[str], edits: int) -> NDArray[np.int64]:
    """Return the positions of the words at most some edits away from another: (k,) int64.

    `cdist` and not `extract`, at the same cost: it releases Python's lock while it compares, so
    that a long misspelt text does not delay the searches of other threads.
    """
    if not others:
        return np.zeros(0, dtype=np.int64)
    distances = process.cdist(
        [word], others, scorer=OSA.distance, score_cutoff=edits, dtype=np.uint8
    )[0]
    return np.flatnonzero(distances <= edits)


def bonus(entry: Entry) -> float:
    """Return the amount to subtract from the cost of a candidate for being a frequent word.

    entry: the candidate in the dictionary. The amount grows with the frequency of the word in
    French; words that records contain get a little more.
    """
    return CATALOGUE_BONUS * (entry.occurrences > 0) + frequency_bonus(entry)


def frequency_bonus(entry: Entry) -> float:
    """Return the part of `bonus` that comes from the frequency of a word, without unit."""
    zipf = max(entry.zipf, CATALOGUE_ZIPF) if entry.occurrences else entry.zipf
    return FREQUENCY_BONUS * zipf
