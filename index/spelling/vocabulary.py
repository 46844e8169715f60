"""Words that exist, are doubtful or are surely misspelt, for spelling correction."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Mapping

from rapidfuzz.distance import OSA

from index.spelling.dictionary import Entry
from index.spelling.table import MIN_CHARS
from index.text.analysis import fold
from index.text.phonetics import phonetic_keys
from index.text.short_words import SHORT_WORDS

RARE_ZIPF, LIKELIER_BY, LIKELIER_HEARD = 3.0, 2.0, 1.0
"""A word that only the list of French frequencies has is doubtful when its Zipf frequency (log10 of
occurrences in 10^9 words) is below the first, and when a candidate one letter away exceeds it by at
least the second, or one of the same sound by the third."""
PLAIN_ZIPF = 3.5
"""Zipf frequency from which a word of a list of frequencies alone is an ordinary one: "psy"."""
COMMON_ZIPF = 3.3
"""Zipf frequency (log10 of occurrences in 10^9 words) from which a French word is not taken for the
misspelt name of a place."""
PREFIXES = re.compile(
    r"(anti|auto|bio|cyber|eco|euro|geo|inter|micro|mini|multi|neo|pluri|poly|post|pre|semi|socio"
    r"|super|tele|ultra)"
)
"""Prefixes that make a word of another: "socioéducatif"."""
PREFIXED_MIN_CHARS = 5
"""Letters of the shortest word that exists with a prefix."""
SHORT_OCCURRENCES = 5
"""Times that the records write a word under `MIN_CHARS` letters that no list has, if it exists."""
CATALOGUE_SHARE_ZIPF = 3.5
"""Least Zipf frequency that the share of a word of the catalogue is computed from."""
UNKNOWN_SHARE, ELIDED_SHARE = 1e-8, 0.03
"""Shares, in [0, 1], among the words of French, of an unknown word and of an elided one ("l'")."""


class Vocabulary:
    """Words known to spelling correction, in lower case without accents."""

    def __init__(
        self,
        entries: Mapping[str, Entry],
        protected: Iterable[str],
        lexicon: Container[str],
        foreign: Collection[Container[str]],
    ) -> None:
        """Build the vocabulary.

        Args:
            entries: word -> its entry in the dictionary of spelling.
            protected: other words that are left as they are.
            lexicon: all the words of French of at least four letters.
            foreign: one collection of words for each other language.
        """
        self.entries = entries
        self._protected = frozenset(protected)
        self._lexicon = lexicon
        self._foreign = foreign

    def exists(self, word: str) -> bool:
        """Return True when a word is in the dictionary, the lexicon or the protected words.

        The word is in lower case without accents. It also exists when the rest of it does, after a
        prefix such as "auto" or "socio": "socioeducatif" exists since "educatif" does.
        """
        rest = PREFIXES.sub("", word, count=1) if PREFIXES.match(word) else ""
        return self._is_listed(word) or (len(rest) >= PREFIXED_MIN_CHARS and self._is_listed(rest))

    def _is_listed(self, word: str) -> bool:
        """Return whether a folded word is in the dictionary, the lexicon or the protected words."""
        return word in self.entries or word in self._protected or word in self._lexicon

    def is_common(self, word: str) -> bool:
        """Return True when a word is in the catalogue, is frequent in French, or is protected."""
        entry = self.entries.get(word)
        common = entry is not None and (entry.occurrences > 0 or entry.zipf >= COMMON_ZIPF)
        return common or word in self._protected

    def is_sure(self, word: str, typed: str) -> bool:
        """Return whether a word exists for sure: a word of a list of frequencies may not.

        word: in lower case without accents; typed: the same in the text.
        """
        if word in self._protected or word in self._lexicon or word in SHORT_WORDS:
            return True
        entry = self.entries.get(word)
        if entry is None:
            return self.exists(word)
        if len(word) < MIN_CHARS and typed.islower():
            return entry.occurrences >= SHORT_OCCURRENCES
        return not typed.islower() or entry.occurrences > 0 or entry.zipf >= RARE_ZIPF

    def is_listed(self, word: str) -> bool:
        """Return whether a word is one of French, and not a name or an acronym."""
        return fold(word) in self._lexicon

    def is_ordinary(self, word: str) -> bool:
        """Return whether a word, in lower case without accents, is of French or of the records."""
        entry = self.entries.get(word)
        listed = word in self._lexicon or word in SHORT_WORDS or word in self._protected
        return listed or (entry is not None and (entry.occurrences > 0 or entry.zipf >= PLAIN_ZIPF))

    def is_acronym(self, word: str) -> bool:
        """Return whether a word, in lower case, is an acronym that records or our lists write."""
        entry = self.entries.get(word)
        written = entry is not None and entry.form.isupper()
        named = (
            entry is not None and entry.form.istitle() and entry.occurrences >= SHORT_OCCURRENCES
        )
        listed = word in self._protected and word not in self._lexicon
        return (written or named or listed) and word not in SHORT_WORDS

    def is_foreign(self, word: str) -> bool:
        """Return whether a word belongs to another language."""
        return any(word in language for language in self._foreign)

    def is_like(self, other: str, word: str) -> bool:
        """Return whether a word of the dictionary is one edit from another, or sounds the same."""
        return self.sounds(other, word) or (
            other in self.entries and OSA.distance(word, other) == 1
        )

    def sounds(self, other: str, typed: str) -> bool:
        """Return whether a word of the dictionary sounds as one typed, in lower case."""
        entry = self.entries.get(other)
        return entry is not None and entry.phonetic in phonetic_keys(typed)

    def is_likelier(self, other: str, word: str) -> bool:
        """Return whether a candidate is near a doubtful word, and far more frequent."""
        more = self.zipf(other) - self.zipf(word)
        return more >= (LIKELIER_HEARD if self.sounds(other, word) else LIKELIER_BY) and (
            self.is_like(other, word)
        )

    def zipf(self, word: str) -> float:
        """Return the Zipf frequency of a word, 0 when it is unknown."""
        entry = self.entries.get(word)
        return 0.0 if entry is None else entry.zipf

    def share(self, word: str) -> float:
        """Return the share of a word among the words of French, in ]0, 1]."""
        entry = self.entries.get(word)
        if entry is None:
            return ELIDED_SHARE if word.endswith("'") else UNKNOWN_SHARE
        zipf = max(entry.zipf, CATALOGUE_SHARE_ZIPF) if entry.occurrences else entry.zipf
        return max(float(10 ** (zipf - 9)), UNKNOWN_SHARE)
