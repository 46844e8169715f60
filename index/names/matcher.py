"""Matcher of names: the records and the locations whose name a text is.

Words are compared first: a word of the text may be misspelt, written as heard, cut or joined. What
each tells counts (`index.names.table`): "mission locale" is in hundreds of names, "azebrouk" sounds
like one town. A text is a name when its words and those of the name are the same, but for small
ones; the town of who bears it may follow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from index.names.forms import ARTICLES, OPTIONAL, SMALL, Kind
from index.names.table import NEAR_MIN_CHARS, SMALL_SHARE, NameTable, grams_of, sound_of
from index.places.names import name_key
from index.text.analysis import fold
from index.text.edit_distance import edit_budget, is_slip
from index.text.phonetics import phonetic_keys

MAX_WORDS, MAX_VARIANTS = 14, 12
"""Words of the longest text that may be a name, and most variants of one of its words."""
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
HEARD_MIN_CHARS, NEAR_HEARD_MIN_CHARS = 3, 5
"""Letters of the shortest word compared by its sound; signs of the shortest sound compared with near
ones."""
ALIKE = 0.8
"""Least likeness, in [0, 1], of a text and of a name for the text to be this name; and least share
of the text that is in the name."""
INSIDE_WORDS, LONGEST, TELLING_WORDS = 40, 8, 3
"""Words of a text in which names are looked for, words of the longest name that is, and content words
of a name of everyday words from which it is surely one."""
CONSIDERED = 30
"""Names that share most with a text, which are compared with it word by word."""
VOWELS = frozenset("aeiouy")
"""A word without any of these is an acronym, which is spelled and not heard."""
READ_FORMS = 20_000
"""Forms that are looked at, of the rarest words of a text."""
BEGUN_ALIKE, BEGUN, BEGUN_MOST = 0.85, 0.8, 20
"""Least likeness of each word of a text and of the first words of a name that it begins; factor of
the likeness of such a name; and most records whose name a text begins."""
KIND_LOSS = 0.01
"""What each kind of form, the closest to the name first, takes off a likeness."""
SAID_MIN_CHARS = 6
"""Sounds of the shortest text that is compared by its sound alone."""
SURE = 0.9
"""Likeness from which a record comes before locations that are more like the text."""
TIED = 0.02
"""Likeness below the best one at which a bearer is kept too."""


@dataclass(frozen=True)
class Match:
    """A record or a location whose name a text is.

    owner: its row; location: whether it is a location; kind: of the form of the name; alike: how
    much the text and the form are alike, in [0, 1]; whole: share of the name that is in the text, in
    [0, 1].
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


@dataclass(frozen=True)
class _Word:
    """A word of a text.

    folded: without accents; typed: as it is; weight: how much it tells;
    variants: number of a word of names -> likeness of both, in ]0, 1].
    """

    folded: str
    typed: str
    weight: float = 0.0
    variants: Mapping[int, float] = None  # type: ignore[assignment]


