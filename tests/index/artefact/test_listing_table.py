"""Table of lists: written, read again, and what it holds of records."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np

from index.artefact.listing_table import ListingTable, month_of
from index.catalogue.quality import criteria_of
from index.table_files import read_table, write_table
from tests.conftest import make_actor

RECORDS = [
    make_actor(id="b", date_maj="2026-03-02", thematiques=["numerique--acquerir-un-equipement"]),
    make_actor(id="a", source="dora", date_source="2026-12", date_maj=None),
]


def test_the_table_should_be_read_as_it_was_written(tmp_path: Path) -> None:
    table = ListingTable.of(RECORDS, criteria_of)
    write_table(table, tmp_path, "listing")
    read = read_table(ListingTable, tmp_path, "listing")
    assert np.array_equal(read.facts, table.facts)
    assert read.codes.keys == table.codes.keys


def test_it_should_hold_the_rank_the_dates_and_the_codes_of_each_record() -> None:
    table = ListingTable.of(RECORDS, criteria_of)
    assert len(table) == 2
    assert table.facts["rank"].tolist() == [1, 0]
    assert table.facts["day"].tolist() == [date(2026, 3, 2).toordinal(), 0]
    assert [month_of(month) for month in table.facts["evidence"].tolist()] == [None, "2026-12"]
    rows = np.arange(2)
    assert table.holding("source", ("dora", "soliguide"), rows).tolist() == [False, True]
    assert table.holding("thematiques", (), rows).tolist() == [False, False]
    assert table.codes_of("source") == ("dora", "orientess")


def test_a_table_of_no_record_should_be_empty() -> None:
    assert len(ListingTable.of((), criteria_of)) == 0
