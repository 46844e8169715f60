"""Acronyms written as their letters are said: "hachelem" and "ash elle aime" for HLM.

The sound of what is typed is cut into the sounds of the names of letters. Inside a word, a letter
said with an e before it ("elle", "aime") may lose it: "hachlem".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from index.text.phonetics import phonetic_keys

LETTERS = {
    "a": ("a",), "b": ("be",), "c": ("se",), "d": ("de",), "e": ("2", "e"), "f": ("ef", "f", "efe"),
    "g": ("Ze",), "h": ("aS",), "i": ("i",), "j": ("Zi",), "k": ("ka",), "l": ("el", "l", "ele"),
    "m": ("em", "m", "eme"), "n": ("en", "n", "ene"), "o": ("o",), "p": ("pe",), "q": ("ky",),
    "r": ("er", "r", "ere"), "s": ("es", "s", "ese"), "t": ("te",), "u": ("y",),
    "v": ("ve",), "x": ("iks",), "z": ("sed",),
}  # fmt: skip
"""Letter -> the keys of the sound of its name (`index.text.phonetics`)."""
LOST = frozenset("flmnrs")
"""Letters whose names begin with an e that may be lost."""
LETTER_CHARS = 5
"""Characters of the longest way to write the name of a letter: "hache"."""
MIN_LETTERS, MAX_LETTERS = 3, 6
"""Letters of the shortest acronym that is read so, and of the longest."""
MAX_WORDS, MAX_CHARS = 6, 30
"""Words, and characters, of the longest text that spells an acronym."""


def spelled(words: Sequence[str], exists: Callable[[str], bool], whole: bool) -> str:
    """Read the acronym that some words spell, letter by letter.

    Args:
        words: as typed, in lower case with their accents.
        exists: whether an acronym, in lower case, is known.
        whole: whether the names of letters are said whole.

    Returns:
        The acronym, in lower case, "" for none.
    """
    if not 0 < len(words) <= MAX_WORDS or sum(map(len, words)) > MAX_CHARS:
        return ""
    found: list[str] = [""]
    for word in words:
        parts = {letters for key in phonetic_keys(word) for letters in _cut(key, whole)}
        found = [start + part for start in found for part in parts]
        found = [each for each in found if len(each) <= MAX_LETTERS]
    known = [each for each in found if len(each) >= MIN_LETTERS and exists(each)]
    return max(known, key=len, default="")


@lru_cache(1024)
def is_letter(word: str) -> bool:
    """Return whether a word, in lower case, may be the name of one letter: "elle", "aime"."""
    return len(word) <= LETTER_CHARS and any(
        len(letters) == 1 for key in phonetic_keys(word) for letters in _cut(key, True)
    )


@lru_cache(1024)
def _cut(key: str, whole: bool) -> tuple[str, ...]:
    """Return the letters whose names, one after the other, have a sound."""
    return tuple(_letters(key, whole, first=True)) if len(key) <= MAX_CHARS else ()


def _letters(key: str, whole: bool, first: bool) -> Iterator[str]:
    if not key:
        yield ""
    for letter, sounds in LETTERS.items():
        for sound in sounds:
            if (whole or first) and sound == letter and letter in LOST:
                continue
            if key.startswith(sound):
                yield from (letter + rest for rest in _letters(key[len(sound) :], whole, False))
