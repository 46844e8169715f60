"""Steps of the tests that follow the recipes of CONTRIBUTING.md, on a copy of the tree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from tests.docs.pages import blocks

APART = shutil.ignore_patterns(
    ".git", ".venv", "var", "node_modules", "__pycache__", "build", "dist", "*.egg-info",
    ".hypothesis", ".*_cache",
)  # fmt: skip
GENERATED = ("constraints.txt", "requirements/")
"""What `make lock` writes: nobody does by hand."""


def copy_of_the_tree(folder: Path) -> Path:
    """A copy of the tree in a folder, without what git ignores."""
    tree = folder / "copie"
    shutil.copytree(ROOT, tree, ignore=APART, symlinks=True)
    return tree


def edit(path: Path, pattern: str, text: str, count: int = 0) -> None:
    """Replace what a pattern finds in a file; it must be found."""
    content = path.read_text(encoding="utf-8")
    changed, found = re.subn(pattern, text, content, count=count, flags=re.MULTILINE)
    assert found, f"{path.name} : {pattern}"
    path.write_text(changed, encoding="utf-8")


def run(tree: Path, *command: str) -> str:
    """What a command of Python prints in a tree; it must succeed."""
    return _printed(tree, sys.executable, "-m", *command)


def follow(tree: Path, section: str) -> str:
    """What the commands of a section of CONTRIBUTING.md print in a tree; all must succeed."""
    if not (tree / ".venv").exists():
        (tree / ".venv").symlink_to(sys.prefix)
    texts = [block.text for block in blocks(tree / "CONTRIBUTING.md", section)]
    assert texts, section
    return _printed(tree, "bash", "-euo", "pipefail", "-c", "".join(texts))


def commit(tree: Path) -> None:
    """Make a tree a repository of git, of one commit."""
    if not (tree / ".git").exists():
        _printed(tree, "git", "init", "--quiet")
    _printed(tree, "git", "add", "--all")
    author = ("-c", "user.name=essai", "-c", "user.email=essai@exemple.example")
    _printed(tree, "git", *author, "commit", "--quiet", "--message", "essai")


def files_by_hand(tree: Path) -> list[str]:
    """The files of a tree that were written or changed since its commit, but generated ones."""
    told = _printed(tree, "git", "status", "--porcelain", "--untracked-files=all")
    paths = [line[3:] for line in told.splitlines()]
    return [path for path in paths if not path.startswith(GENERATED)]


def _printed(tree: Path, *command: str) -> str:
    """What a command prints in a tree, whose modules it imports; it must succeed."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    for name in ("ORIENTESS_VAR", "ORIENTESS_DATA"):
        environment.pop(name, None)
    done = subprocess.run(  # noqa: S603 - commands of ours
        command,
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout
