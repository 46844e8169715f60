"""Commands, targets, scripts and settings that the documentation names: all of them exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from service.cli.main import app
from service.settings import unknown_variables
from tests.conftest import ROOT
from tests.docs.pages import code, pages

PAGES = pages()
_COMMAND = re.compile(r"(?:^|\.venv/bin/|&& |; |\| )orientess((?: +[\w./…-]+)+)")
_TARGET = re.compile(r"(?:^|\s)make((?: +[\w=./$-]+)+)")
_SCRIPT = re.compile(r"python -m ((?:bench|scripts)[\w.]*)")
_VARIABLE = re.compile(r"\b(ORIENTESS_[A-Z_]+[A-Z])\b")
_WORD = re.compile(r"[a-z][a-z-]*")


def lines(pattern: re.Pattern[str], page: Path) -> Iterator[str]:
    """What a pattern finds in the code of a page."""
    for line in code(page):
        yield from pattern.findall(line)


def commands(page: Path) -> set[tuple[str, ...]]:
    """Each command of `orientess` that a page names: its words until the first argument."""
    found = set()
    for words in lines(_COMMAND, page):
        names = []
        for word in words.split():
            if not _WORD.fullmatch(word):
                break
            names.append(word)
        found.add(tuple(names))
    return found - {()}


def unknown(names: tuple[str, ...]) -> bool:
    """Whether the first words of a command lead to none."""
    group = get_command(app)
    for name in names:
        if not isinstance(group, TyperGroup):
            return False
        if name not in group.commands:
            return True
        group = group.commands[name]
    return False


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_command_that_a_page_names_should_exist(page: Path) -> None:
    assert sorted(names for names in commands(page) if unknown(names)) == []


def test_a_command_that_does_not_exist_should_be_seen() -> None:
    assert unknown(("chercher",))
    assert unknown(("keys", "donner"))
    assert not unknown(("keys", "create"))
    assert ("backup",) in commands(ROOT / "docs" / "operations.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_target_that_a_page_names_should_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][a-z -]*):", makefile, re.MULTILINE))
    targets = {name for line in targets for name in line.split()}
    named = {
        word
        for words in lines(_TARGET, page)
        for word in words.split()
        if _WORD.fullmatch(word) and "=" not in word
    }
    assert named - targets == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_script_that_a_page_names_should_exist(page: Path) -> None:
    missing = [
        name
        for name in lines(_SCRIPT, page)
        if not (ROOT / f"{name.replace('.', '/')}.py").is_file()
        and not (ROOT / name.replace(".", "/")).is_dir()
    ]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_setting_that_a_page_names_should_exist(page: Path) -> None:
    named = _VARIABLE.findall(page.read_text(encoding="utf-8"))
    assert unknown_variables(named) == []
