"""Serializers of records to lines of text, one at a time, for files and HTTP responses.

Memory does not grow with the catalogue, except for the identifiers of places, which must differ.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from index.exporters import columns, data_inclusion, mediation_numerique
from index.exporters.csv_safe import csv_lines
from index.importers.mediation_codes import COLUMNS
from index.records.jsonl import to_json
from index.records.models import AnyRecord

Records = Iterable[AnyRecord]
OnExcluded = Callable[[str, str], object]
"""Callback (identifier, reason) for a record that a standard cannot hold."""


class Resource(StrEnum):
    """Files of data·inclusion."""

    STRUCTURES = "structures"
    SERVICES = "services"


def ignore(_identifier: str, _reason: str) -> None:
    """Do nothing: the callback when excluded records need not be reported."""


def jsonl_lines(records: Records) -> Iterator[str]:
    """Serialize whole records to JSONL, as `orientess import` reads them."""
    return (to_json(record) + "\n" for record in records)


def flat_lines(records: Records) -> Iterator[str]:
    """Serialize records to CSV, under `columns.COLUMNS`."""
    return csv_lines(columns.COLUMNS, map(columns.row_of, records))


def collection_lines(features: Iterable[Mapping[str, Any]], **members: object) -> Iterator[str]:
    """Serialize features to a GeoJSON FeatureCollection, one line a feature.

    Args:
        features: see `columns.feature_of`.
        **members: members of the collection, beside its licence and credit.

    Returns:
        The lines of one JSON object.
    """
    head = {
        "type": "FeatureCollection",
        "attribution": columns.ATTRIBUTION,
        "licence": columns.LICENCE,
        **members,
    }
    opening = json.dumps(head, ensure_ascii=False).removesuffix("}") + ', "features": [\n'
    return _enclosed(opening, features, "\n]}\n")


def mediation_rows(records: Records, on_excluded: OnExcluded = ignore) -> Iterator[dict[str, str]]:
    """Yield the places among some records, as rows of médiation numérique v1.0.2.

    Args:
        records: the records to write.
        on_excluded: called for those that are no place.

    Yields:
        Rows with different identifiers, even when two sources gave the same to two places.
    """
    seen: set[str] = set()
    for record in records:
        lacking = mediation_numerique.missing(record)
        if lacking:
            on_excluded(record.id, f"sans {', '.join(lacking)}")
            continue
        row = mediation_numerique.row_of(record)
        if row["id"] in seen:
            row["id"] = record.id
        seen.add(row["id"])
        yield row


def mediation_lines(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """Serialize rows of médiation numérique to its CSV."""
    return csv_lines(COLUMNS, ([row[column] for column in COLUMNS] for row in rows))


def data_inclusion_rows(
    records: Records, resource: Resource, on_excluded: OnExcluded = ignore
) -> Iterator[dict[str, Any]]:
    """Yield the structures among some records, or their services, as rows of data·inclusion v1.

    Args:
        records: the records to write.
        resource: structures or services.
        on_excluded: called for those that are no structure, or that the schema refuses.

    Yields:
        Rows that the schema accepts: a structure is written with all its services or excluded.
    """
    for record in records:
        if record.type != "structure":
            on_excluded(record.id, "n'est pas une structure")
            continue
        try:
            rows = {
                Resource.STRUCTURES: [data_inclusion.structure_of(record)],
                Resource.SERVICES: list(data_inclusion.services_of(record)),
            }
        except ValueError as error:
            on_excluded(record.id, str(error))
            continue
        yield from rows[resource]


def data_inclusion_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Serialize rows of data·inclusion to a JSON array, one line a row."""
    return _enclosed("[\n", rows, "\n]\n")


def _enclosed(opening: str, rows: Iterable[Mapping[str, Any]], closing: str) -> Iterator[str]:
    """Yield rows in JSON, separated by commas, between an opening and a closing text."""
    yield opening
    for number, row in enumerate(rows):
        yield (",\n" if number else "") + json.dumps(row, ensure_ascii=False)
    yield closing
