"""Spelling correction: misspelt words of a query replaced by words of the catalogue or of French.

A word that exists is left as it is, unless the text is written by ear; another one has readings
(`index.spelling.readings`), and the likeliest path through those of the whole text is chosen
(`index.spelling.lattice`).
"""

from __future__ import annotations

import heapq
import re
import string
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from index.spelling.candidates import ACRONYM_MAX_CHARS, Candidates
from index.spelling.dictionary import Entry
from index.spelling.lattice import Edge, FrenchWords, likeliest
from index.spelling.readings import Readings, Shorthand, Typed
from index.spelling.table import FAR_MIN_CHARS, MIN_CHARS
from index.spelling.usual import accented, usual
from index.spelling.vocabulary import Vocabulary
from index.spelling.word_pairs import END, NUMBER, WordPairs
from index.text.analysis import fold
from index.text.edit_distance import is_slip
from index.text.short_words import SHORT_WORDS

UNKNOWN_COST, UNKNOWN_EAR_COST = 0.05, 0.05
"""Cost of a word that does not exist left as it is, and what is added to it in a text written by
ear."""
SHORT_COST = 0.6
"""Amount taken off this cost for a word of two or three letters, likely an abbreviation."""
EAR_WORDS, EAR_SHARE = 2, 0.25
"""Misspelt words, and their share of the words, that make a text one written by ear."""
KNOWN_COST = 0.6
"""Cost of changing a word that exists for another of the same sound, in a text written by ear."""
RARER_ZIPF = 2.0
"""By how much a word that exists is rarer, in Zipf, than one of the same sound that it may be in a
text that has one misspelt word: "fair" for "faire"."""
LOST_MIN_CHARS, TWO_EDITS_MIN_CHARS = 6, 9
"""Letters of a word of a text written well from which a correction is near it with a letter more or
less, and with two edits."""
DOUBT_COST = 1.0
"""Cost of a word of such a text for one that is not near it, which words beside may outweigh."""
SINGLE = frozenset(string.ascii_letters)
"""Letters that are a shorthand inside a sentence in a text written by ear alone."""
FREQUENT_ZIPF = 5.0
"""Least Zipf frequency of the correction of a word of two or three letters in such a text."""
EVERYDAY_ZIPF = 3.0
"""Least Zipf frequency of an everyday word of French."""
READINGS = 8
"""Readings of a misspelt word, the likeliest whatever the words beside it."""
READ_WORDS, FAR_WORDS = 24, 3
"""Misspelt words of a text that are corrected, the others being left as they are; those that are
compared with words more than an edit away."""
_PART = re.compile(r"[^\W_]+(?:['\u2019\u0060](?=\w))?|[.,;:!?()\"]+")
_LETTERS = re.compile(r"[^\W\d_]+['\u2019\u0060]?")


@dataclass(frozen=True)
class Correction:
    """A corrected query.

    text: the whole query with its corrections; changes: pairs (words as typed, words as corrected),
    in the order of the text.
    """

    text: str
    changes: tuple[tuple[str, str], ...]


