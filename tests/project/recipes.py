"""Steps of the tests that follow the recipes of CONTRIBUTING.md, on a copy of the tree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

APART = shutil.ignore_patterns(
    ".git", ".venv", "var", "node_modules", "__pycache__", "build", "dist", "*.egg-info"
)


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
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", *command],
        cwd=tree,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout
