"""Likeness: how alike two words are, by their letters, by the keys and by their sound."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.typing_errors import NEIGHBOURS

EDIT_BUDGET = ((4, 1), (7, 2), (11, 3))
"""(length in letters, edits allowed from that length on)."""

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
"""Letters that are taken for one another at the start of a word, by the first of their group."""


def phonetic_key(word: str) -> str:
    """What a folded French word sounds like, roughly: words written as heard get equal keys.

    The keys of known words are kept in the artefact: a change here raises `artefact.FORMAT`.
    """
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def phonetic_keys(word: str) -> tuple[str, ...]:
    """What a folded word written by ear may sound like: its last consonant silent, or said.

    French writes an e after a last s, t, d, p or x that is said: who writes as they hear drops it
    ("kermess", "plak").
    """
    spoken = (
        (phonetic_key(word), phonetic_key(word + "e"))
        if word[-1:] in SILENT_LAST
        else (phonetic_key(word),)
    )
    return tuple(dict.fromkeys(spoken))


def first_letter(word: str) -> str:
    """The first letter of a folded word, or the one that stands for those it is taken for."""
    return FIRST_LETTERS.get(word[0], word[0])


def is_slip(word: str, other: str) -> bool:
    """Whether one edit between two words is a slip of the fingers more than another word."""
    if len(word) == len(other):
        differing = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
        return len(differing) == 2 or all(b in NEIGHBOURS.get(a, "") for a, b in differing)
    longer, shorter = sorted((word, other), key=len, reverse=True)
    return re.sub(r"(.)\1+", r"\1", longer) == re.sub(r"(.)\1+", r"\1", shorter)


def edit_budget(word: str, budget: Sequence[tuple[int, int]] = EDIT_BUDGET) -> int:
    """How many edits a word bears, by a table of (length from which, edits allowed)."""
    return max((edits for length, edits in budget if len(word) >= length), default=0)
