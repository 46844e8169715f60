"""Phonetics of French: keys that are the same for words that sound the same."""

from __future__ import annotations

import re

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
"""Initial -> one letter that stands for all those that people confuse with it ("c", "k", "s"…)."""


def phonetic_key(word: str) -> str:
    """Return a key of the sound of a French word: "foto" and "photo" have the same key.

    The word is in lower case without accents. Built indexes store these keys: when this function
    changes, `FORMAT` of `index.artefact.manifest` must be increased, so that older indexes are
    refused.
    """
    for pattern, replacement in _SOUNDS:
        word = pattern.sub(replacement, word)
    return word


def phonetic_keys(word: str) -> tuple[str, ...]:
    """Return the keys of the sounds that a misspelt word may have: one or two.

    The first is that of the word with its last letter silent. French writes an e after a final s,
    t, d, p or x that is spoken, and people who write as they hear drop it ("kermess" for
    "kermesse"): a word that ends with such a letter has a second key, of the sound with the letter
    spoken. The word is in lower case without accents.
    """
    spoken = [phonetic_key(word)]
    if word[-1:] in SILENT_LAST:
        spoken.append(phonetic_key(word + "e"))
    return tuple(dict.fromkeys(spoken))


def first_letter(word: str) -> str:
    """Return the letter that stands for the first letter of a word and for those of like sound.

    People confuse these letters: "kado" and "cadeau" both give "c". The word is in lower case
    without accents, and not empty.
    """
    return FIRST_LETTERS.get(word[0], word[0])
