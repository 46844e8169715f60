"""Records in our own formats: a flat row of columns, a GeoJSON feature; and their licence.

Names are those of the records, hence of data·inclusion wherever it has the notion.
"""

from __future__ import annotations

from typing import Any

from index.records.models import Actor, AnyRecord

LICENCE = "Licence Ouverte 2.0"
LICENCE_ADDRESS = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"
ATTRIBUTION = "OrientESS, et la source que nomme chaque fiche"
"""Credit to give. Records that come from open data keep the licence of their source."""
NOT_FLAT = ("libelles",)
"""Fields that a flat row leaves out: mappings do not fit in a cell."""
COLUMNS = tuple(
    name for name in dict.fromkeys(("id", "type", *Actor.model_fields)) if name not in NOT_FLAT
)


def row_of(record: AnyRecord) -> list[object]:
    """Return the values of a record in the order of `COLUMNS`."""
    return [getattr(record, name) for name in COLUMNS]


def geometry_of(record: AnyRecord) -> dict[str, Any] | None:
    """Return the GeoJSON point of a record (longitude then latitude, degrees WGS 84), or None."""
    if record.longitude is None or record.latitude is None:
        return None
    return {"type": "Point", "coordinates": [record.longitude, record.latitude]}


def feature_of(record: AnyRecord, **answer: object) -> dict[str, Any]:
    """Return a record as a GeoJSON feature (RFC 7946).

    Args:
        record: its fields that are not empty become properties, except its coordinates.
        **answer: properties that come first: rank, score and other results of a search.

    Returns:
        The feature; its geometry is None when the record has no coordinates.
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
