"""Records in our own formats: a row of a CSV, a GeoJSON feature; and the licence of both.

Columns and properties bear the names of the fields of records.
"""

from __future__ import annotations

from typing import Any

from index.records.models import Actor, AnyRecord

LICENCE = "Licence Ouverte 2.0"
LICENCE_ADDRESS = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
ATTRIBUTION = "OrientESS, et la source que nomme chaque fiche"
"""Credit to give to whoever reuses our data, in French. Records that come from open data keep the
licence of their source."""
NOT_FLAT = ("libelles", "preuves", "questions")
"""Fields of records that our CSV leaves out: mappings, which do not fit in a cell, and questions,
which are searched and never shown."""
COLUMNS = tuple(
    name
    for name in dict.fromkeys(("id", "type", *Actor.model_fields, *Actor.model_computed_fields))
    if name not in NOT_FLAT
)


def row_of(record: AnyRecord) -> list[object]:
    """Return the values of a record for a row of our CSV, one for each column of `COLUMNS`.

    A column is a field of the record (identifier, name…). Values are not yet serialized: None for
    an unknown one, tuples for lists.
    """
    return [getattr(record, name) for name in COLUMNS]


def geometry_of(record: AnyRecord) -> dict[str, Any] | None:
    """Return the place of a record as a GeoJSON point; None when it has no coordinates.

    Coordinates are longitude then latitude, in degrees (WGS 84).
    """
    if record.longitude is None or record.latitude is None:
        return None
    return {"type": "Point", "coordinates": [record.longitude, record.latitude]}


def feature_of(record: AnyRecord, **answer: object) -> dict[str, Any]:
    """Return a record as a GeoJSON feature (RFC 7946): a point of a map and its properties.

    Args:
        record: its fields become properties, except coordinates and fields with their default
            value.
        **answer: properties to put before them, as the rank and score of the record in a search.

    Returns:
        The feature, to be serialized as JSON; its geometry is None when the record has no
        coordinates.
    """
    fields = record.model_dump(
        mode="json",
        exclude_defaults=True,
        exclude={"latitude", "longitude", "questions"},
        exclude_computed_fields=True,
    )
    if record.a_reverifier:
        fields["a_reverifier"] = True
    return {
        "type": "Feature",
        "id": record.id,
        "geometry": geometry_of(record),
        "properties": {**answer, **fields},
    }
