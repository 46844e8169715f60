"""Examples of the documentation: those marked `<!-- run -->` are run, in a copy of the project."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.docs.pages import blocks, pages
from tests.service.process import served

COPIED = (
    "CONTRIBUTING.md", "LICENSE", "Makefile", "README.md", "clients", "data", "docs", "index",
    "pyproject.toml", "scripts", "service",
)  # fmt: skip
"""What the examples read; `docs` without its screenshots."""
EXAMPLES = [page for page in pages() if any(block.runs for block in blocks(page))]
ADDRESS = "http://127.0.0.1:8000"
LIMIT_S = 500
RUNNERS = {"sh": ["bash", "-euo", "pipefail", "-c"], "python": [sys.executable, "-c"]}

pytestmark = [pytest.mark.slow, pytest.mark.model, pytest.mark.catalogue]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the project that examples may change, with its encoder and its index."""
    project = tmp_path / "orientess"
    project.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "screenshots", "*.egg-info")
            shutil.copytree(source, project / name, ignore=ignored)
        else:
            shutil.copy(source, project / name)
    (project / "var").mkdir()
    for name in ("encoder", "index"):
        (project / "var" / name).symlink_to((ROOT / "var" / name).resolve())
    (project / ".venv").symlink_to(sys.prefix)
    return project


def test_a_page_of_each_kind_of_reader_should_have_examples_that_run() -> None:
    assert {page.name for page in EXAMPLES} >= {
        "CONTRIBUTING.md", "README.md", "LISEZMOI.md", "partenaire.md",
    }  # fmt: skip
    assert {block.language for page in EXAMPLES for block in blocks(page) if block.runs} == {
        "sh",
        "python",
    }


@pytest.mark.timeout(600)
@pytest.mark.parametrize("page", EXAMPLES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_examples_of_a_page_should_run_as_they_are_written(page: Path, copy: Path) -> None:
    texts = [block.text for block in blocks(page) if block.runs]
    with ExitStack() as running:
        address = ADDRESS
        if any(ADDRESS in text for text in texts):
            _, address = running.enter_context(served(copy / "var" / "index"))
        run_examples(page, copy, address)


def run_examples(page: Path, copy: Path, address: str) -> None:
    """Run the marked blocks of a page one after the other; the service answers at `address`."""
    paths = os.pathsep.join([str(copy), str(copy / "clients" / "python" / "src")])
    environment = os.environ | {"PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    for name in ("ORIENTESS_VAR", "ORIENTESS_DATA"):
        environment.pop(name, None)
    for block in filter(lambda each: each.runs, blocks(page)):
        ended = subprocess.run(  # noqa: S603 - examples of ours
            [*RUNNERS[block.language], block.text.replace(ADDRESS, address)],
            cwd=copy,
            env=environment,
            capture_output=True,
            text=True,
            timeout=LIMIT_S,
            check=False,
        )
        assert ended.returncode == 0, f"{block.text}\n{ended.stdout[-2000:]}{ended.stderr}"
