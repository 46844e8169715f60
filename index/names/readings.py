"""Readings of a text as a name: the words of names that each of its words may be.

A word may be misspelt, written as heard, in another number, or cut in two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from rapidfuzz.distance import OSA

from index.names.forms import ARTICLES, SMALL
from index.names.table import NEAR_MIN_CHARS, SMALL_SHARE, NameTable
from index.places.names import name_key
from index.text.edit_distance import edit_budget, is_slip
from index.text.phonetics import phonetic_keys

MAX_VARIANTS = 12
"""Most words of names that a word may be."""
EDIT_BUDGET = ((5, 1), (8, 2))
"""(letters, edits): edits between a misspelt word of that length and the one that it stands for."""
SHORT_CHARS = 6
"""Letters of the shortest word whose edit may be any, and not a slip of the fingers alone."""
EDIT_LOSS, DOUBTFUL_LOSS = 0.12, 0.3
"""What an edit takes off the likeness of two words, 1 for the same; when the typed one is short or
exists."""
SOUND, NEAR_SOUND, KNOWN_SOUND, NUMBER = 0.92, 0.78, 0.85, 0.98
"""Likeness of words of the same sound, of near sounds, and of the same sound when the typed one
exists; of a word in another number."""
HEARD_MIN_CHARS, SOUND_MIN_CHARS, NEAR_SOUND_MIN_CHARS = 3, 2, 5
"""Letters of the shortest word compared by its sound; signs of the shortest sound that is compared,
and of the shortest one compared with near ones."""
UNSAID = 0.2
"""Share of a text that may be in no word of names, but for two words that are joined."""
VOWELS = frozenset("aeiouy")
"""A word without any of these is an acronym, which is spelled and not heard."""


@dataclass(frozen=True)
class NameWord:
    """A word of a text.

    folded: without accents; typed: as it is; weight: how much it tells of a name, as in
    `NameTable`; variants: number of a word of names that it may be -> likeness of both, in ]0, 1].
    """

    folded: str
    typed: str
    weight: float = 0.0
    variants: Mapping[int, float] = field(default_factory=dict)

    @property
    def likest(self) -> tuple[int, float]:
        """Number of the word of names that is most like it, with its likeness; (0, 0) for none."""
        return max(self.variants.items(), key=lambda item: item[1], default=(0, 0.0))


Reading = Sequence[NameWord]


def words_of(text: str) -> list[NameWord]:
    """Return the words of a text as names have them, with their accents as typed."""
    return [
        NameWord(part, token if len(parts) == 1 else part)
        for token in text.replace("'", " ").replace("’", " ").split()
        if (parts := name_key(token).split())
        for part in parts
    ]


class Readings:
    """Reads the words of texts as words of the names of an index."""

    def __init__(self, table: NameTable, is_common: Callable[[str], bool]) -> None:
        """table: the names; is_common: whether a word, without accents, is an everyday one."""
        self._table, self._is_common = table, is_common

    def is_everyday(self, word: str) -> bool:
        """Return whether a word, in lower case without accents, tells nothing of a name."""
        return word in SMALL or self._is_common(word)

    def of(self, words: Sequence[NameWord], everyday: bool) -> Iterator[Reading]:
        """Yield the ways to read some words: as they are, then with two of them joined.

        everyday: whether they are all everyday words, which are then read as they are.
        """
        known = [word.folded in self._table.numbers for word in words]
        plain = everyday or all(known)
        own = [self.read(word, plain) for word in words]
        yield own
        unsaid = [word.weight * (1 - word.likest[1]) for word in own]
        most = UNSAID * sum(word.weight for word in own)
        for at, (one, after) in enumerate(zip(words, words[1:], strict=False)):
            long = len(one.folded + after.folded) > NEAR_MIN_CHARS
            tells = sum(unsaid) - sum(unsaid[at : at + 2]) <= most and not all(known[at : at + 2])
            if long and tells and not ARTICLES & {one.folded, after.folded}:
                joined = NameWord(one.folded + after.folded, one.typed + after.typed)
                read = self.read(joined, plain=False)
                if read.variants:
                    yield [*own[:at], read, *own[at + 2 :]]

    def read(self, word: NameWord, plain: bool) -> NameWord:
        """Return a word with the words of names that it may be, and how much it tells.

        plain: True to read it as it is, but for its number: in a text whose words all exist.
        """
        folded = word.folded
        found = self._in_any_number(folded)
        if not plain and folded not in SMALL:
            exact = folded in self._table.numbers
            known = exact or self._is_common(folded)
            self._add_heard(word, found, known)
            if not exact:
                self._add_near(folded, found, DOUBTFUL_LOSS if known else EDIT_LOSS)
        best = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MAX_VARIANTS]
        return replace(word, weight=self._weight(folded, best), variants=dict(best))

    def _weight(self, word: str, best: Sequence[tuple[int, float]]) -> float:
        """Return how much a word tells: as the likest words of names, or as an unknown word."""
        if not best:
            return self._table.rarest * (SMALL_SHARE if word in SMALL else 1.0)
        likest = [number for number, likeness in best if likeness == best[0][1]]
        return max(float(self._table.weights[number]) for number in likest)

    def _in_any_number(self, word: str) -> dict[int, float]:
        """Return the words of names that are a word, in its number or in the other one."""
        numbers = self._table.numbers
        found = {numbers[word]: 1.0} if word in numbers else {}
        if len(word) >= NEAR_MIN_CHARS:
            for other in (f"{word}s", word.removesuffix("s"), word.removesuffix("x")):
                if other in numbers:
                    found.setdefault(numbers[other], NUMBER)
        return found

    def _add_heard(self, word: NameWord, found: dict[int, float], known: bool) -> None:
        """Add the words that sound the same as one typed, or nearly; known: whether it exists."""
        long = len(word.folded) >= HEARD_MIN_CHARS and word.folded.isalpha()
        if not long or not VOWELS & set(word.folded):
            return
        table, said = self._table, SOUND if not known else KNOWN_SOUND
        for key in dict.fromkeys(phonetic_keys(word.typed.lower()) + phonetic_keys(word.folded)):
            for number in table.sounds.of_key(key) if len(key) >= SOUND_MIN_CHARS else ():
                if table.word(number) not in SMALL:
                    found[number] = max(said, found.get(number, 0.0))
            if not known and len(key) >= NEAR_SOUND_MIN_CHARS:
                for sound in table.sound_letters.near(key):
                    if OSA.distance(key, table.sounds.key(sound)) <= 1:
                        for number in table.sounds.at(sound):
                            found[number] = max(NEAR_SOUND, found.get(number, 0.0))

    def _add_near(self, word: str, found: dict[int, float], loss: float) -> None:
        """Add the words that are some edits from one; loss: what each edit takes off."""
        budget = edit_budget(word, EDIT_BUDGET)
        for number in self._table.letters.near(word) if budget else ():
            other = self._table.word(number)
            edits = OSA.distance(word, other, score_cutoff=budget)
            if edits <= budget:
                short = len(word) < SHORT_CHARS and not (edits == 1 and is_slip(word, other))
                likeness = 1.0 - (DOUBTFUL_LOSS if short else loss) * edits
                found[number] = max(likeness, found.get(number, 0.0))