class Corrector:
    """Corrector of the misspelt words of a query: "ordinatteur" -> "ordinateur".

    Words that surely exist are left as they are. Words are compared in lower case without accents.
    """

    def __init__(
        self,
        entries: Mapping[str, Entry],
        protected: Iterable[str] = (),
        lexicon: Container[str] = (),
        pairs: WordPairs | None = None,
        foreign: Collection[Container[str]] = (),
        shorthand: Shorthand | None = None,
    ) -> None:
        """Build a corrector from words of several origins, all in lower case without accents.

        Args:
            entries: word -> its entry in the dictionary; corrections are chosen among these words.
            protected: other words that are left as they are.
            lexicon: all the words that exist in French, also left as they are.
            pairs: counts of pairs of words that follow each other in French; they help to choose
                among corrections. None for none.
            foreign: one collection of words for each other language; such a word is corrected only
                into a word that is one edit away or sounds the same.
            shorthand: words as typed, with their accents -> what they may stand for.
        """
        self._vocabulary = Vocabulary(entries, protected, lexicon, foreign)
        self._candidates = Candidates(entries)
        self._shorthand = shorthand or {}
        self._readings = Readings(self._vocabulary, self._candidates, self._shorthand)
        self._french = FrenchWords(pairs or WordPairs(), self._vocabulary.share)

    def exists(self, word: str) -> bool:
        """Return True when a word is in the dictionary, the lexicon or the protected words.

        The word is in lower case without accents. It also exists when the rest of it does, after a
        prefix such as "auto" or "socio": "socioeducatif" exists since "educatif" does.
        """
        return self._vocabulary.exists(word)

    def is_common(self, word: str) -> bool:
        """Return True when a word is in the catalogue, is frequent in French, or is protected.

        Protected words are those given to the corrector to be left as they are. The word is in
        lower case without accents.
        """
        return self._vocabulary.is_common(word)

    def is_everyday(self, word: str) -> bool:
        """Return True when a word, in lower case without accents, is frequent in French.

        So is one that the catalogue writes in small letters: with a capital, it is a name.
        """
        entry = self._vocabulary.entries.get(word)
        common = entry is not None and entry.occurrences > 0 and entry.form.islower()
        return common or self._vocabulary.zipf(word) >= EVERYDAY_ZIPF

    def is_ordinary(self, word: str) -> bool:
        """Return True when a word, in lower case without accents, is of French or of the records.

        A brand that people write often ("fnac") is none, unless a record has it.
        """
        return self._vocabulary.is_ordinary(word)

    def is_nearer(
        self, word: str, edits: int, excluded: Collection[str], only_catalogue: bool
    ) -> bool:
        """Return True when a misspelt word has a possible correction within a number of edits.

        An edit adds, drops or replaces a letter, or swaps two.

        Args:
            word: the misspelt word, in lower case without accents.
            edits: highest number of edits between the word and its correction.
            excluded: words that do not count as corrections, in the same form.
            only_catalogue: True to count only corrections that the texts of records contain.

        Returns:
            True when there is at least one such correction.
        """
        return any(
            OSA.distance(word, other) <= edits and other not in excluded
            for _, other, _ in self._candidates.of(word)
            if self._vocabulary.entries[other].occurrences > 0 or not only_catalogue
        )

    def correct(self, text: str) -> Correction | None:
        """Return a query with its misspelt words corrected; None when none is misspelt."""
        typed = list(_typed(text))
        doubtful = [self._is_doubtful(each, text) for each in typed]
        if not any(doubtful) and not self._may_join(typed, text) and not self._spells(typed):
            return None
        ear = self._is_by_ear(typed, doubtful)
        edges = list(self._edges(text, typed, doubtful, ear))
        pieces: list[str] = []
        changes: list[tuple[str, str]] = []
        position = 0
        for edge in likeliest(len(typed), edges, self._french):
            start, end = typed[edge.start].start, typed[edge.end - 1].end
            if edge.form is None or edge.form.lower() == text[start:end].lower():
                continue
            pieces += [text[position:start], edge.form]
            changes.append((text[start:end], edge.form))
            position = end
        if not changes:
            return None
        return Correction("".join([*pieces, text[position:]]), tuple(changes))

    def accented(self, text: str) -> str:
        """Return a text with the accents that its words lack; see `index.spelling.usual`."""
        return accented(text, self._vocabulary)

    def usual(self, text: str) -> str:
        """Return a text with its words in their usual forms; see `index.spelling.usual`."""
        return usual(text, self._vocabulary)

    def _is_by_ear(self, typed: list[Typed], doubtful: list[bool]) -> bool:
        """Return whether many words of a text are misspelt."""
        words = sum(each.word not in (END, NUMBER) for each in typed)
        return sum(doubtful) >= EAR_WORDS and sum(doubtful) >= EAR_SHARE * words

    def _is_doubtful(self, each: Typed, text: str) -> bool:
        """Return whether a word may be misspelt: it does not surely exist, and is no name."""
        if not _LETTERS.fullmatch(each.text) or each.text[-1] in "'\u2019\u0060":
            return False
        if self._is_acronym(each.text, text):
            return False
        if (each.lower,) in self._shorthand and self._is_shorthand(each, text, ear=False):
            return True
        return len(each.word) > 1 and not self._vocabulary.is_sure(each.word, each.text)

    def _spells(self, typed: list[Typed]) -> bool:
        """Return whether words of a text, all of which exist, are the names of letters."""
        sure = [False] * len(typed)
        return any(any(self._readings.acronyms(at, typed, sure)) for at in range(len(typed)))

    def _may_join(self, typed: list[Typed], text: str) -> bool:
        """Return whether two words of a text may be one."""
        return any(
            any(True for _ in self._readings.joined(at, typed, text))
            for at in range(len(typed) - 1)
        )

    def _edges(
        self, text: str, typed: list[Typed], doubtful: list[bool], ear: bool
    ) -> Iterator[Edge]:
        """Yield the edges of the lattice of a text."""
        read = 0
        for at, each in enumerate(typed):
            cost = 0.0
            if doubtful[at] and not self._vocabulary.is_sure(each.word, each.text):
                short = len(each.word) < MIN_CHARS and (each.lower,) not in self._shorthand
                cost = UNKNOWN_COST + UNKNOWN_EAR_COST * ear - SHORT_COST * short
                read += 1
                if read <= READ_WORDS:
                    readings = self._readings.misspelt(at, each, far=read <= FAR_WORDS)
                    allowed = self._allowed(readings, each, text, ear)
                    yield from heapq.nsmallest(READINGS, allowed, key=self._french.alone)
            elif any(doubtful) and not doubtful[at] and self._may_be_heard(each, ear):
                for edge in self._readings.heard(at, each, rarer=0.0 if ear else RARER_ZIPF):
                    yield Edge(at, at + 1, edge.words, edge.form, edge.cost + KNOWN_COST)
            listed = doubtful[at] and (each.lower,) in self._shorthand
            own = each.lower if listed and not each.lower.isascii() else each.word
            yield Edge(at, at + 1, (own,), None, cost)
            least = 1 if self._is_shorthand(each, text, ear) else 2
            yield from self._readings.shorthands(at, typed, least)
            yield from self._readings.acronyms(at, typed, doubtful)
            if at + 1 < len(typed):
                yield from self._readings.joined(at, typed, text)

    @staticmethod
    def _may_be_heard(each: Typed, ear: bool) -> bool:
        """Return whether a word that exists may be another of the same sound."""
        return each.text.islower() and each.text.isalpha() and (ear or len(each.word) >= MIN_CHARS)

    @staticmethod
    def _is_acronym(typed: str, text: str) -> bool:
        """Return whether a short word is in capitals in a text that is not."""
        return len(typed) <= ACRONYM_MAX_CHARS and typed.isupper() and not text.isupper()

    def _is_shorthand(self, each: Typed, text: str, ear: bool) -> bool:
        """Return whether a word may be a shorthand: it is no acronym, nor exists in a good text."""
        if each.lower in SHORT_WORDS and not ear:
            return False
        if self._is_inside(each, text) and (each.text.istitle() or each.text in SINGLE and not ear):
            return False
        return len(each.text) == 1 or not each.text.isupper() or text.isupper()

    @staticmethod
    def _is_inside(each: Typed, text: str) -> bool:
        """Return whether a word is inside a sentence, in a text of words without capitals."""
        first = each.start == 0 or text[: each.start].rstrip()[-1:] in ".!?"
        return not first and not text.istitle()

    def _allowed(self, edges: Iterable[Edge], each: Typed, text: str, ear: bool) -> Iterator[Edge]:
        """Yield the edges of a word that its capital and the rest of the text allow.

        A word with a capital inside a sentence is a name, corrected into a name alone. In a text
        written well, a word is corrected into one that is near.
        """
        name = each.text.istitle() and self._is_inside(each, text)
        alone = each.start == 0 and each.end == len(text)
        if len(each.word) < MIN_CHARS and not ear and text[each.end :].lstrip()[:1].isupper():
            return  # a part of a name: "von Linné"
        hyphened = text[each.start - 1 : each.start] == "-"
        for edge in edges:
            if name and not self._is_named(edge, each, ear):
                continue
            if hyphened and len(edge.words) > 1:
                continue  # a word after a hyphen is a part of another: it is not cut
            if ear or self._is_near(edge, each, alone):
                yield edge
            elif len(each.word) >= MIN_CHARS and not name:
                yield replace(edge, cost=edge.cost + DOUBT_COST)

    @staticmethod
    def _is_named(edge: Edge, each: Typed, ear: bool) -> bool:
        """Return whether a name may be another: one letter apart in a text written well."""
        capital = (edge.form or "")[:1].isupper()
        return capital and (ear or OSA.distance(edge.words[-1], each.word) == 1)

    def _is_shortened(self, each: Typed, edge: Edge) -> bool:
        """Return whether a short word is a frequent one of the same sound without some letters."""
        other = iter(edge.words[-1])
        return (
            len(edge.words) == 1
            and self._vocabulary.zipf(edge.words[0]) >= FREQUENT_ZIPF
            and all(letter in other for letter in each.word)
            and len(edge.words[0]) > len(each.word)
        )

    def _is_near(self, edge: Edge, each: Typed, alone: bool) -> bool:
        """Return whether a reading is near a word; alone: whether the text is this word."""
        if alone:
            return True
        if len(each.word) < MIN_CHARS:
            return self._is_shortened(each, edge)
        if len(edge.words) > 1 or self._vocabulary.sounds(edge.words[0], each.lower):
            return True
        edits = OSA.distance(edge.words[0], each.word)
        if edits == 1 and is_slip(each.word, edge.words[0]):
            return True
        lost = len(edge.words[0]) != len(each.word) and not each.text.istitle()
        long = LOST_MIN_CHARS if lost else FAR_MIN_CHARS
        return len(each.word) >= (long if edits == 1 else TWO_EDITS_MIN_CHARS) and edits <= 2


def _typed(text: str) -> Iterator[Typed]:
    """Yield the words, the numbers and the marks of a text."""
    for match in _PART.finditer(text):
        part = match.group()
        mark = NUMBER if part[0].isalnum() else END
        word = fold(part) if _LETTERS.fullmatch(part) else mark
        yield Typed(match.start(), match.end(), part, re.sub("[\u2019\u0060]", "'", word))
