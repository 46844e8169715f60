"""The recipe of an engine in CONTRIBUTING.md, followed to the letter on a copy of the tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project.recipes import commit, copy_of_the_tree, files_by_hand, follow

MOST_FILES = 10
OF_A_SERVER = {"pyproject.toml", "docs/decisions/dependencies.md", "tests/index/conftest.py"}
"""Files that the engine of a server changes besides."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_an_engine_should_be_added_by_its_recipe_in_ten_files_at_most(tmp_path: Path) -> None:
    tree = copy_of_the_tree(tmp_path)
    commit(tree)
    told = follow(tree, "Add an engine")
    assert "résultat(s)" in told  # the last command searches in an index of this engine
    files = files_by_hand(tree)
    assert "index/engines/exact/engine.py" in files
    assert len({*files, *OF_A_SERVER}) <= MOST_FILES
