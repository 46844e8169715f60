"""Rows by key: found in a trie, mapped from a file."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.row_trie import RowTrie

ROWS = {"velo": 2, "éco": 0, "atelier": 1}


@pytest.fixture(params=["in memory", "mapped"])
def trie(request: pytest.FixtureRequest, tmp_path: Path) -> RowTrie:
    made = RowTrie(ROWS.items())
    if request.param == "in memory":
        return made
    made.write(tmp_path / "rows")
    return RowTrie.open(tmp_path / "rows")


def test_a_key_should_give_its_row(trie: RowTrie) -> None:
    assert {key: trie[key] for key in ROWS} == ROWS
    assert dict(trie) == ROWS
    assert len(trie) == len(ROWS)


@pytest.mark.parametrize("key", ["", "vel", "velos", "velo\0", "\ud800", "velo\n"])
def test_an_unknown_key_should_have_no_row(trie: RowTrie, key: str) -> None:
    assert trie.get(key) is None
    assert key not in trie
    with pytest.raises(KeyError):
        trie[key]
