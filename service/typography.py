"""French typography: the spaces that must not break, put where a page is made."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
APART = frozenset({"title", "script", "textarea", "pre", "code"})
"""Elements left as they are: read by programs, or copied as they stand."""
_TAGS = re.compile(r"(<[^>]*>)")
_OPENED = re.compile(r"<([a-z]+)")
_BEFORE = re.compile(r" (?=[:;?!»%])|(?<=«) |(?<=\bn°) ")


def with_fixed_spaces(html: str) -> str:
    """A page in French whose « guillemets », « ? » and the like stay with their words.

    html: of a whole page; attributes, and the elements of `APART`, are not touched.
    """
    pieces = _TAGS.split(html)
    apart = ""
    for place, piece in enumerate(pieces):
        if place % 2:
            opened = _OPENED.match(piece)
            if opened is not None and opened[1] in APART:
                apart = opened[1]
            elif piece == f"</{apart}>":
                apart = ""
        elif not apart:
            pieces[place] = _BEFORE.sub(NO_BREAK, piece)
    return "".join(pieces)
