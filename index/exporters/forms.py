"""Forms of an export: the files as which a catalogue, or a part of it, can be downloaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from index.exporters import columns
from index.exporters.serializers import (
    Records,
    Resource,
    collection_lines,
    data_inclusion_lines,
    data_inclusion_rows,
    flat_lines,
    hsds_lines,
    jsonl_lines,
    mediation_lines,
    mediation_rows,
)

CSV_TYPE, GEOJSON_TYPE = "text/csv", "application/geo+json"
JSONL_TYPE, JSON_TYPE = "application/x-ndjson", "application/json"


@dataclass(frozen=True)
class Form:
    """A form in which records can be downloaded.

    media_type: content type, "application/json" for example; file: name of the downloaded file;
    lines: function (records, version of the index) -> lines of the file; is_standard: whether it
    holds locations too, as places, beside the records.
    """

    media_type: str
    file: str
    lines: Callable[[Records, str], Iterator[str]]
    is_standard: bool = False


def _collection(records: Records, version: str) -> Iterator[str]:
    return collection_lines(map(columns.feature_of, records), version_index=version)


def _data_inclusion(records: Records, _version: str, resource: Resource) -> Iterator[str]:
    return data_inclusion_lines(data_inclusion_rows(records, resource))


FORMS: Mapping[str, Form] = {
    "jsonl": Form(JSONL_TYPE, "orientess-fiches.jsonl", lambda records, _: jsonl_lines(records)),
    "csv": Form(CSV_TYPE, "orientess-fiches.csv", lambda records, _: flat_lines(records)),
    "csv-excel": Form(
        CSV_TYPE, "orientess-fiches.csv", lambda records, _: flat_lines(records, excel=True)
    ),
    "geojson": Form(GEOJSON_TYPE, "orientess-fiches.geojson", _collection),
    "mediation-numerique": Form(
        CSV_TYPE,
        "lieux-de-mediation-numerique.csv",
        lambda records, _: mediation_lines(mediation_rows(records)),
        is_standard=True,
    ),
    "hsds": Form(JSON_TYPE, "hsds-services.json", lambda records, _: hsds_lines(records), True),
    **{
        resource.value: Form(
            JSON_TYPE,
            f"{resource}.json",
            partial(_data_inclusion, resource=resource),
            is_standard=True,
        )
        for resource in Resource
    },
}
"""Name of a form -> the form; a file of data·inclusion has the name of its resource."""
