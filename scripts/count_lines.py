"""Count lines of code, and compare them with the most that pyproject.toml allows.

    python -m scripts.count_lines

A line of code is one that is not blank, nor a comment, nor part of a docstring or of an import. A
figure of `[tool.orientess.code-lines]` is raised by a commit whose message says why, on a line that
begins with "Code-lines:"; it is lowered when code is removed.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
KEY = "Code-lines"
"""Name of the line of a commit message that says why a figure was raised."""
SLACK = 200
"""Lines that a figure may be above the count: beyond, it is to be lowered."""
_NO_CODE = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
    tokenize.ENDMARKER, tokenize.ENCODING,
}  # fmt: skip


def code_lines(path: Path) -> int:
    """Return the number of lines of code of a file of Python."""
    with path.open("rb") as file:
        lines = {
            line
            for token in tokenize.tokenize(file.readline)
            if token.type not in _NO_CODE
            for line in range(token.start[0], token.end[0] + 1)
        }
    return len(lines.difference(_said_lines(ast.parse(path.read_bytes()))))


def _said_lines(tree: ast.Module) -> Iterator[int]:
    """Yield the lines of docstrings and of imports."""
    for node in ast.walk(tree):
        match node:
            case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant(value=str())):
                yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def counted(folders: str) -> int:
    """Return the lines of code of folders, whose names are separated by spaces."""
    listed = _git("ls-files", "--cached", "--others", "--exclude-standard", *folders.split())
    paths = (ROOT / name for name in listed.splitlines() if name.endswith(".py"))
    return sum(code_lines(path) for path in paths if path.is_file())


def _git(*arguments: str) -> str:
    """Return what git prints; "" when it refuses, as outside a clone."""
    command = ["git", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT).stdout  # noqa: S603


def limits(text: str) -> dict[str, int]:
    """Return the most lines of code of each group of folders, from the text of pyproject.toml."""
    tools = tomllib.loads(text).get("tool", {})
    limited: dict[str, int] = tools.get("orientess", {}).get("code-lines", {})
    return limited


def raised_without_reason() -> Iterator[str]:
    """Yield the commits that raised a figure and do not say why."""
    for commit in _git("log", "--format=%h", "--", "pyproject.toml").split():
        after = limits(_git("show", f"{commit}:pyproject.toml"))
        if not after:  # the first figures came later
            return
        before = limits(_git("show", f"{commit}~:pyproject.toml"))
        raised = any(most > before.get(folders, most) for folders, most in after.items())
        if raised and f"\n{KEY}: " not in _git("log", "-1", "--format=%B", commit):
            yield commit


def main() -> None:
    """Print the counts; exit with 1 when one is above its figure, far below, or raised for nothing.

    Raises:
        SystemExit: with 1 then, and 0 otherwise.
    """
    wrong = False
    for commit in raised_without_reason():
        wrong = True
        print(f"{commit} raises a figure of code-lines and does not say why: {KEY}: …")
    for folders, most in limits((ROOT / "pyproject.toml").read_text(encoding="utf-8")).items():
        count = counted(folders)
        print(f"{folders}: {count} lines of code, {most} at most")
        if not most - SLACK <= count <= most:
            wrong = True
            way = "lower" if count < most else f"remove code, or say why ({KEY}: …) and raise"
            print(f"  {way} its figure in pyproject.toml, [tool.orientess.code-lines]")
    sys.exit(wrong)


if __name__ == "__main__":
    main()
