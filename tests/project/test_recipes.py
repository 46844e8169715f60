"""The recipes of CONTRIBUTING.md, followed to the letter on a copy of the tree."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

APART = shutil.ignore_patterns(
    ".git", ".venv", "var", "node_modules", "__pycache__", "build", "dist", "*.egg-info"
)
CODE, LIKE = "it", "es"
"""Language that is added, and the one whose sentences it takes."""
READ = ("index/test_languages.py", "index/emergencies", "service/presentation")
GAME = "service/skill_game"
FORGE = "project/test_forge_files.py"


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


def with_a_language(tree: Path) -> None:
    """Follow « Add a language of pages »."""
    line = rf'    "{CODE}": Language("Italiano", "{CODE}"),\n}}'
    edit(tree / "index" / "languages.py", r"^\}$", line, count=1)
    urgences = tree / "data" / "urgences.toml"
    said = r'("[^\n]*"|"""[^"]*"""|\[[^\]]*\])'
    edit(urgences, rf"^{LIKE} = {said}$", rf"{LIKE} = \1\n{CODE} = \1")
    edit(urgences, rf"^(\[groupes\.){LIKE}\](\n[^\[]*)", rf"\1{LIKE}]\2\1{CODE}]\2", count=1)
    edit(urgences, r"^(traduction_automatique = .*)\]$", rf'\1, "{CODE}"]')
    skills = tree / "data" / "competences.jsonl"
    lines = [json.loads(each) for each in skills.read_text(encoding="utf-8").splitlines()]
    for each in lines:
        each["traductions"][CODE] = each["traductions"][LIKE]
    written = "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in lines)
    skills.write_text(written, encoding="utf-8")
    translations = tree / "service" / "presentation" / "translations"
    shutil.copy(translations / f"{LIKE}.po", translations / f"{CODE}.po")
    edit(tree / "publiccode.yml", r"(availableLanguages: \[.*)\]", rf"\1, {CODE}]")


@pytest.mark.slow
def test_a_language_should_be_added_by_its_recipe_and_every_page_read_in_it(
    tmp_path: Path,
) -> None:
    tree = tmp_path / "copie"
    shutil.copytree(ROOT, tree, ignore=APART, symlinks=True)
    with_a_language(tree)
    assert f"{CODE}.po" in run(tree, "scripts.messages")
    suites = [f"tests/{each}" for each in (*READ, GAME, FORGE)]
    run(tree, "pytest", "-q", "-n0", "-m", "not slow", "-p", "no:cacheprovider", *suites)
