"""The documentation as tests read it: its pages, and their fenced blocks."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT

_FENCE = re.compile(
    r"^(?P<mark><!-- run -->\n)?```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_SPAN = re.compile(r"`([^`\n]+)`")


class Block(NamedTuple):
    """A fenced block: its language, its text, and whether tests run it."""

    language: str
    text: str
    runs: bool


def pages() -> list[Path]:
    """The pages in Markdown that people read, decisions and screenshots left out."""
    folders = [ROOT, ROOT / "docs", ROOT / "docs" / "guide", ROOT / "data", ROOT / "clients"]
    found = [path for folder in folders for path in folder.glob("*.md")]
    return sorted([*found, *(ROOT / "clients").glob("*/*.md")])


def blocks(page: Path, section: str = "") -> list[Block]:
    """The fenced blocks of a page, in order, or those of the section that has a title."""
    text = page.read_text(encoding="utf-8")
    if section:
        text = text.split(f"\n## {section}\n")[1].split("\n## ")[0]
    return [
        Block(each["language"], each["text"], each["mark"] is not None)
        for each in _FENCE.finditer(text)
    ]


def code(page: Path) -> list[str]:
    """Each line of code of a page: those of fenced blocks, and what stands between backquotes."""
    text = page.read_text(encoding="utf-8")
    lines = [line for block in blocks(page) for line in block.text.splitlines()]
    return [*lines, *_SPAN.findall(_FENCE.sub("", text))]
