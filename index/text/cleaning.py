"""Cleaning of text that comes from other systems: markup, entities and invisible characters."""

from __future__ import annotations

import html
import re
import unicodedata

import nh3

from index.text.analysis import CONTROL_CATEGORIES

MAX_UNESCAPES = 4
"""Times at most that a text is unescaped: other systems may have escaped it several times."""

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLOCK = re.compile(r"<(?:br|/p|/li|/div|/h\d)[^<>]*>", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\u00a0\r\f\v]+")
_LINES = re.compile(r"\n\s*\n+")


def plain(text: str) -> str:
    """Return a text received from another system without HTML tags, entities or control characters.

    "<p>Caf&eacute;</p>" gives "Café". Several spaces in a row become one, the end of an HTML block
    becomes a line feed, and blank lines are removed. Characters are composed (Unicode NFC).
    """
    for _ in range(MAX_UNESCAPES):
        bare = html.unescape(text)
        if has_tags(bare):
            bare = html.unescape(nh3.clean(_BLOCK.sub("\n", bare), tags=set()))
        if bare == text:
            break
        text = bare
    text = unicodedata.normalize("NFC", text.replace("\\-", "-"))
    if not text.isprintable():
        text = "".join(
            char if char == "\n" or unicodedata.category(char) not in CONTROL_CATEGORIES else " "
            for char in text.replace("\r\n", "\n").replace("\r", "\n")
        )
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip(" \n")


def has_tags(text: str) -> bool:
    """Return True if a text holds an HTML tag or a comment, in a time in proportion to its length.

    True for "<b>gras", "<!-- note -->"; False for "moins de 5 < 10".
    """
    if _TAG.search(text):
        return True
    _, opened, rest = text.partition("<!--")
    return bool(opened) and "-->" in rest
