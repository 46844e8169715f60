"""View of some records: by position, with the columns of the whole index."""

from __future__ import annotations

import numpy as np
import pytest

from index.candidates.record_view import RecordView
from index.search.retriever import Retriever
from index.search.searcher import Searcher


@pytest.fixture
def retriever(located_searcher: Searcher) -> Retriever:
    """An index some records of which have locations."""
    return located_searcher.retriever


@pytest.fixture
def some(retriever: Retriever) -> RecordView:
    """Every second record."""
    rows = np.arange(0, len(retriever.records), 2)
    return RecordView(retriever.content, retriever.groups, rows)


def test_a_position_should_lead_to_a_record(retriever: Retriever, some: RecordView) -> None:
    assert len(some) == len(range(0, len(retriever.records), 2))
    assert some.record(1) == retriever.records[2]


@pytest.mark.parametrize(
    "name", ["vectors", "contactable", "reachable", "location_counts", "abroad"]
)
def test_columns_should_be_those_of_the_whole(
    retriever: Retriever, some: RecordView, name: str
) -> None:
    whole = getattr(retriever.whole, name)
    assert np.array_equal(getattr(some, name), whole[some.rows])


def test_needs_should_be_scored_as_in_the_whole(retriever: Retriever, some: RecordView) -> None:
    size = len(retriever.content.needs.identifiers)
    shares = np.linspace(0, 1, size, dtype=np.float32)
    whole = retriever.whole.served.scores(shares)
    assert some.served.scores(shares).tolist() == whole[some.rows].tolist()


def test_records_should_be_found_by_their_rows(some: RecordView) -> None:
    rows = some.rows[::-1].tolist()
    assert some.positions_of([*rows, 10**6]) == list(range(len(some)))[::-1]


def test_locations_should_be_those_of_the_records_in_view(
    retriever: Retriever, some: RecordView
) -> None:
    shares = some.networks({})
    assert shares.located.tolist() == (some.location_counts > 0).tolist()
    assert shares.rows.tolist() == some.rows.tolist()
