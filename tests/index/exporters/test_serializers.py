"""Streams: line by line, whatever the number of records, and the same lines as in files."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from index.exporters import columns, serializers
from index.exporters.serializers import Resource
from index.exporters.writer import write_data_inclusion, write_mediation
from index.importers.mediation_codes import COLUMNS
from index.records.jsonl import read_records
from index.records.models import AnyRecord
from tests.conftest import SMALL_CATALOGUE, make_actor

MakeActor = Callable[..., AnyRecord]
Lines = Callable[[Iterable[AnyRecord]], Iterator[str]]
PLACE = make_actor(
    commune="Lille", code_postal="59000", adresse="1 rue Nationale",
    services=[{"nom": "Prêt"}, {"nom": "Atelier"}],
)  # fmt: skip
RECORDS = (*SMALL_CATALOGUE, PLACE)
SHAPES: dict[str, Lines] = {
    "jsonl": serializers.jsonl_lines,
    "csv": serializers.flat_lines,
    "geojson": lambda records: serializers.collection_lines(map(columns.feature_of, records)),
    "structures": lambda records: serializers.data_inclusion_lines(
        serializers.data_inclusion_rows(records, Resource.STRUCTURES)
    ),
    "services": lambda records: serializers.data_inclusion_lines(
        serializers.data_inclusion_rows(records, Resource.SERVICES)
    ),
    "mediation": lambda records: serializers.mediation_lines(serializers.mediation_rows(records)),
}


def table(lines: Iterable[str]) -> list[dict[str, str]]:
    """The rows of a CSV."""
    return list(csv.DictReader(io.StringIO("".join(lines), newline="")))


def test_records_should_be_read_back_from_their_jsonl(tmp_path: Path) -> None:
    path = tmp_path / "fiches.jsonl"
    path.write_text("".join(serializers.jsonl_lines(RECORDS)), encoding="utf-8")
    assert read_records(path) == RECORDS


def test_a_flat_csv_should_have_one_line_a_record() -> None:
    rows = table(serializers.flat_lines(RECORDS))
    assert [row["id"] for row in rows] == [record.id for record in RECORDS]
    assert tuple(rows[0]) == columns.COLUMNS


def test_a_collection_should_say_its_licence_and_whom_to_cite() -> None:
    features = map(columns.feature_of, RECORDS)
    told = json.loads("".join(serializers.collection_lines(features, version_index="v")))
    assert [each["id"] for each in told.pop("features")] == [record.id for record in RECORDS]
    assert told == {
        "type": "FeatureCollection",
        "attribution": columns.ATTRIBUTION,
        "licence": "Licence Ouverte 2.0",
        "version_index": "v",
    }


@pytest.mark.parametrize("shape", ["geojson", "structures", "services"])
def test_nothing_should_be_written_as_an_empty_list(shape: str) -> None:
    told = json.loads("".join(SHAPES[shape]([])))
    assert (told["features"] if shape == "geojson" else told) == []


def test_files_should_hold_the_same_lines_as_streams(tmp_path: Path) -> None:
    paths = {name: tmp_path / name for name in ("mediation", "structures", "services")}
    write_mediation(RECORDS, paths["mediation"])
    write_data_inclusion(RECORDS, paths["structures"], paths["services"])
    for name, path in paths.items():
        assert path.read_text("utf-8") == "".join(SHAPES[name](RECORDS))
        assert path.read_text("utf-8").count("\n") > 1


def test_a_text_that_a_spreadsheet_would_run_should_be_safe_in_every_csv() -> None:
    hostile = PLACE.model_copy(update={"nom": "=1+1", "telephone": "+33320000000"})
    for shape in ("csv", "mediation"):
        (row,) = table(SHAPES[shape]([hostile]))
        assert (row["nom"], row["telephone"]) == ("'=1+1", "+33320000000")


def test_places_without_any_should_be_a_heading_alone() -> None:
    assert list(SHAPES["mediation"]([])) == [",".join(COLUMNS) + "\n"]


def peak(lines: Lines, number: int) -> int:
    """The most memory that the lines of `number` records hold at once, in bytes."""
    records = (PLACE.model_copy(update={"id": f"lieu-{each}"}) for each in range(number))
    tracemalloc.start()
    for _line in lines(records):
        pass
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


@pytest.mark.parametrize("shape", SHAPES)
def test_memory_should_not_grow_with_the_catalogue(shape: str) -> None:
    few, many = peak(SHAPES[shape], 100), peak(SHAPES[shape], 500)
    # those of places are kept, since they must all be different
    identifiers = 500 * 250 if shape == "mediation" else 0
    assert many < few + identifiers + 20_000
