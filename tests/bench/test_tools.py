"""The tools of `bench`: each starts and says its usage; what they find is theirs to say."""

from __future__ import annotations

import ast
import runpy
import sys
from pathlib import Path

import pytest

import bench
from tests.conftest import ROOT

MODULES = sorted((ROOT / "bench").rglob("*.py"))
DEFINES = (
    ast.AnnAssign, ast.AsyncFunctionDef, ast.Assign, ast.ClassDef, ast.FunctionDef, ast.Import,
    ast.ImportFrom,
)  # fmt: skip
"""Statements that only define something."""
GUARDS = ("TYPE_CHECKING", "__name__ == '__main__'")


def name_of(path: Path) -> str:
    """The name that `python -m` takes."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(part for part in parts if part not in {"__init__", "__main__"})


def statements(path: Path) -> list[ast.stmt]:
    return ast.parse(path.read_text(encoding="utf-8")).body


def is_guard(statement: ast.stmt, guards: tuple[str, ...] = GUARDS) -> bool:
    return isinstance(statement, ast.If) and ast.unparse(statement.test) in guards


TOOLS = [name_of(path) for path in MODULES if is_guard(statements(path)[-1], GUARDS[1:])]


@pytest.mark.filterwarnings("ignore:.* found in sys.modules:RuntimeWarning")
@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_should_start_and_say_its_usage(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [name, "--help"])
    with pytest.raises(SystemExit) as stopped:
        runpy.run_module(name, run_name="__main__")
    assert stopped.value.code == 0
    assert capsys.readouterr().out.startswith("usage: ")


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_nothing_should_happen_when_a_module_is_imported(path: Path) -> None:
    acting = [
        ast.unparse(each)
        for each in statements(path)
        if not isinstance(each, DEFINES)
        and not is_guard(each)
        and not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
    ]
    assert acting == []


def test_the_package_should_name_all_its_tools() -> None:
    assert TOOLS
    named = str(bench.__doc__)
    assert [name for name in TOOLS if f"`{name.split('.')[1]}`" not in named] == []
