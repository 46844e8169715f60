"""Count of lines of code, and the figures that it may not pass."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from scripts import count_lines

SOURCE = '''"""What it does.

At length.
"""

import os
from pathlib import (
    Path,
)

# why
LIMIT = 3  # seconds
"""Said of the limit."""


def double(value: int) -> int:
    """Return twice a number."""

    text = """two
lines"""
    return value * 2
'''
FIGURES = '[tool.orientess.code-lines]\n"index" = {most}\n'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one module of five lines."""
    monkeypatch.setattr(count_lines, "ROOT", tmp_path)
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "double.py").write_text(SOURCE, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    return tmp_path


def git(tree: Path, *arguments: str) -> None:
    named = ("-c", "user.name=Essai", "-c", "user.email=essai@example.org")
    subprocess.run(["git", *named, *arguments], cwd=tree, check=True)  # noqa: S603, S607


def commit(tree: Path, most: int, message: str) -> None:
    (tree / "pyproject.toml").write_text(FIGURES.format(most=most), encoding="utf-8")
    git(tree, "add", "--all")
    git(tree, "commit", "--quiet", "--message", message)


def checked(capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    """Exit status of the count, and what it prints."""
    with pytest.raises(SystemExit) as ended:
        count_lines.main()
    return ended.value.code, capsys.readouterr().out


def test_docstrings_comments_imports_and_blanks_should_not_be_lines_of_code(tree: Path) -> None:
    assert count_lines.code_lines(tree / "index" / "double.py") == 5


@pytest.mark.parametrize(
    ("most", "told"),
    [(5, None), (4, "remove code, or say why"), (5 + count_lines.SLACK + 1, "lower its figure")],
)
def test_a_figure_should_be_near_and_never_passed(
    tree: Path, capsys: pytest.CaptureFixture[str], most: int, told: str | None
) -> None:
    commit(tree, most, "Count lines")
    status, printed = checked(capsys)
    assert printed.startswith(f"index: 5 lines of code, {most} at most")
    assert (status, told is None or told in printed) == (told is not None, True)


@pytest.mark.parametrize(
    ("message", "told"), [("Add", True), ("Add\n\nCode-lines: maps of départements", False)]
)
def test_a_figure_should_be_raised_with_its_reason(
    tree: Path, capsys: pytest.CaptureFixture[str], message: str, told: bool
) -> None:
    commit(tree, 5, "Count lines")
    commit(tree, 6, message)
    status, printed = checked(capsys)
    assert (status, "raises a figure" in printed) == (told, told)
