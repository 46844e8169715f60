"""Edits between words: how many are allowed, and which are slips of the fingers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.text.typing_errors import NEIGHBOURS


def is_slip(word: str, other: str) -> bool:
    """Return True when two words that differ by one edit differ by a slip of the fingers.

    A slip is a neighbouring key of the French keyboard, two letters swapped, or a letter doubled or
    no longer doubled.
    """
    if len(word) == len(other):
        differing = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
        return len(differing) == 2 or all(b in NEIGHBOURS.get(a, "") for a, b in differing)
    longer, shorter = sorted((word, other), key=len, reverse=True)
    return re.sub(r"(.)\1+", r"\1", longer) == re.sub(r"(.)\1+", r"\1", shorter)


def edit_budget(word: str, budget: Sequence[tuple[int, int]]) -> int:
    """Return how many letters of a word may be wrong when it is compared with others.

    Args:
        word: the word; the longer it is, the more edits are allowed.
        budget: (length, edits): the edits allowed from that number of letters on.

    Returns:
        Most letters to add, drop, replace or swap; 0 for a word shorter than every length.
    """
    return max((edits for length, edits in budget if len(word) >= length), default=0)
