"""Census: records counted by family, territory and month of their evidence."""

from __future__ import annotations

from pathlib import Path

from index.artefact.census import Census
from tests.conftest import make_actor

RECORDS = (
    make_actor(familles=["economie-circulaire"], date_source="2026-10", source="orientess"),
    make_actor(familles=["economie-circulaire", "telecoms-solidaires"], code_insee="2A004"),
    make_actor(code_insee="2A004", territoires=["bretagne", "normandie"], date_maj=None),
)


def test_a_record_should_count_in_each_of_its_families() -> None:
    families = Census.of(RECORDS).families
    assert families == {"economie-circulaire": 2, "telecoms-solidaires": 1}


def test_a_place_should_count_in_the_region_where_it_is_unless_it_declares_others() -> None:
    assert Census.of(RECORDS).territories == {"corse": 1, "bretagne": 1, "normandie": 1}


def test_records_should_be_counted_by_month_of_evidence() -> None:
    months = Census.of(RECORDS).months
    assert sum(months.values()) == 3
    assert months["2026-10"] == 1


def test_numbers_should_be_read_as_they_were_written(tmp_path: Path) -> None:
    census = Census.of(RECORDS)
    census.write(tmp_path)
    assert Census.read(tmp_path) == census
