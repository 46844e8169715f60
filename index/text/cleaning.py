"""Cleaning of text that comes from other systems: markup, entities and invisible characters."""

from __future__ import annotations

import html
import re
import unicodedata

import nh3

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)


MAX_UNESCAPES = 4
"""A text may have been escaped several times; beyond, it is left as it is."""


_BLOCK = re.compile(r"<(?:br|/p|/li|/div|/h\d)[^>]*>", re.IGNORECASE)


_SPACES = re.compile(r"[ \t\u00a0\r\f\v]+")


_LINES = re.compile(r"\n\s*\n+")


_REMOVED = ("Cc", "Cf", "Co", "Cn")


def plain(text: str) -> str:
    """A text without tags, entities nor control characters, composed (NFC), spaces single."""
    for _ in range(MAX_UNESCAPES):
        bare = html.unescape(text)
        if _TAG.search(bare):
            bare = html.unescape(nh3.clean(_BLOCK.sub("\n", bare), tags=set()))
        if bare == text:
            break
        text = bare
    text = unicodedata.normalize("NFC", text.replace("\\-", "-"))
    if not text.isprintable():
        text = "".join(
            char if char == "\n" or unicodedata.category(char) not in _REMOVED else " "
            for char in text.replace("\r\n", "\n").replace("\r", "\n")
        )
    return _LINES.sub("\n", _SPACES.sub(" ", text)).strip(" \n")
