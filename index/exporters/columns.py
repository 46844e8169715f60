"""Records in our own forms: one flat row, one GeoJSON feature; and under what licence.

Names are those of the records, hence of data·inclusion wherever it has the notion.
"""

from __future__ import annotations

from typing import Any

from index.records.models import Actor, AnyRecord

LICENCE = "Licence Ouverte 2.0"
LICENCE_ADDRESS = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
ATTRIBUTION = "OrientESS, et la source que nomme chaque fiche"
"""Who is to be cited. Records that come from open data keep the licence of their source."""
NOT_FLAT = ("libelles",)
"""Fields that a flat row leaves out: they are tables themselves."""
COLUMNS = tuple(
    name for name in dict.fromkeys(("id", "type", *Actor.model_fields)) if name not in NOT_FLAT
)


def row_of(record: AnyRecord) -> list[object]:
    """The values of a record in the order of `COLUMNS`; a service is told by its name."""
    return [getattr(record, name) for name in COLUMNS]


def geometry_of(record: AnyRecord) -> dict[str, Any] | None:
    """The point of a record (longitude then latitude, degrees WGS 84), None when unknown."""
    if record.longitude is None or record.latitude is None:
        return None
    return {"type": "Point", "coordinates": [record.longitude, record.latitude]}


def feature_of(record: AnyRecord, **answer: object) -> dict[str, Any]:
    """A record as a feature of GeoJSON (RFC 7946).

    Args:
        record: its fields are properties, but for those that are empty and for its coordinates.
        **answer: properties that come before: what a search says of the record.

    Returns:
        The feature; its geometry is None when the record is nowhere.
    """
    fields = record.model_dump(
        mode="json", exclude_defaults=True, exclude={"latitude", "longitude"}
    )
    return {
        "type": "Feature",
        "id": record.id,
        "geometry": geometry_of(record),
        "properties": {**answer, **fields},
    }
