"""Records in the lines of a file: read again by their row, replaced, removed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.indexing.record_lines import RecordLines
from tests.conftest import SMALL_CATALOGUE, make_actor


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[RecordLines]:
    """The records of the small catalogue."""
    with RecordLines(tmp_path / "records.jsonl") as opened:
        for record in SMALL_CATALOGUE:
            opened.append(record)
        yield opened


def test_records_should_be_read_again_as_they_were(lines: RecordLines) -> None:
    assert tuple(lines) == SMALL_CATALOGUE
    assert (lines[1], lines[-1]) == (SMALL_CATALOGUE[1], SMALL_CATALOGUE[-1])
    assert lines[1:3] == SMALL_CATALOGUE[1:3]


def test_a_record_should_take_the_place_of_another(lines: RecordLines) -> None:
    lines.replace(1, make_actor(id="neuf"))
    lines.append(make_actor(id="dernier"))
    expected = [record.id for record in SMALL_CATALOGUE]
    expected[1] = "neuf"
    assert [record.id for record in lines] == [*expected, "dernier"]


def test_the_records_that_follow_one_removed_should_take_its_row(lines: RecordLines) -> None:
    lines.remove({0, 2})
    kept = [record for row, record in enumerate(SMALL_CATALOGUE) if row not in {0, 2}]
    assert [*lines] == kept
    assert len(lines) == len(kept)
