"""Postings: the rows where each key stands."""

from __future__ import annotations

import numpy as np
import pytest

from index.postings import Postings, are_in

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
