"""Matcher of names: the records and the locations whose name a text is, or holds.

A text is a name when its words and those of the name are the same, but for small ones
(`index.names.comparison`); the town of who bears it may follow. Failing that, it may sound as one,
wherever its words are cut, or begin some.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from index.names.comparison import ALIKE, CONSIDERED, Comparison, Match
from index.names.forms import SMALL, Kind
from index.names.readings import NameWord, Reading, Readings, words_of
from index.names.table import NameTable, grams_of, sound_of
from index.places.names import name_key
from index.text.analysis import fold

MAX_WORDS = 10
"""Words of the longest text that may be a name."""
INSIDE_WORDS, LONGEST, TELLING_WORDS = 40, 8, 3
"""Words of a text in which names are looked for, words of the longest name that is, and content
words of a name of everyday words from which it is surely one."""
BEGUN_ALIKE, BEGUN, BEGUN_MOST = 0.85, 0.8, 20
"""Least likeness of each word of a text and of the first words of a name that it begins; factor of
the likeness of such a name; and most records whose name a text begins."""
SAID_MIN_CHARS = 6
"""Sounds of the shortest text that is compared by its sound alone."""
NEARLY, NEARLY_MIN_CHARS, NEARLY_MOST = 0.65, 4, 3
"""Least likeness of the sounds of a text and of a name that is offered for want of anything else,
sounds of the shortest such text, and most names offered."""
SURE = 0.9
"""Likeness from which a record comes before locations that are more like the text."""
TIED = 0.02
"""Likeness below the best one at which a bearer is kept too."""


class NameMatcher:
    """Finds whose name a text is; safe to share between threads."""

    def __init__(self, table: NameTable, is_common: Callable[[str], bool]) -> None:
        """Search some names.

        table: the names of an index; is_common: whether a word, in lower case without accents, is
        an everyday word of French.
        """
        self._table, self._is_common = table, is_common
        self._readings = Readings(table, is_common)
        self._comparison = Comparison(table, self._readings)

    def find(self, text: str) -> list[Match]:
        """Return whose name a text is, likest first; empty when it is no name of the index.

        text: without what is around the name (`index.names.asked`).
        """
        whole, words = self.exact(text), words_of(text)
        if whole or len(words) > MAX_WORDS or not _may_name(text) or not len(self._table):
            return whole
        everyday = self._is_everyday(words)
        found: dict[int, Match] = {}
        readings = list(self._readings.of(words, everyday))
        for reading in readings:
            usual = everyday or self._reads_everyday(reading)
            for form, match in self._comparison.alike(reading, usual).items():
                if form not in found or match.alike > found[form].alike:
                    found[form] = match
        whole = _likest([*found.values()])
        if everyday or self._reads_everyday(readings[0]):
            return whole
        whole = whole or self._said(words)
        return [*whole, *self._others(whole, readings[0])]

    def nearly(self, text: str, french: bool = True) -> list[Match]:
        """Return the few records whose name sounds most like a text that is none of ours.

        A text of everyday words, or in another language (french: False), must sound more like it:
        it may be a need.
        """
        words = words_of(text)
        if len(words) > MAX_WORDS or not _may_name(text):
            return []
        doubtful = self._is_everyday(words) or not french
        least, min_chars = (ALIKE, SAID_MIN_CHARS) if doubtful else (NEARLY, NEARLY_MIN_CHARS)
        found = sorted(self._sounding(words, least, min_chars), key=_order)
        distinct = {match.owner: match for match in reversed(found)}
        return sorted(distinct.values(), key=_order)[:NEARLY_MOST]

    def exact(self, text: str) -> list[Match]:
        """Return whose name a text exactly is, but for case, accents and marks, likest first.

        Those whose name begins with it follow, unless it is a common word that nobody is called:
        "fablab" is the domain of a site, and a need.
        """
        key = name_key(text)
        forms = self._table.keys.exact(key) if _may_name(text) else ()
        whole = _likest([self._comparison.match(int(form), 1.0, 1.0) for form in forms])
        words = words_of(text)
        if not whole or (whole[0].kind > Kind.ACRONYM and self._is_everyday(words)):
            return whole
        return [*whole, *self._others(whole, [self._readings.read(word, True) for word in words])]

    def _is_everyday(self, words: Sequence[NameWord]) -> bool:
        """Return whether some words are all everyday words."""
        return all(self._readings.is_everyday(word.folded) for word in words)

    def _reads_everyday(self, reading: Reading) -> bool:
        """Return whether all the words of a reading are everyday ones, once spelt right."""
        return all(
            bool(word.variants) and self._readings.is_everyday(self._table.word(word.likest[0]))
            for word in reading
        )

    def _said(self, words: Sequence[NameWord]) -> list[Match]:
        """Return the records whose name sounds as a text, wherever its words are cut."""
        return _likest(self._sounding(words, ALIKE, SAID_MIN_CHARS))

    def _sounding(self, words: Sequence[NameWord], least: float, min_chars: int) -> list[Match]:
        """Return the forms whose sounds are like those of some words, said in a row.

        least: likeness from which they are; min_chars: sounds of the fewest words compared.
        """
        table, sound = self._table, sound_of(word.typed.lower() for word in words)
        grams = grams_of(sound)
        if len(sound) < min_chars:
            return []
        shared = Counter(form for gram in grams for form in table.grams.of_key(gram))
        found = []
        for form, count in shared.most_common(CONSIDERED):
            if count < len(grams) * (3 * least - 2):
                break  # an edit takes three runs of sounds at most
            own = sound_of(table.word(number) for number in table.form_words(form))
            alike = 1 - OSA.distance(sound, own) / max(len(sound), len(own))
            if alike >= least:
                found.append(self._comparison.match(form, alike, alike))
        return found

    def _others(self, whole: Sequence[Match], reading: Reading) -> list[Match]:
        """Return the records whose name begins with a text, besides those whose name it is."""
        known = {match.owner for match in whole if not match.location}
        return [match for match in self._begun(reading) if match.owner not in known]

    def _begun(self, reading: Reading) -> list[Match]:
        """Return the records whose name begins with a text, as all those of "Emmaüs".

        None when they are many: the text is then a common word.
        """
        alike = min(word.likest[1] for word in reading)
        if alike < BEGUN_ALIKE:
            return []
        key = " ".join(self._table.word(word.likest[0]) for word in reading)
        forms = self._table.keys.starting(f"{key} ").tolist()
        found = [self._comparison.match(form, alike * BEGUN, 0.0) for form in forms]
        records = _likest([each for each in found if not each.location and each.kind < Kind.PART])
        return records if len(records) <= BEGUN_MOST else []

    def inside(self, text: str, locations: NDArray[np.int64]) -> list[Match]:
        """Find the names that a text holds.

        Its words must be those of the name, in order. A name of one or two everyday words is one
        when it is that of a network, or when its words have capitals: "Envie" and not "envie".

        Args:
            text: a need.
            locations: (n records,) int64, how many locations each record has.

        Returns:
            The records that bear them, longest name first.
        """
        words = words_of(text)[:INSIDE_WORDS]
        found: dict[int, Match] = {}
        for size in range(min(len(words), LONGEST), 0, -1):
            for start in range(len(words) - size + 1):
                part = words[start : start + size]
                for form in self._table.records.of_key(" ".join(word.folded for word in part)):
                    match = self._comparison.match(form, 1.0, 1.0)
                    if self._tells(part, match, locations, len(words)):
                        found.setdefault(match.owner, match)
        return list(found.values())

    def _tells(
        self, part: Sequence[NameWord], match: Match, locations: NDArray[np.int64], size: int
    ) -> bool:
        """Return whether some words of a text of some size surely are the name of a record."""
        content = [word for word in part if word.folded not in SMALL]
        if not content:
            return False
        capital = len(part) < size and all(word.typed[:1].isupper() for word in content)
        network = len(content) > 1 and locations[match.owner] > 0
        rare = any(not self._is_common(word.folded) for word in content)
        return rare or capital or network or len(content) >= TELLING_WORDS


def _may_name(text: str) -> bool:
    """Return whether a text may be a name: it has Latin letters, and no others."""
    letters = [char for char in fold(text) if char.isalpha()]
    return bool(letters) and all(char.isascii() for char in letters)


def _likest(found: Sequence[Match]) -> list[Match]:
    """Return the likest bearers, each once, the closest kind of form first."""
    best = max((match.alike for match in found), default=0.0)
    kept = sorted((match for match in found if match.alike >= best - TIED), key=_order)
    distinct: dict[tuple[int, bool], Match] = {}
    for match in kept:
        distinct.setdefault((match.owner, match.location), match)
    return list(distinct.values())


def _order(match: Match) -> tuple[bool, float, bool, int, int]:
    """Return the order of a match: records that are surely meant first, then the likest."""
    sure = not match.location and match.alike >= SURE
    return not sure, -round(match.alike, 2), match.location, match.kind, match.owner
