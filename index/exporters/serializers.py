"""Serializers of records to text, a line at a time, for files and HTTP responses.

Memory does not grow with the number of records, except in médiation numérique: the identifiers of
its rows are held, so that no two are equal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any

from index.exporters import columns, data_inclusion, hsds, mediation_numerique
from index.exporters.csv_safe import csv_lines
from index.importers.mediation_codes import COLUMNS
from index.records.jsonl import to_json
from index.records.models import AnyRecord

Records = Iterable[AnyRecord]
OnExcluded = Callable[[str, str], object]
"""Callback for a record that a standard cannot hold: (its identifier, the reason in French)."""


class Resource(StrEnum):
    """One of the two files of data·inclusion: organisations ("structures"), or their services."""

    STRUCTURES = "structures"
    SERVICES = "services"


def ignore(_identifier: str, _reason: str) -> None:
    """Do nothing: a callback for the records left out of an export, when none is to be reported."""


def jsonl_lines(records: Records) -> Iterator[str]:
    """Serialize records (organisations, programmes, open needs) to JSONL: one JSON object a line.

    Fields that have their default value are left out. `orientess import` reads such a file.
    """
    return (to_json(record) + "\n" for record in records)


def flat_lines(records: Records, excel: bool = False) -> Iterator[str]:
    """Serialize records (organisations, programmes, open needs) to CSV, line by line.

    The first line is the heading: one column a field of records, except the mapping `libelles`.
    records: the records; excel: True for Excel in French, which splits at semicolons.
    """
    return csv_lines(columns.COLUMNS, map(columns.row_of, records), excel)


def collection_lines(features: Iterable[Mapping[str, Any]], **members: object) -> Iterator[str]:
    """Serialize GeoJSON features to a FeatureCollection, one feature a line.

    Args:
        features: GeoJSON objects of type "Feature", each a record and its point.
        **members: name -> value to add at the top of the collection, after its licence and credit.

    Returns:
        Pieces of text that make one JSON object when joined.
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
    """Yield the records that have an address, as rows of médiation numérique v1.0.2.

    That is the French standard of the places that help with digital tools.

    Args:
        records: the records to export.
        on_excluded: called with (identifier, reason in French) for each record left out, because
            it lacks an address or another required field.

    Yields:
        Column of the schema -> text. A row has the identifier of its source or, when a row before
        it already has the same, that of our record.
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
    """Serialize rows of médiation numérique to CSV, line by line, the heading first.

    rows: places that help with digital tools, each as column of this French standard -> text.
    """
    return csv_lines(COLUMNS, ([row[column] for column in COLUMNS] for row in rows))


def data_inclusion_rows(
    records: Records, resource: Resource, on_excluded: OnExcluded = ignore
) -> Iterator[dict[str, Any]]:
    """Yield the organisations among some records, or their services, as rows of data·inclusion v1.

    Args:
        records: the records to export.
        resource: the rows to yield, organisations ("structures") or services.
        on_excluded: called with (identifier, reason in French) for each record left out: a
            programme, an open need, or an organisation that the schema refuses.

    Yields:
        Field of the schema -> value. When the schema refuses an organisation or one of its
        services, neither is yielded.
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
    """Serialize rows of data·inclusion (field -> value) to a JSON array, one row a line.

    Returns pieces of text that make the array when joined.
    """
    return _enclosed("[\n", rows, "\n]\n")


def hsds_lines(records: Records) -> Iterator[str]:
    """Serialize records to the services of HSDS 3, a JSON array, one service a line.

    Returns pieces of text that make the array when joined.
    """
    rows = (row for record in records for row in hsds.services_of(record))
    return _enclosed("[\n", rows, "\n]\n")


def _enclosed(opening: str, rows: Iterable[Mapping[str, Any]], closing: str) -> Iterator[str]:
    """Yield rows in JSON, separated by commas, between an opening and a closing text."""
    yield opening
    for number, row in enumerate(rows):
        yield (",\n" if number else "") + json.dumps(row, ensure_ascii=False)
    yield closing
