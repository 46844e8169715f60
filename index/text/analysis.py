"""Words: French analysis, and sparse weights on words and on character n-grams.

Both channels are matrices of non-negative weights, one row a passage, made so that the score is
a dot product: an engine with sparse vectors can hold them and rank alike.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import Stemmer

from index.text.stopwords import STOP_WORDS

COMPOUND_MAX_CHARS = 30
PLURAL_MIN_CHARS = 5

_WORD = re.compile(r"[^\W_]+(?:[-\u2010\u2011][^\W_]+)*")
_HYPHEN = re.compile("[-\u2010\u2011]")
_ELISION = re.compile(
    r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)[\u0027\u2019\u0060](?=\w)", re.IGNORECASE
)
_PLURAL = re.compile(r"(?<=[aiou])s$")
"""Snowball keeps the s of "vélos" and "menus"."""
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l"})
_STEMMER = Stemmer.Stemmer("french", 0)


@dataclass(frozen=True)
class Token:
    """A word of a text: its folded form, its stem, and where it stands (start, end)."""

    word: str
    stem: str
    start: int
    end: int

    @property
    def is_stop(self) -> bool:
        """Whether the word is too common to say anything."""
        return self.word in STOP_WORDS


def fold(text: str) -> str:
    """Lower case, without accents nor ligatures, compatibility forms unified (NFKC, then NFD)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
    return bare.translate(_LIGATURES)


def stem(word: str) -> str:
    """The French stem (Snowball) of a folded word."""
    if len(word) >= PLURAL_MIN_CHARS:
        word = _PLURAL.sub("", word)
    return str(_STEMMER.stemWord(word))


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, elisions cut (l'ordinateur -> ordinateur), hyphens cut and joined.

    "porte-monnaie" gives "porte", "monnaie", and "portemonnaie" over the whole.
    """
    elided = {match.start() for match in _ELISION.finditer(text)}
    for match in _WORD.finditer(text):
        start, end = match.span()
        if start in elided:
            continue
        parts = _HYPHEN.split(match.group())
        position = start
        for part in parts:
            yield _token(part, position)
            position += len(part) + 1
        if len(parts) > 1 and end - start <= COMPOUND_MAX_CHARS:
            whole = _token("".join(parts), start)
            yield Token(whole.word, whole.stem, start, end)


def _token(text: str, start: int) -> Token:
    word = fold(text)
    return Token(word, stem(word), start, start + len(text))


def simple_words(text: str) -> Iterator[Token]:
    """The words of letters alone, compounds by their parts: those that can be mistaken."""
    end = -1
    for token in tokens(text):
        if token.start >= end and token.word.isalpha():
            end = token.end
            yield token


def content_words(text: str) -> list[Token]:
    """The words that say something, in order."""
    return [token for token in tokens(text) if not token.is_stop]
