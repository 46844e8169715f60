"""Analysis of French: a text split into words, each folded and stemmed.

To *fold* a word is to take away its case, its accents and its ligatures; to *stem* it is to take
away its ending ("réparer", "réparation" -> "repar").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from index.text.accents import meaning
from index.text.gender import masculine
from index.text.stopwords import STOP_WORDS

CONTROL_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cn"})
"""Unicode categories of control, format, private and unassigned characters, which are not shown."""
COMPOUND_MAX_CHARS = 30
"""Characters of the longest compound ("porte-monnaie") that is also indexed as one word."""
KEPT_WORDS = 20_000
"""Number of words whose forms are kept: a query is read several times, and repeats others."""
PLURAL_MIN_CHARS = 5
"""Letters of the shortest word that loses a final s before it is stemmed."""

_WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
_HYPHEN = re.compile("[-\u2010\u2011]")
_ELISION = re.compile(
    r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)[\u0027\u2019\u0060](?=\w)", re.IGNORECASE
)
_PLURAL = re.compile(r"(?<=[aiou])s$")
"""A plural that Snowball does not take away: "vélos", "menus"."""
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
_STEMMER = Stemmer.Stemmer("french", 0)


class Token(NamedTuple):
    """A word of a text.

    word: in lower case without accents ("reparations"); stem: the word without its ending
    ("repar"); start, end: positions of its characters in the text, end excluded.
    """

    word: str
    stem: str
    start: int
    end: int

    @property
    def is_stop(self) -> bool:
        """True for a stop word ("le", "cherche"): too common to tell one record from another."""
        return self.word in STOP_WORDS


def fold(text: str) -> str:
    """Return a text in lower case, without accents or ligatures: "Œuvre d'ÉTÉ" -> "oeuvre d'ete".

    Variants of a character become the ordinary one: "m²" gives "m2" (Unicode NFKC, then NFD).
    """
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    for char in set(bare):
        if not char.isascii() and unicodedata.category(char) == "Mn":
            bare = bare.replace(char, "")
    return bare if bare.isascii() else bare.translate(_LIGATURES)


def stem(word: str) -> str:
    """Return the stem of a word, which is the word without its ending: "reparation" -> "repar".

    Related words share a stem: "reparer" gives "repar" too. The word is in lower case without
    accents. The algorithm is Snowball's for French.
    """
    if len(word) >= PLURAL_MIN_CHARS:
        word = _PLURAL.sub("", word)
    return str(_STEMMER.stemWord(word))


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text, in the order of the text.

    Elided words are dropped: "l'ordinateur" gives "ordinateur". A word with hyphens gives its
    parts, then the whole in one word: "porte-monnaie" gives "porte", "monnaie" and "portemonnaie".
    """
    elided = {match.start() for match in _ELISION.finditer(text)}
    for match in _WORD.finditer(text):
        start, end = match.span()
        if start in elided:
            continue
        written = match.group()
        if written.isalnum():  # most words: nothing to split
            yield Token(*_forms(written), start, end)
            continue
        parts = _HYPHEN.split(written)
        position = start
        for part in parts:
            yield Token(*_forms(part), position, position + len(part))
            position += len(part) + 1
        if len(parts) > 1 and end - start <= COMPOUND_MAX_CHARS:
            yield Token(*_forms("".join(parts)), start, end)


@lru_cache(KEPT_WORDS)
def _forms(text: str) -> tuple[str, str]:
    """Return a word in lower case without accents, and its stem.

    The stem is that of the masculine: "médiatrice" meets "médiateur". That of a word whose accents
    say another meaning ends with the number of this one: "marché" does not meet "il marche".
    """
    word, lower = fold(text), text.lower()
    other = 0 if text.isascii() else meaning(lower)
    return word, f"{stem(fold(masculine(lower)))}{other or ''}"


def simple_words(text: str) -> Iterator[Token]:
    """Yield the words of a text that are made of letters only, in order, for spelling correction.

    A word with hyphens ("porte-monnaie") gives its parts, without the whole.
    """
    end = -1
    for token in tokens(text):
        if token.start >= end and token.word.isalpha():
            end = token.end
            yield token


def content_words(text: str) -> list[Token]:
    """Return the words of a text that are not stop words, in order: "un vélo" -> "velo"."""
    return [token for token in tokens(text) if token.word not in STOP_WORDS]
