"""Prefix search: the rows of the keys that begin with a text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.table_files import read_table, write_table
from index.text.prefixes import PrefixIndex

KEY_CHARACTERS = st.characters(max_codepoint=0xFFFF, exclude_characters="\n")
INDEX = PrefixIndex.of([("lyon", 2), ("lille", 0), ("saint lys", 1), ("lens", 3), ("lille", 5)])


@pytest.mark.parametrize(
    ("prefixes", "rows"),
    [
        (("l",), [0, 2, 3, 5]),
        (("li",), [0, 5]),
        (("lille",), [0, 5]),
        (("lilles",), []),
        (("le", "saint"), [1, 3]),
        (("",), [0, 1, 2, 3, 5]),
        (("z",), []),
    ],
)
def test_rows_should_be_those_of_the_keys_that_begin_so(
    prefixes: tuple[str, ...], rows: list[int]
) -> None:
    assert INDEX.starting(*prefixes).tolist() == rows


@pytest.mark.parametrize("index", [INDEX, PrefixIndex()])
def test_an_index_read_back_should_be_the_same(index: PrefixIndex, tmp_path: Path) -> None:
    write_table(index, tmp_path, "essai")
    opened = read_table(PrefixIndex, tmp_path, "essai")
    for prefix in ("l", "saint", ""):
        assert opened.starting(prefix).tolist() == index.starting(prefix).tolist()
    assert opened.exact("lille").tolist() == index.exact("lille").tolist()


def test_an_index_without_any_key_should_have_no_row() -> None:
    assert PrefixIndex.of([]).starting("l").tolist() == []


@example([("", 0)], "\n")
@given(st.lists(st.tuples(st.text(KEY_CHARACTERS), st.integers(0, 9))), st.text())
def test_rows_should_be_those_that_a_scan_of_the_keys_gives(
    entries: list[tuple[str, int]], prefix: str
) -> None:
    expected = sorted({row for key, row in entries if key.startswith(prefix)})
    assert PrefixIndex.of(entries).starting(prefix).tolist() == expected
