"""Frequent words of French and of other languages, with how often they are used.

They are those of wordfreq 3.1 (Robyn Speer), CC BY-SA 4.0, made into one file by
`make frequencies`: the package weighs seventy times more, with the words of forty languages.
"""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("frequent_words.txt.gz")
"""A line "[code]" before the words of each language, a word a line, the most frequent first; a word
of French is followed by a tab and its Zipf frequency."""


@cache
def _lines() -> dict[str, tuple[str, ...]]:
    """Return the lines of each language, by its code."""
    with gzip.open(FILE, "rt", encoding="utf-8") as stream:
        parts = stream.read().removeprefix("[").split("\n[")
    pairs = (part.partition("]\n") for part in parts)
    return {code: tuple(lines.splitlines()) for code, _, lines in pairs}


def frequent_words(code: str, count: int) -> list[str]:
    """Return the most frequent words of a language, the most frequent first.

    code: of the language, such as "fr"; count: at most so many.
    """
    return [line.partition("\t")[0] for line in _lines()[code][:count]]


def frequencies(code: str, count: int) -> list[tuple[str, float]]:
    """Return the most frequent words of a language with their Zipf frequency.

    That is the logarithm, in base 10, of how many times they are used in a billion words.

    code: of a language whose frequencies the file has: "fr"; count: at most so many words.
    """
    pairs = (line.split("\t") for line in _lines()[code][:count])
    return [(word, float(zipf)) for word, zipf in pairs]
