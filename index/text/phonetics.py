"""Phonetics of French: keys that words of one sound share, and budgets of edits between words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.typing_errors import NEIGHBOURS

EDIT_BUDGET = ((4, 1), (7, 2), (11, 3))
"""(length in letters, edits allowed between words from that length on)."""

SILENT_LAST = "stdpx"
"""Letters that are mostly silent at the end of a French word."""

_SOUNDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), phonetic_key)
    for pattern, phonetic_key in (
        (r"ph", "f"),
        (r"xc(?=[eiy])", "x"),
        (r"(?:tion|ssion|cion|sion)", "sion"),
        (r"(?:eau|au)", "o"),
        (r"ch(?=[rln])", "k"),
        (r"ch|sh", "\u0283"),
        (r"cc(?=[eiy])", "ks"),
        (r"qu|q|ck|k|cc?(?=[aouslrtnm]|$)", "k"),
        (r"ge(?=[ao])", "j"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"ss|sc(?=[eiy])|c(?=[eiy])|x(?=$)|z", "s"),
        (r"(?<!^)(?<!^v)(?<!^m)ill(?=[aeiou])", "i"),
        (r"oua|oy|oie?|oa(?=[^aeiou]|$)|wa", "oi"),
        (r"(?<=[aeiou])x(?=[aeiou])", "ks"),
        (r"gn|ni(?=[aeou])", "ni"),
        (r"(?:ai|ei|ay|ey|es|er|et|ee|e)(?=s?$)", "e"),
        (r"(?:ai|ei|oe)(?![nm](?:[^aeiouynm]|$))", "e"),
        (r"(?:en|em|an|am)(?=[^aeiouynm]|$)", "an"),
        (r"(?:ain|ein|in|im|yn|ym|un|um)(?=[^aeiouynm]|$)", "in"),
        (r"om(?=[^aeiouynm]|$)", "on"),
        (r"y", "i"),
        (r"h", ""),
        (r"(.)\1+", r"\1"),
        (rf"[{SILENT_LAST}]+$", ""),
        (r"(?<=.)e$", ""),
    )
)
FIRST_LETTERS = {
    letter: group[0] for group in ("aeiouhy", "ckqsxz", "fpv", "gj") for letter in group
}
"""Initial -> the letter that stands for all those it is confused with ("c", "k", "s"…)."""


def phonetic_key(word: str) -> str:
    """Return a key of the sound of a folded French word: phonetic spellings of it share the key.

    The artefact stores these keys: a change here raises `FORMAT` of `index.artefact.manifest`.
    """
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def phonetic_keys(word: str) -> tuple[str, ...]:
    """Return the keys that a phonetic spelling may stand for: last consonant silent, or spoken.

    French writes an e after a final s, t, d, p or x that is spoken; phonetic spellings drop it
    ("kermess", "plak").
    """
    spoken = [phonetic_key(word)]
    if word[-1:] in SILENT_LAST:
        spoken.append(phonetic_key(word + "e"))
    return tuple(dict.fromkeys(spoken))


def first_letter(word: str) -> str:
    """Return the initial of a folded word, or the letter that stands for it in `FIRST_LETTERS`."""
    return FIRST_LETTERS.get(word[0], word[0])


def is_slip(word: str, other: str) -> bool:
    """Return whether the one edit between two words is a slip of the fingers.

    That is a neighbouring key, two letters swapped, or a letter doubled or not.
    """
    if len(word) == len(other):
        differing = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
        return len(differing) == 2 or all(b in NEIGHBOURS.get(a, "") for a, b in differing)
    longer, shorter = sorted((word, other), key=len, reverse=True)
    return re.sub(r"(.)\1+", r"\1", longer) == re.sub(r"(.)\1+", r"\1", shorter)


def edit_budget(word: str, budget: Sequence[tuple[int, int]] = EDIT_BUDGET) -> int:
    """Return the edits allowed in a word, by a table of (length from which, edits allowed)."""
    return max((edits for length, edits in budget if len(word) >= length), default=0)
