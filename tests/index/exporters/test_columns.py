"""Records in our own flat forms: a row, a GeoJSON feature."""

from __future__ import annotations

import json
from collections.abc import Callable

from index.exporters.columns import COLUMNS, NOT_FLAT, feature_of, row_of
from index.exporters.csv_safe import cell
from index.records.models import Actor, AnyRecord, Record

MakeActor = Callable[..., AnyRecord]


def told(record: AnyRecord) -> dict[str, str]:
    """The row of a record: column -> cell."""
    return dict(zip(COLUMNS, map(cell, row_of(record)), strict=True))


def test_every_field_of_a_record_should_have_its_column_but_for_tables() -> None:
    assert set(COLUMNS) | set(NOT_FLAT) == {*Actor.model_fields, "a_reverifier"}
    assert COLUMNS[:3] == ("id", "type", "nom")
    assert set(Record.model_fields) >= set(NOT_FLAT)


def test_a_row_should_hold_what_the_record_says(actor: MakeActor) -> None:
    record = actor(
        services=[{"nom": "Prêt"}, {"nom": "Atelier | café"}],
        publics=["seniors", "jeunes"],
        telephone="+33320000000",
        date_source="2019-03",
        latitude=44.8,
        longitude=-0.58,
    )
    row = told(record)
    assert (row["services"], row["publics"]) == ("Prêt|Atelier / café", "seniors|jeunes")
    assert (row["telephone"], row["longitude"]) == ("+33320000000", "-0.58")
    assert (row["a_reverifier"], row["date_maj"], row["sigle"]) == ("true", "2026-01-15", "")


def test_a_feature_should_have_the_point_of_its_record(actor: MakeActor) -> None:
    feature = feature_of(actor(latitude=44.8, longitude=-0.58, publics=["jeunes"]), score=0.5)
    assert feature["geometry"] == {"type": "Point", "coordinates": [-0.58, 44.8]}
    assert feature["id"] == "exemple"
    assert feature["properties"] == {
        "score": 0.5,
        "id": "exemple",
        "nom": "Exemple",
        "description": "Une structure qui sert d'exemple dans les tests.",
        "publics": ["jeunes"],
        "date_maj": "2026-01-15",
        "type": "structure",
    }


def test_a_record_that_is_nowhere_should_have_no_geometry(actor: MakeActor) -> None:
    assert json.dumps(feature_of(actor())["geometry"]) == "null"
