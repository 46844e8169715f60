"""Groups: records that are likely one place, shown once."""

from __future__ import annotations

import numpy as np
import pytest

from index.candidates.collapsing import Groups

GROUPS = Groups(6, [(0, 3), (1, 2, 5)])
ALL = np.ones(6, dtype=np.bool_)


def best(scores: list[float], found: list[int]) -> list[int]:
    """The rows kept of some found."""
    mask = np.isin(np.arange(6), found)
    return np.flatnonzero(GROUPS.best(np.array(scores, dtype=np.float32), mask)).tolist()


@pytest.mark.parametrize(
    ("scores", "found", "kept"),
    [
        pytest.param([1, 2, 3, 4, 5, 6], range(6), [3, 4, 5], id="the best of each group"),
        pytest.param([6, 5, 4, 3, 2, 1], range(6), [0, 1, 4], id="whatever its place"),
        pytest.param([1, 1, 1, 1, 1, 1], range(6), [0, 1, 4], id="the first of equals"),
        pytest.param([9, 9, 1, 1, 1, 1], [2, 3, 4], [2, 3, 4], id="among those found alone"),
        pytest.param([1, 2, 3, 4, 5, 6], [4], [4], id="none that has a group"),
        pytest.param([1, 2, 3, 4, 5, 6], [], [], id="nothing found"),
    ],
)
def test_the_best_alone_of_each_group_should_be_kept(
    scores: list[float], found: list[int], kept: list[int]
) -> None:
    assert best(scores, list(found)) == kept


def test_what_was_found_should_not_be_changed() -> None:
    found = ALL.copy()
    GROUPS.best(np.zeros(6, dtype=np.float32), found)
    assert found.all()


@pytest.mark.parametrize(("row", "others"), [(0, (3,)), (3, (0,)), (2, (1, 5)), (4, ())])
def test_the_others_of_a_group_should_be_those_of_its_rows(
    row: int, others: tuple[int, ...]
) -> None:
    assert GROUPS.others(row) == others


def test_without_a_group_everything_should_be_kept() -> None:
    alone = Groups(6, [])
    assert alone.best(np.zeros(6, dtype=np.float32), ALL).all()
    assert alone.others(0) == ()


def test_no_record_should_make_no_group() -> None:
    empty = np.zeros(0, dtype=np.bool_)
    assert Groups(0, []).best(np.zeros(0, dtype=np.float32), empty).tolist() == []
