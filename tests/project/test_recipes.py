"""The recipes of CONTRIBUTING.md, followed to the letter on a copy of the tree."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.project.recipes import copy_of_the_tree, edit, run

CODE, LIKE = "it", "es"
"""Language that is added, and the one whose sentences it takes."""
READ = ("index/test_languages.py", "index/emergencies", "service/presentation")
GAME = "service/skill_game"
FORGE = "project/test_forge_files.py"


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
    tree = copy_of_the_tree(tmp_path)
    with_a_language(tree)
    assert f"{CODE}.po" in run(tree, "scripts.messages")
    suites = [f"tests/{each}" for each in (*READ, GAME, FORGE)]
    run(tree, "pytest", "-q", "-n0", "-m", "not slow", "-p", "no:cacheprovider", *suites)
