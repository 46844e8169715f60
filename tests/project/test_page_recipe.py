"""The recipe of a page in CONTRIBUTING.md, followed to the letter on a copy of the tree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.pages import blocks
from tests.project.recipes import commit, copy_of_the_tree, files_by_hand, follow

SECTION = "Add a page"
MOST_FILES = 8
TABLE = "service/presentation/translations/to_translate.toml"
"""File that is filled by hand, and removed once it is read."""


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_page_should_be_added_by_its_recipe_in_eight_files_at_most(tmp_path: Path) -> None:
    tree = copy_of_the_tree(tmp_path)
    commit(tree)
    told = follow(tree, SECTION)
    assert "passed" in told
    (recipe,) = blocks(tree / "CONTRIBUTING.md", SECTION)
    changed = {path for path in files_by_hand(tree) if path in recipe.text}
    assert "service/about/templates/partners.html" in changed
    assert TABLE in recipe.text
    assert not (tree / TABLE).exists()
    assert len({*changed, TABLE}) <= MOST_FILES
