"""Names and numbers of help lines, typed alone: "115", "le 39 19", "sos amitier"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.emergencies.directory import Directory, EmergencyNumber
from index.emergencies.word_forms import plain, words_of
from index.text.language_detection import FRENCH
from index.text.phonetics import phonetic_key

_DIGITS = re.compile(r"[0-9]+(?:[\s.\-]*[0-9]+)*")
_AROUND = frozenset((
    "a", "allo", "alo", "apel", "apele", "apeler", "apl", "appel", "appeler", "appelez",
    "appelle", "au", "aux", "avec", "bien", "c", "ca", "ce", "cherche", "coi", "comment",
    "compose", "composer", "composez", "contacter", "d", "de", "deja", "des", "donne", "donner",
    "donnez", "du", "elle", "est", "et", "faire", "fais", "fait", "faites", "faut", "gratuit",
    "gratuite", "heures", "il", "info", "infos", "je", "joindre", "kel", "koi", "l", "la", "le",
    "les", "leur", "ligne", "ma", "me", "moi", "mon", "n", "no", "nous", "num", "nume",
    "numero", "numeros", "on", "ou", "par", "passe", "passez", "peut", "pour", "qu", "que",
    "quel", "quelle", "qui", "quoi", "rappeler", "s", "sa", "service", "son", "stp", "sur",
    "svp", "tel", "telefon", "telephone", "telephoner", "trouver", "un", "une", "utile", "vert",
    "veux", "voudrais", "vous",
))  # fmt: skip
"""Words that people put around a name or a number, and that names of lines may hold."""
MOST_DIGITS = 10
LEAST_LETTERS = 8
"""Letters of the shortest name that is recognized with a mistake."""
LETTERS_A_MISTAKE, MOST_MISTAKES = 6, 2
"""Letters of a name for each mistake, and most of them."""
LEAST_SOUNDS = 5
"""Signs of the shortest name that is recognized by its sound."""
WHOLE_NAME, MOST_WORDS = 0.75, 6
"""Share of the words of a name that must be met, and most words of a text that is compared so."""
START = 4
"""Letters of the start of a word by which it is met: "info", "informations"."""
_LETTER_O = re.compile(r"(?<=[\d .])[oO](?=[\d .oO])|\b[oO](?=\d)")
"""The letter O typed for a zero."""
_ABROAD = re.compile(r"(?:\+|\b00)33[ .\-]?(?:\(0\))?")
_UNITS = (
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix sept", "dix huit", "dix neuf",
)  # fmt: skip
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre vingt"}


class Lines:
    """Recognizes a line by its number or its name, when nothing else is typed."""

    def __init__(self, directory: Directory) -> None:
        """directory: the numbers of every country, and what they are for."""
        self._by_digits: dict[str, list[EmergencyNumber]] = defaultdict(list)
        self._by_name: dict[str, list[EmergencyNumber]] = defaultdict(list)
        self._by_sound: dict[str, str] = {}
        self._holding: dict[str, set[int]] = defaultdict(set)
        self._sizes: list[tuple[int, EmergencyNumber]] = []
        self._told: dict[str, frozenset[str]] = {}
        for number in directory.numeros:
            names = (number.nom, *number.autres_noms)
            for written in (number.numero, *number.anciens):
                self._by_digits[written.replace(" ", "")].append(number)
                names += spoken(written)
            for name in names:
                self._name(words_of(name), number)
            purposes = (directory.services[each].in_language(FRENCH) for each in number.services)
            texts = (*names, *purposes, number.acces)
            words = (form for text in texts for word in words_of(text) for form in _forms(word))
            self._told[number.nom] = frozenset(words)
        self._names = [name for name in self._by_name if len(name) >= LEAST_LETTERS]
        self._sounds = list(self._by_sound)
        self._longest_name = max(map(len, self._names), default=0)
        self._longest_sound = max(map(len, self._sounds), default=0)

    def _name(self, words: Sequence[str], number: EmergencyNumber) -> None:
        """File a number under a name, whole and without what people put around it."""
        for kept in (list(words), _bare(words)):
            key = _key(kept)
            if key and number not in self._by_name[key]:
                self._by_name[key].append(number)
            sound = _sound(kept)
            if len(kept) > 1:
                self._sizes.append((len(kept), number))
                for form in {form for word in kept for form in _forms(word)}:
                    self._holding[form].add(len(self._sizes) - 1)
            if len(sound) >= LEAST_SOUNDS:
                self._by_sound.setdefault(sound, key)

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
        """Return the lines whose number, now or formerly, is all that a text holds.

        What the line is for may be told beside it: "3018 harcèlement".
        """
        text = _ABROAD.sub("0", _LETTER_O.sub("0", text))
        written = _DIGITS.findall(text)
        digits = re.sub(r"\D", "", written[0]) if len(written) == 1 else ""
        if not digits or len(digits) > MOST_DIGITS:
            return []
        around = _bare(words_of(_DIGITS.sub(" ", text)))
        return [
            each
            for each in self._by_digits.get(digits, [])
            if all(not self._told[each.nom].isdisjoint(_forms(word)) for word in around)
        ]

    def _called(self, words: list[str]) -> list[EmergencyNumber]:
        """Return the lines whose name, maybe misspelt, is all that a text holds."""
        for kept in (words, _bare(words)):
            key = _key(kept)
            if key and key in self._by_name:
                return self._by_name[key]
        for kept in (words, _bare(words)):
            name = self._misspelt(kept)
            if name:
                return self._by_name[name]
        return self._by_words(_bare(words))

    def _by_words(self, words: list[str]) -> list[EmergencyNumber]:
        """Return the lines one of whose names some words hold, almost whole and with little else.

        Words that are not of the name must be of what the line is for.
        """
        if not 2 <= len(words) <= MOST_WORDS:
            return []
        met = Counter(name for word in words for name in self._held_by(word))
        found: dict[str, EmergencyNumber] = {}
        for name, count in met.items():
            size, number = self._sizes[name]
            told = self._told[number.nom]
            if count >= WHOLE_NAME * size and all(not told.isdisjoint(_forms(w)) for w in words):
                found[number.numero] = number
        return list(found.values())

    def _held_by(self, word: str) -> set[int]:
        """Return the names that hold a word, spelt so or sounding so."""
        return set().union(*(self._holding.get(form, ()) for form in _forms(word)))

    def _misspelt(self, words: list[str]) -> str:
        """Return the name that is a few mistakes away from some words, or sounds the same."""
        key, sound = _key(words), _sound(words)
        if sound in self._by_sound:
            return self._by_sound[sound]
        if len(key) < LEAST_LETTERS:
            return ""
        budget = min(MOST_MISTAKES, len(key) // LETTERS_A_MISTAKE)
        if len(key) <= self._longest_name + budget:  # a longer one is as many mistakes away
            found = process.extractOne(key, self._names, scorer=OSA.distance, score_cutoff=budget)
            if found is not None:
                return self._names[found[2]]
        budget = min(1, len(sound) // LETTERS_A_MISTAKE)
        if len(sound) > self._longest_sound + budget:
            return ""
        found = process.extractOne(sound, self._sounds, scorer=OSA.distance, score_cutoff=budget)
        return "" if found is None else self._by_sound[self._sounds[found[2]]]


def spoken(number: str) -> tuple[str, ...]:
    """Return a short number as people say it: "39 19" gives "trente neuf dix neuf".

    number: its digits; () for one of more than six. It may be said digit by digit too.
    """
    digits = number.replace(" ", "")
    if len(digits) > 6:
        return ()
    one_by_one = " ".join(_UNITS[int(digit)] for digit in digits)
    if len(digits) in (3, 6) and digits[0] == "1":
        hundred = f"cent {_said(int(digits[1:3]))}".removesuffix(" zero")
        rest = " ".join(_UNITS[int(digit)] for digit in digits[3:])
        return f"{hundred} {rest}".strip(), one_by_one
    if len(digits) in (2, 4):
        pairs = " ".join(_said(int(digits[at : at + 2])) for at in range(0, len(digits), 2))
        return pairs, one_by_one
    return (one_by_one,)


def _said(number: int) -> str:
    """Return a number below one hundred in words, without hyphens."""
    if number < len(_UNITS):
        return _UNITS[number]
    tens, units = divmod(number, 10)
    if tens not in _TENS:
        tens, units = tens - 1, units + 10
    joined = " et " if units in (1, 11) and tens < 8 else " "
    return _TENS[tens] + (f"{joined}{_UNITS[units]}" if units else "")


def _bare(words: Sequence[str]) -> list[str]:
    """Return the words of a name without those that people put around it."""
    return [word for word in words if plain(word) not in _AROUND]


def _singular(word: str) -> str:
    """Return a word as it is compared, without the mark of its plural."""
    folded = plain(word)
    return folded[:-1] if len(folded) > 3 and folded[-1] in "sx" else folded


def _forms(word: str) -> frozenset[str]:
    """Return what a word is compared by: itself in the singular, its start, its sound."""
    single, sound = _singular(word), phonetic_key(word)
    forms = {single, single[:START] if len(single) > START else single}
    return frozenset(forms | {f"/{sound}/"} if len(sound) > 1 else forms)


def _key(words: Sequence[str]) -> str:
    """Return a name as it is compared: its words in the singular, without what separates them."""
    return "".join(map(_singular, words))


def _sound(words: Sequence[str]) -> str:
    """Return the sound of a name in French."""
    return "".join(map(phonetic_key, words))
