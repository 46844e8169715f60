"""The layout that a reader relies on: limits of size, tests beside modules, paths of the README."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

MAX_FILE_LINES, MAX_FUNCTION_LINES, MAX_MODULES = 400, 40, 15
WITHOUT_TEST = {
    "index/matching/neighbours.py": "one dataclass, tested by those who make it",
    "index/training/dangers.py": "needs the extra train",
    "index/training/dataset.py": "needs the extra train",
    "index/training/marks.py": "needs the extra train",
    "index/training/trainer.py": "needs the extra train",
}
"""Modules without a test file of their name, and why."""
MIGRATIONS = "service/storage/migrations/"
"""Folder of modules that alembic runs; those who use them test them together."""
TABLE_HEAD = "| to change | edit |"


def _sources() -> list[str]:
    folders = ("index", "service", "scripts", "bench", "clients")
    return sorted(str(path.relative_to(ROOT)) for f in folders for path in (ROOT / f).rglob("*.py"))


def _modules() -> list[str]:
    return [
        path
        for path in _sources()
        if path.startswith(("index/", "service/"))
        and not path.startswith(MIGRATIONS)
        and "__" not in path
    ]


def _suites() -> list[str]:
    paths = [*(ROOT / "index").glob("*/__init__.py"), *(ROOT / "service").glob("*/__init__.py")]
    return sorted(str(path.parent.relative_to(ROOT)) for path in paths)


def _code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function, its docstring left out."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is None:
        return lines
    docstring = function.body[0]
    return lines - ((docstring.end_lineno or 0) - docstring.lineno + 1)


def _changes() -> list[tuple[str, str, str]]:
    """Return the rows of the README's table of changes: what changes, the path, the name in it."""
    lines = (ROOT / "README.md").read_text(encoding="utf-8").split(TABLE_HEAD)[-1].splitlines()[2:]
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        change, place = (cell.strip() for cell in line.strip("|").split("|"))
        path, name = re.findall(r"`([^`]+)`", place)[:2]
        rows.append((change, path, name))
    return rows


@pytest.mark.parametrize("path", _sources())
def test_a_file_and_its_functions_should_be_short(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert text.count("\n") <= MAX_FILE_LINES
    functions = [
        node
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [each.name for each in functions if _code_lines(each) > MAX_FUNCTION_LINES] == []


@pytest.mark.parametrize("suite", _suites())
def test_a_suite_should_be_small_and_say_where_to_start(suite: str) -> None:
    modules = [path for path in (ROOT / suite).glob("*.py") if "__" not in path.name]
    assert len(modules) <= MAX_MODULES
    docstring = ast.get_docstring(ast.parse((ROOT / suite / "__init__.py").read_text("utf-8")))
    assert docstring is not None
    start = re.search(r"[Ss]tart\s+with\s+`(\w+)`", docstring)
    assert start is not None
    assert start[1] in {path.stem for path in modules}


@pytest.mark.parametrize("path", [path for path in _modules() if path not in WITHOUT_TEST])
def test_a_module_should_have_its_test_file(path: str) -> None:
    module = Path(path)
    assert (ROOT / "tests" / module.parent / f"test_{module.name}").is_file()


def test_the_readme_should_say_where_to_change_at_least_fifteen_things() -> None:
    assert len(_changes()) >= 15


@pytest.mark.parametrize(
    ("path", "name"), [pytest.param(path, name, id=change) for change, path, name in _changes()]
)
def test_a_place_to_change_should_hold_the_name_that_the_readme_gives(path: str, name: str) -> None:
    assert name in (ROOT / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("suite", _suites())
def test_the_readme_should_name_every_suite(suite: str) -> None:
    assert f"`{suite.partition('/')[2]}`" in (ROOT / "README.md").read_text(encoding="utf-8")
