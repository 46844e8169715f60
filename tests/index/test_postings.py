"""Postings: the rows where each key stands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.postings import Postings, TriePostings, are_in
from index.table_files import read_table, write_table

TOWNS = Postings.of({"lille": [4, 1, 1], "lyon": [2], "mende": []})


@pytest.mark.parametrize(
    ("key", "rows"), [("lille", [1, 4]), ("lyon", [2]), ("mende", []), ("nice", [])]
)
def test_the_rows_of_a_key_should_be_in_order_and_once_each(key: str, rows: list[int]) -> None:
    assert TOWNS.of_key(key).tolist() == rows
    assert (key in TOWNS) is (key != "nice")


def test_a_mask_should_say_which_rows_have_one_of_the_keys() -> None:
    assert TOWNS.mask(["lille", "lyon"], np.arange(5)).tolist() == [False, True, True, False, True]
    assert TOWNS.mask(["lille"], np.array([0, 4, 9])).tolist() == [False, True, False]
    assert TOWNS.mask([], np.arange(2)).tolist() == [False, False]


def test_postings_of_nothing_should_be_empty() -> None:
    assert Postings.of({}).of_key("lille").tolist() == []


@pytest.mark.parametrize(
    ("rows", "others", "expected"),
    [([1, 3], [3, 4], [False, True]), ([5], [1], [False]), ([], [1], []), ([1], [], [False])],
)
def test_rows_should_be_found_among_others(
    rows: list[int], others: list[int], expected: list[bool]
) -> None:
    found = are_in(np.array(rows, dtype=np.int64), np.array(others, dtype=np.int32))
    assert found.tolist() == expected


NUMBERED = TriePostings.of({"lyon": [2], "lille": [1, 4], "mende": []})


@pytest.mark.parametrize(
    ("key", "rows"), [("lille", [1, 4]), ("lyon", [2]), ("mende", []), ("nice", [])]
)
def test_the_rows_of_a_key_should_be_the_same_from_a_file(
    tmp_path: Path, key: str, rows: list[int]
) -> None:
    write_table(NUMBERED, tmp_path, "essai")
    mapped = read_table(TriePostings, tmp_path, "essai")
    assert NUMBERED.of_key(key) == mapped.of_key(key) == rows
    assert (key in mapped) is (key != "nice")


def test_a_key_should_be_found_by_its_number() -> None:
    keys = [NUMBERED.key(number) for number in range(3)]
    assert sorted(keys) == ["lille", "lyon", "mende"]
    assert [NUMBERED.at(number) for number in range(3)] == list(map(NUMBERED.of_key, keys))
