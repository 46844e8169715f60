"""Expectations of an operator, read from `attentes.toml`."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.catalogue.expectations import Expectations, read_expectations
from index.errors import InvalidRecords


def test_without_a_file_nothing_should_be_expected(tmp_path: Path) -> None:
    assert read_expectations(tmp_path / "attentes.toml") == Expectations()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        pytest.param("[fiches]\nau_moin = 3", "fiches.au_moin", id="unknown key"),
        pytest.param("[fiches]\nau_moins = -1", "fiches.au_moins", id="negative"),
        pytest.param("[metiers]\nmots = [9, 1]", "metiers.mots", id="bounds in disorder"),
        pytest.param("[fiches", "fichier", id="no TOML"),
    ],
)
def test_a_key_that_is_not_understood_should_be_named(
    text: str, field: str, tmp_path: Path
) -> None:
    path = tmp_path / "attentes.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidRecords) as caught:
        read_expectations(path)
    assert [problem.field for problem in caught.value.errors] == [field]
