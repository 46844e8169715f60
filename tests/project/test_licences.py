"""Licences of files: what REUSE.toml says is what data/README.md and the notices say."""

from __future__ import annotations

import tomllib

import pytest

from tests.conftest import ROOT

TABLES = tomllib.loads((ROOT / "REUSE.toml").read_text(encoding="utf-8"))["annotations"]
LICENCES = {path.stem for path in (ROOT / "LICENSES").iterdir()}


def licence_of(path: str) -> str:
    """The licence of a file named in a table of its own; the last table that names it holds."""
    for table in reversed(TABLES):
        paths = table["path"] if isinstance(table["path"], list) else [table["path"]]
        if path in paths:
            return str(table["SPDX-License-Identifier"])
    raise KeyError(path)


@pytest.mark.parametrize(
    ("path", "licence"),
    [
        ("**", "EUPL-1.2"),
        ("data/**", "etalab-2.0"),
        ("data/lieux/odbl.jsonl.gz", "ODbL-1.0"),
        ("data/lieux/cc-by.jsonl.gz", "CC-BY-4.0"),
        ("data/lexique.txt.gz", "MPL-2.0"),
        ("data/fond.json", "LGPL-3.0-or-later AND CC-BY-4.0"),
        ("data/pictogrammes.json", "MIT"),
        ("service/static/leaflet/**", "BSD-2-Clause"),
    ],
)
def test_a_file_should_be_under_the_licence_that_its_readme_gives(path: str, licence: str) -> None:
    assert licence_of(path) == licence


def test_the_text_of_every_licence_should_be_there_and_no_other() -> None:
    named = {
        name for table in TABLES for name in str(table["SPDX-License-Identifier"]).split(" AND ")
    }
    assert named == LICENCES


def test_the_licence_of_the_code_should_be_one_text() -> None:
    first = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert (ROOT / "LICENSES" / "EUPL-1.2.txt").read_text(encoding="utf-8") == first
