"""Edit distance of words: number of edits allowed, and edits that are slips of the fingers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from index.text.typing_errors import NEIGHBOURS

NEAR_CHARS = 5
"""Letters for which two near words may have one edit between them."""


def is_slip(word: str, other: str) -> bool:
    """Return True when the one edit between two words is a slip of the fingers on the keyboard.

    A slip is a neighbouring key of the French keyboard, two letters swapped, or a letter doubled or
    no longer doubled. The words are in lower case without accents, and exactly one edit apart.
    """
    if len(word) == len(other):
        differing = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
        return len(differing) == 2 or all(b in NEIGHBOURS.get(a, "") for a, b in differing)
    longer, shorter = sorted((word, other), key=len, reverse=True)
    return re.sub(r"(.)\1+", r"\1", longer) == re.sub(r"(.)\1+", r"\1", shorter)


def is_near(word: str, other: str) -> bool:
    """Return whether two words are few edits apart for their length: one for each five letters."""
    most = max(len(word), len(other)) // NEAR_CHARS
    return OSA.distance(word, other, score_cutoff=most) <= most


def edit_budget(word: str, budget: Sequence[tuple[int, int]]) -> int:
    """Return the highest number of edits allowed between a word and another, by its length.

    An edit adds, drops or replaces a letter, or swaps two.

    Args:
        word: the word; only its number of letters counts.
        budget: pairs (length, edits): a word of at least `length` letters may have `edits` edits.
            The most generous pair that applies is used.

    Returns:
        The number of edits; 0 when no pair applies.
    """
    return max((edits for length, edits in budget if len(word) >= length), default=0)