class NameMatcher:
    """Finds whose name a text is; safe to share between threads."""

    def __init__(self, table: NameTable, is_common: Callable[[str], bool]) -> None:
        """Search some names.

        table: the names of an index; is_common: whether a word, in lower case without accents, is
        an everyday word of French.
        """
        self._table, self._is_common = table, is_common

    def find(self, text: str) -> list[Match]:
        """Return whose name a text is, likest first; empty when it is no name of the index.

        text: without what is around the name (`index.names.asked`).
        """
        key, words = name_key(text), _words(text)
        latin = all(char.isascii() for char in fold(text) if char.isalpha())
        if not latin or not any(char.isalpha() for char in key):
            return []
        if not len(self._table) or len(words) > MAX_WORDS:
            return []
        exact = self._table.keys.exact(key)
        if len(exact):
            whole = self._best([self._match(int(form), 1.0, 1.0) for form in exact])
            return [
                *whole,
                *self._besides(whole, [self._read(word, everyday=True) for word in words]),
            ]
        everyday = all(self._is_everyday(word.folded) for word in words)
        found: dict[int, Match] = {}
        readings = list(self._readings(words, everyday))
        for reading in readings:
            for form in self._sharing(reading):
                match = self._compared(form, reading, everyday)
                if match and match.alike > (found[form].alike if form in found else 0):
                    found[form] = match
        whole = self._best(list(found.values())) or ([] if everyday else self._said(words))
        return [*whole, *([] if everyday and not whole else self._besides(whole, readings[0]))]

    def _said(self, words: Sequence[_Word]) -> list[Match]:
        """Return the records whose name sounds as a text, wherever its words are cut."""
        table, sound = self._table, sound_of(word.typed.lower() for word in words)
        grams = grams_of(sound)
        if len(sound) < SAID_MIN_CHARS:
            return []
        shared = Counter(form for gram in grams for form in table.grams.of_key(gram))
        found = []
        for form, count in shared.most_common(CONSIDERED):
            if count * 2 < len(grams):
                break
            own = sound_of(table.word(number) for number in table.form_words(form))
            alike = 1 - OSA.distance(sound, own) / max(len(sound), len(own))
            if alike >= ALIKE:
                found.append(self._match(form, alike, alike))
        return self._best(found)

    def _besides(self, whole: Sequence[Match], reading: Sequence[_Word]) -> list[Match]:
        """Return the records whose name begins with a text, besides those whose name it is."""
        known = {match.owner for match in whole if not match.location}
        return [match for match in self._begun(reading) if match.owner not in known]

    def _begun(self, reading: Sequence[_Word]) -> list[Match]:
        """Return the records whose name begins with a text, as all those of "Emmaüs".

        None when they are many: the text is then a common word.
        """
        best = [
            max(word.variants.items(), key=lambda item: item[1], default=(0, 0.0))
            for word in reading
        ]
        alike = min(likeness for _, likeness in best)
        if alike < BEGUN_ALIKE:
            return []
        key = " ".join(self._table.word(number) for number, _ in best)
        found = [
            self._match(int(form), alike * BEGUN, 0.0)
            for form in self._table.keys.starting(f"{key} ")
        ]
        records = self._best(
            [each for each in found if not each.location and each.kind < Kind.PART]
        )
        return records if len(records) <= BEGUN_MOST else []

    def names_record(self, key: str) -> bool:
        """Return whether a text is the full name of a record, as `name_key` writes it."""
        return any(
            self._table.facts["kind"][form] == Kind.NAME and not self._table.facts["location"][form]
            for form in self._table.keys.exact(key)
        )

    def inside(self, text: str, locations: NDArray[np.int64]) -> list[Match]:
        """Return the records whose name a text holds, longest name first.

        Its words must be those of the name, in order. A name of one or two everyday words is one
        when it is that of a network, or when its words have capitals: "Envie" and not "envie".

        Args:
            text: a need.
            locations: (n records,) int64, how many locations each record has.
        """
        words = _words(text)[:INSIDE_WORDS]
        found: dict[int, Match] = {}
        for size in range(min(len(words), LONGEST), 0, -1):
            for start in range(len(words) - size + 1):
                part = words[start : start + size]
                for form in self._table.keys.exact(" ".join(word.folded for word in part)):
                    match = self._match(int(form), 1.0, 1.0)
                    if not match.location and self._tells(part, match, locations, len(words)):
                        found.setdefault(match.owner, match)
        return list(found.values())

    def _tells(
        self, part: Sequence[_Word], match: Match, locations: NDArray[np.int64], size: int
    ) -> bool:
        """Return whether some words of a text of some size surely are the name of a record."""
        content = [word.folded for word in part if word.folded not in SMALL]
        if match.kind is Kind.PART or not content:
            return False
        capital = len(part) < size and all(
            word.typed[:1].isupper() for word in part if word.folded not in SMALL
        )
        network = len(content) > 1 and locations[match.owner] > 0
        rare = any(not self._is_common(word) for word in content)
        return rare or capital or network or len(content) >= TELLING_WORDS

    def _is_everyday(self, word: str) -> bool:
        return word in SMALL or self._is_common(word)

    def _match(self, form: int, likeness: float, whole: float) -> Match:
        facts = self._table.facts[form]
        kind = Kind(facts["kind"])
        return Match(int(facts["owner"]), bool(facts["location"]), kind, likeness, whole)

    @staticmethod
    def _best(found: list[Match]) -> list[Match]:
        """Return the likest bearers, each once, the closest kind of form first."""
        best = max((match.alike for match in found), default=0.0)
        kept = [match for match in found if match.alike >= best - TIED]
        kept.sort(key=_order)
        distinct: dict[tuple[int, bool], Match] = {}
        for match in kept:
            distinct.setdefault((match.owner, match.location), match)
        return list(distinct.values())

    def _readings(self, words: Sequence[_Word], everyday: bool) -> Iterator[list[_Word]]:
        """Yield the ways to read some words: as they are, then with two of them joined."""
        own = [self._read(word, everyday) for word in words]
        yield own
        for at, (one, after) in enumerate(zip(words, words[1:], strict=False)):
            long = len(one.folded + after.folded) > NEAR_MIN_CHARS
            if long and not ARTICLES & {one.folded, after.folded}:
                joined = _Word(one.folded + after.folded, one.typed + after.typed)
                read = self._read(joined, everyday=False)
                if read.variants:
                    yield [*own[:at], read, *own[at + 2 :]]

    def _read(self, word: _Word, everyday: bool) -> _Word:
        """Return a word with the words of names that it may be, and how much it tells.

        everyday: whether the text is made of everyday words, which are then read as they are.
        """
        numbers, folded = self._table.numbers, word.folded
        found: dict[int, float] = {}
        own = numbers.get(folded)
        if own is not None:
            found[own] = 1.0
        if len(folded) >= NEAR_MIN_CHARS:
            for other in (f"{folded}s", folded.removesuffix("s"), folded.removesuffix("x")):
                if other in numbers:
                    found.setdefault(numbers[other], NUMBER)
        if not everyday and folded not in SMALL:
            known = own is not None or self._is_common(folded)
            self._heard(word, found, known)
            if own is None:
                self._near(folded, found, DOUBTFUL_LOSS if known else EDIT_LOSS)
        best = sorted(found.items(), key=lambda item: -item[1])[:MAX_VARIANTS]
        weights = self._table.weights
        weight = self._table.rarest * (SMALL_SHARE if folded in SMALL else 1.0)
        if best:
            weight = max(float(weights[number]) for number, like in best if like == best[0][1])
        return _Word(folded, word.typed, weight, dict(best))

    def _heard(self, word: _Word, found: dict[int, float], known: bool) -> None:
        """Add the words that sound the same as one typed, or nearly; known: whether it exists."""
        if len(word.folded) < HEARD_MIN_CHARS or not word.folded.isalpha():
            return
        if not VOWELS & set(word.folded):
            return
        table = self._table
        for key in {*phonetic_keys(word.typed.lower()), *phonetic_keys(word.folded)}:
            if len(key) < 2:
                continue
            for number in table.sounds.of_key(key):
                if table.word(number) not in SMALL:
                    found.setdefault(number, KNOWN_SOUND if known else SOUND)
            if known or len(key) < NEAR_HEARD_MIN_CHARS:
                continue
            for sound in table.sound_letters.near(key):
                if OSA.distance(key, table.sounds.key(sound)) <= 1:
                    for number in table.sounds.at(sound):
                        found.setdefault(number, NEAR_SOUND)

    def _near(self, word: str, found: dict[int, float], loss: float) -> None:
        """Add the words that are some edits from one; loss: what each edit takes off."""
        budget = edit_budget(word, EDIT_BUDGET)
        for number in self._table.letters.near(word) if budget else ():
            other = self._table.word(number)
            edits = OSA.distance(word, other, score_cutoff=budget)
            if edits <= budget:
                short = len(word) < SHORT_CHARS and not (edits == 1 and is_slip(word, other))
                likeness = 1.0 - (DOUBTFUL_LOSS if short else loss) * edits
                found[number] = max(likeness, found.get(number, 0.0))

    def _sharing(self, reading: Sequence[_Word]) -> list[int]:
        """Return the forms that share most with a text, by the words of their name and town.

        Those that have its rarest words alone are looked at, when the others are in very many.
        """
        table = self._table
        parts: list[tuple[NDArray[np.int32], float]] = []
        for number, likeness in dict(
            item for word in reading for item in reversed(word.variants.items())
        ).items():
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
        alike = shared / (sum(word.weight for word in reading) + table.facts["weight"][forms])
        return [int(form) for form in forms[np.argsort(-alike, kind="stable")[:CONSIDERED]]]

    def _in_town(self, number: int, form: int) -> bool:
        """Return whether a word is in the town of the location that bears a form."""
        if not self._table.facts["location"][form]:
            return False
        forms = self._table.towns.having(number)
        at = int(np.searchsorted(forms, form))
        return at < len(forms) and forms[at] == form

    def _compared(self, form: int, reading: Sequence[_Word], everyday: bool) -> Match | None:
        """Return the match of a form with a text, None when they are too unlike.

        The likeness is Dice's coefficient over words, each counting for what it tells. A word of
        the text that is in the town of who bears the name counts as said, and not as one of the
        name: "Sancoins" is not "France services de Sancoins". Everyday words must be the same ones,
        but for articles: those of a need may be those of a name.
        """
        table = self._table
        words = table.form_words(form)
        own = {number: 0.0 for number in words if not self._in_town(number, form)}
        apart = 0 < len(own) < len(words)
        own = own or dict.fromkeys(words, 0.0)
        typed = said = beside = 0.0
        for word in reading:
            inside = max(
                (like for number, like in word.variants.items() if number in own), default=0.0
            )
            town = 0.0 if inside else self._town(word, form, words)
            for number, likeness in word.variants.items():
                if number in own:
                    own[number] = max(own[number], likeness)
            typed, said, beside = (
                typed + word.weight,
                said + inside * word.weight,
                beside + town * word.weight,
            )
            if everyday and not (inside or town) and word.folded not in OPTIONAL:
                return None
        if apart and not beside and all(self._is_everyday(table.word(number)) for number in own):
            return None
        if everyday and any(
            not like and table.word(number) not in OPTIONAL for number, like in own.items()
        ):
            return None
        named = sum(float(table.weights[number]) for number in own)
        found = sum(float(table.weights[number]) * like for number, like in own.items())
        likeness = (said + found) / max(typed - beside + named, 1e-6)
        if likeness < ALIKE or said + beside < ALIKE * typed:
            return None
        return self._match(form, min(likeness, 1.0), found / max(named, 1e-6))

    def _town(self, word: _Word, form: int, words: Sequence[int]) -> float:
        """Return the likeness of a word and of one of the town of who bears a form, 0 for none."""
        return max(
            (
                likeness
                for number, likeness in word.variants.items()
                if number in words or self._in_town(number, form)
            ),
            default=0.0,
        )


def _order(match: Match) -> tuple[bool, float, bool, int, int]:
    """Return the order of a match: records that are surely meant first, then the likest."""
    sure = not match.location and match.alike >= SURE
    return not sure, -round(match.alike, 2), match.location, match.kind, match.owner


def _words(text: str) -> list[_Word]:
    """Return the words of a text as names have them, with their accents as typed."""
    return [
        _Word(part, token if len(parts) == 1 else part)
        for token in text.replace("'", " ").replace("’", " ").split()
        if (parts := name_key(token).split())
        for part in parts
    ]
