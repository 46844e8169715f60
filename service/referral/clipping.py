"""Clipping of texts: on one line, cut between two words or two items."""

from __future__ import annotations

from collections.abc import Sequence


def clip(text: str, max_chars: int, end: str = "…") -> str:
    """Put a text on one line of at most `max_chars` characters, cut at the end of a word.

    end: mark written after a text that was cut; it counts in the length. A first word that is too
    long is cut too. Nothing is left of a text without room.
    """
    flat = " ".join(text.split())
    if len(flat) <= max_chars:
        return flat
    if max_chars < len(end):
        return ""
    start = flat[: max_chars - len(end) + 1]
    return (start.rsplit(" ", 1)[0] if " " in start else start[:-1]).rstrip(" ,;:.") + end


def clip_list(items: Sequence[str], max_chars: int, separator: str = ", ") -> str:
    """Join texts on one line of at most `max_chars` characters; the last ones are left out.

    "…" stands for those left out: "Lille, Roubaix, …". A first text that is too long is cut itself.
    """
    flat = [" ".join(item.split()) for item in items]
    for number in range(len(flat), 0, -1):
        joined = separator.join(flat if number == len(flat) else [*flat[:number], "…"])
        if len(joined) <= max_chars:
            return joined
    return clip(separator.join(flat), max_chars)
