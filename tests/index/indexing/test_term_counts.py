"""Counts of terms in files: read back block by block, numbered anew."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from index.indexing import term_counts
from index.indexing.term_counts import CountFile

BAGS: list[Mapping[int, int]] = [{3: 1, 0: 2}, {}, {1: 4}, {0: 1, 1: 1, 2: 1}]
RECORDS = np.array([0, 0, 1, 2], dtype=np.int32)


@pytest.fixture(params=[1, 1000])
def counts(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> CountFile:
    """The counts of four texts."""
    monkeypatch.setattr(term_counts, "FLUSHED_ENTRIES", request.param)
    with CountFile(tmp_path / "mots") as opened:
        for bag in BAGS:
            opened.add(bag)
    return opened


def test_the_counts_of_a_block_should_be_read_back(counts: CountFile) -> None:
    read = counts.read(slice(1, 4), RECORDS)
    assert read.passage.tolist() == [1, 2, 2, 2]
    assert read.record.tolist() == [1, 2, 2, 2]
    assert read.column.tolist() == [1, 0, 1, 2]
    assert read.count.tolist() == [4, 1, 1, 1]
    assert (counts.starts.tolist(), counts.totals.tolist()) == ([0, 2, 2, 3, 6], [3, 0, 4, 3])


def test_columns_should_be_numbered_anew(counts: CountFile) -> None:
    counts.renumber([2, 3, 1, 0])
    assert counts.read(slice(0, 1), RECORDS).column.tolist() == [1, 3]


def test_a_count_that_fails_should_tell_why(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), CountFile(tmp_path / "mots") as opened:
        opened.add({0: 1 // 0})
