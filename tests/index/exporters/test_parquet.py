"""Parquet: what is written is what the records hold, and a reader finds its types."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyarrow import parquet

from index.errors import ExportError
from index.exporters import parquet as exporter
from index.exporters.parquet import write_parquet
from index.locations.models import Location
from index.records.models import Actor
from tests.conftest import SMALL_CATALOGUE
from tests.locations import make_location


def test_records_should_be_read_back_with_their_types(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter, "ROWS_AT_ONCE", 2)
    target = tmp_path / "nouveau" / "fiches.parquet"
    assert write_parquet(SMALL_CATALOGUE, Actor, target) == len(SMALL_CATALOGUE)
    read = parquet.read_table(target)
    types = {field.name: str(field.type) for field in read.schema}
    assert types["latitude"] == "double"
    assert types["besoins"].startswith("list<")
    assert types["nom"] == types["services"] == "string"
    first, record = read.to_pylist()[0], SMALL_CATALOGUE[0]
    assert (first["id"], first["nom"]) == (record.id, record.nom)
    assert tuple(first["besoins"]) == record.besoins
    assert [each["nom"] for each in json.loads(first["services"])] == [
        each.nom for each in record.services
    ]


def test_locations_should_have_their_own_columns(tmp_path: Path) -> None:
    target = tmp_path / "lieux.parquet"
    assert write_parquet([make_location()], Location, target) == 1
    (row,) = parquet.read_table(target).to_pylist()
    assert (row["reseau"], row["latitude"], row["precision"]) == (
        "france-services", 42.9639, "adresse",
    )  # fmt: skip


def test_without_the_package_the_command_to_install_it_should_be_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporter, "find_spec", lambda _: None)
    with pytest.raises(ExportError, match="orientess\\[parquet\\]"):
        write_parquet([], Actor, tmp_path / "x.parquet")
    assert list(tmp_path.iterdir()) == []
