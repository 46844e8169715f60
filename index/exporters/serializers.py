"""Records as lines of text, one at a time: what files and answers are written from.

Nothing grows with the catalogue, but for the identifiers of places: they must all be different.
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
LeftOut = Callable[[str, str], object]
"""Is told the identifier of a record that a standard cannot hold, and why."""


class Resource(StrEnum):
    """The two files of data·inclusion."""

    STRUCTURES = "structures"
    SERVICES = "services"


def forget(_identifier: str, _reason: str) -> None:
    """What is left out is not told."""


def jsonl_lines(records: Records) -> Iterator[str]:
    """Whole records, as `data/actors.jsonl` has them and `orientess import` reads them."""
    return (to_json(record) + "\n" for record in records)


def flat_lines(records: Records) -> Iterator[str]:
    """One CSV line a record, under `catalogue.COLUMNS`."""
    return csv_lines(columns.COLUMNS, map(columns.row_of, records))


def collection_lines(features: Iterable[Mapping[str, Any]], **members: object) -> Iterator[str]:
    """A FeatureCollection of GeoJSON, one line a feature.

    Args:
        features: see `catalogue.feature_of`.
        **members: what is said of the whole, beside the licence and who is to be cited.

    Returns:
        The lines of one JSON object.
    """
    said = {
        "type": "FeatureCollection",
        "attribution": columns.ATTRIBUTION,
        "licence": columns.LICENCE,
        **members,
    }
    opening = json.dumps(said, ensure_ascii=False).removesuffix("}") + ', "features": [\n'
    return _enclosed(opening, features, "\n]}\n")


def mediation_rows(records: Records, left_out: LeftOut = forget) -> Iterator[dict[str, str]]:
    """The places among some records, as rows of médiation numérique v1.0.2.

    Args:
        records: those to write.
        left_out: is told of those that are no place.

    Yields:
        Rows, their identifiers all different: two sources may give one number to two places.
    """
    seen: set[str] = set()
    for record in records:
        lacking = mediation_numerique.missing(record)
        if lacking:
            left_out(record.id, f"sans {', '.join(lacking)}")
            continue
        row = mediation_numerique.row_of(record)
        if row["id"] in seen:
            row["id"] = record.id
        seen.add(row["id"])
        yield row


def mediation_lines(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """The CSV of médiation numérique, from its rows."""
    return csv_lines(COLUMNS, ([row[column] for column in COLUMNS] for row in rows))


def data_inclusion_rows(
    records: Records, resource: Resource, left_out: LeftOut = forget
) -> Iterator[dict[str, Any]]:
    """The structures among some records, or their services, as rows of data·inclusion v1.

    Args:
        records: those to write.
        resource: which of the two.
        left_out: is told of those that are no structure, or that the schema refuses.

    Yields:
        Rows that the schema accepts: a structure comes with all its services, or not at all.
    """
    for record in records:
        if record.type != "structure":
            left_out(record.id, "n'est pas une structure")
            continue
        try:
            rows = {
                Resource.STRUCTURES: [data_inclusion.structure_of(record)],
                Resource.SERVICES: list(data_inclusion.services_of(record)),
            }
        except ValueError as error:
            left_out(record.id, str(error))
            continue
        yield from rows[resource]


def data_inclusion_lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """A JSON list of data·inclusion, one line a row."""
    return _enclosed("[\n", rows, "\n]\n")


def _enclosed(opening: str, rows: Iterable[Mapping[str, Any]], closing: str) -> Iterator[str]:
    """The rows of a JSON list, between what opens and what closes it."""
    yield opening
    for number, row in enumerate(rows):
        yield (",\n" if number else "") + json.dumps(row, ensure_ascii=False)
    yield closing
