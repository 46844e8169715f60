"""Names and numbers of help lines, typed alone: "115", "le 39 19", "sos amitier"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.emergencies.directory import EmergencyNumber
from index.emergencies.word_forms import plain, words_of
from index.text.phonetics import phonetic_key

_DIGITS = re.compile(r"[0-9]+(?:[\s.\-]*[0-9]+)*")
_AROUND = frozenset(
    "a allo appel appeler appelle au aux avec c comment composer compose contacter d de des du est"
    " faire faites fais gratuit heures info infos je joindre l la le les ligne me mon n no num"
    " numero numeros nume num quel quoi qui s svp tel telephone telefon telephoner un une urgence"
    " utile vert veux pour".split()
)
"""Words that people put around a name or a number, and that names of lines may hold."""
MOST_DIGITS = 10
LEAST_LETTERS = 8
"""Letters of the shortest name that is recognized with a mistake."""
LETTERS_A_MISTAKE = 6


class Lines:
    """Recognizes a line by its number or its name, when nothing else is typed."""

    def __init__(self, numbers: Iterable[EmergencyNumber]) -> None:
        """numbers: those of the directory, of every country."""
        self._by_digits: dict[str, list[EmergencyNumber]] = defaultdict(list)
        self._by_name: dict[str, list[EmergencyNumber]] = defaultdict(list)
        for number in numbers:
            for written in (number.numero, *number.anciens):
                self._by_digits[written.replace(" ", "")].append(number)
            for name in (number.nom, *number.autres_noms):
                for key in filter(None, (_key(words_of(name)), _key(_bare(words_of(name))))):
                    if number not in self._by_name[key]:
                        self._by_name[key].append(number)
        self._names = [name for name in self._by_name if len(name) >= LEAST_LETTERS]
        self._sounds = [_sound(name) for name in self._names]

    def named(self, text: str, country: str) -> tuple[EmergencyNumber, ...]:
        """Return the lines that a text names and nothing else.

        Args:
            text: as typed.
            country: two letters; its lines come before those of others, which count when it has
                none of this name.

        Returns:
            The lines, () when the text says anything more.
        """
        found = self._numbered(text) or self._called(words_of(text))
        there = tuple(each for each in found if country in each.pays)
        return there or tuple(found)

    def _numbered(self, text: str) -> list[EmergencyNumber]:
        """Return the lines whose number, now or formerly, is all that a text holds."""
        written = _DIGITS.findall(text)
        digits = re.sub(r"\D", "", written[0]) if len(written) == 1 else ""
        around = map(plain, words_of(_DIGITS.sub(" ", text)))
        if not digits or len(digits) > MOST_DIGITS or not _AROUND.issuperset(around):
            return []
        return self._by_digits.get(digits, [])

    def _called(self, words: list[str]) -> list[EmergencyNumber]:
        """Return the lines whose name, maybe misspelt, is all that a text holds."""
        keys = [key for key in (_key(words), _key(_bare(words))) if key]
        for key in keys:
            if key in self._by_name:
                return self._by_name[key]
        for key in keys:
            near = self._misspelt(key)
            if near:
                return near
        return []

    def _misspelt(self, key: str) -> list[EmergencyNumber]:
        """Return the lines whose name is a few mistakes away from a text, or sounds the same."""
        if len(key) < LEAST_LETTERS:
            return []
        budget = len(key) // LETTERS_A_MISTAKE
        found = process.extractOne(key, self._names, scorer=OSA.distance, score_cutoff=budget)
        sound = _sound(key)
        if found is None and len(sound) >= LETTERS_A_MISTAKE:
            most = len(sound) // (2 * LETTERS_A_MISTAKE)
            found = process.extractOne(sound, self._sounds, scorer=OSA.distance, score_cutoff=most)
        return [] if found is None else self._by_name[self._names[found[2]]]


def _bare(words: list[str]) -> list[str]:
    """Return the words of a name without those that people put around it."""
    return [word for word in words if plain(word) not in _AROUND]


def _key(words: list[str]) -> str:
    """Return a name as it is compared: its words folded, without what separates them."""
    return "".join(map(plain, words))


def _sound(key: str) -> str:
    """Return the sound of a name in French."""
    return phonetic_key(key)
