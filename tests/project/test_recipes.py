"""The recipes of CONTRIBUTING.md that end with `make generated`, followed on a copy of the tree."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.project.recipes import commit, copy_of_the_tree, edit, files_by_hand, follow, run

MOST_FILES = {"Add a field": 9, "Add a filter": 9, "Add a page": 8}
"""Recipe -> the most files that it takes by hand, that of the translations included."""
MOST_FOR_A_LANGUAGE = 7
CODE, LIKE = "it", "es"
"""Language that is added, and the one whose sentences it takes."""
TO_TRANSLATE = Path("service/presentation/translations/to_translate.toml")
ENCODER, VECTORS = ROOT / "var" / "encoder", ROOT / "var" / "index" / "vectors"
"""What makes the copy's index in a minute: no text is encoded again."""
JUDGES = (
    "tests/index/candidates", "tests/index/emergencies", "tests/index/links", "tests/index/records",
    "tests/index/test_languages.py", "tests/project/test_forge_files.py",
    "tests/service/about/test_pages.py", "tests/service/developers/test_openapi.py",
    "tests/service/developers/test_document.py", "tests/service/presentation/test_i18n.py",
    "tests/service/presentation/test_reader_pages.py", "tests/service/records/test_pages.py",
    "tests/service/search/test_filters.py", "tests/service/skill_game/test_pages.py",
)  # fmt: skip
"""The tests that recipes name and that each of them would break if a step were left out."""


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


def translated(tree: Path) -> list[str]:
    """Fill the file of sentences to translate, as a person would; return the sentences."""
    path = tree / TO_TRANSLATE
    text = path.read_text(encoding="utf-8")
    asked: list[str] = re.findall(r'^\["(.*)"\]$', text, re.MULTILINE)
    path.write_text(re.sub(r'= ""$', '= "Traduit"', text, flags=re.MULTILINE), encoding="utf-8")
    return asked


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.timeout(600)
def test_recipes_should_take_few_files_and_pass_the_tests_that_they_name(tmp_path: Path) -> None:
    tree = copy_of_the_tree(tmp_path)
    commit(tree)
    for recipe, most in MOST_FILES.items():
        follow(tree, recipe)
        files = files_by_hand(tree)
        assert len({*files, str(TO_TRANSLATE)}) <= most, (recipe, files)
        commit(tree)
    with_a_language(tree)
    assert len(files_by_hand(tree)) <= MOST_FOR_A_LANGUAGE
    (tree / "var" / "index").mkdir(parents=True)
    (tree / "var" / "encoder").symlink_to(ENCODER.resolve())
    shutil.copytree(VECTORS, tree / "var" / "index" / VECTORS.name)
    run(tree, "service.cli", "build")
    assert f"fill {TO_TRANSLATE.name}" in run(tree, "scripts.generated")
    assert {"Forme juridique", "Nos partenaires", "Réseau social :"} <= set(translated(tree))
    assert str(TO_TRANSLATE) in run(tree, "scripts.generated")
    run(tree, "pytest", "-q", "-n0", "-m", "not slow", "-p", "no:cacheprovider", *JUDGES)
