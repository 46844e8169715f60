"""Response to a search as JSON, GeoJSON or CSV.

Each has its own address, and the header Accept chooses nothing, so that a URL has one response for
all clients and caches. The parameter `format` of the first address is deprecated: programs that
generate clients from the OpenAPI document expect one form of response for an operation.
"""

from __future__ import annotations

from typing import Any, Literal

import orjson
from orjson import Fragment
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from index.exporters.columns import LICENCE_ADDRESS
from index.exporters.forms import CSV_TYPE, GEOJSON_TYPE
from index.search.results import SearchResult
from service.http.chosen_fields import ChosenFields
from service.http.deprecation import Deprecation, day
from service.http.json_body import json_response
from service.runtime.record_json import RecordWriter
from service.search import csv_format, geojson_format
from service.search.csv_format import CSV_NAME, EXCEL, attachment, csv_rows
from service.search.geojson_format import collection
from service.search.location_schemas import OpeningStatus
from service.search.parameters import SearchParameters
from service.search.schemas import search_values

LINK = f'<{LICENCE_ADDRESS}>; rel="license", </mentions#licences>; rel="describedby"'
"""HTTP header Link: the licence of the records, and the page that names their sources."""


ADDRESSES = {
    "json": "/api/v1/search",
    "geojson": "/api/v1/search.geojson",
    "csv": "/api/v1/search.csv",
}
"""Value of the deprecated parameter `format` -> address that replaces it."""
FORMAT_END = Deprecation(since=day(2026, 12, 1), until=day(2027, 12, 1))


class FormattedSearch(SearchParameters):
    """Parameters of a search read from a URL, and the format of its response."""

    format: Literal["json", "geojson", "csv"] = Field(
        "json",
        description="Déprécié, fin le 1er décembre 2027 : la réponse est celle de "
        "/api/v1/search.geojson ou de /api/v1/search.csv, à demander à ces adresses",
        json_schema_extra={"deprecated": True},
    )
    facettes: bool = Field(
        True, description="Faux : sans compter les résultats par filtre, et plus léger"
    )
    champs: ChosenFields = []


class PostedSearch(FormattedSearch):
    """Parameters of a search in a JSON body, and the format of its response.

    Types are strict: 0 is refused as a boolean, and "1" as a number.
    """

    model_config = ConfigDict(strict=True)


class PostedMapSearch(SearchParameters):
    """Parameters of a search in a JSON body, answered as GeoJSON; types are strict."""

    model_config = ConfigDict(strict=True)


class TableSearch(SearchParameters):
    """Parameters of a search read from a URL, answered as CSV."""

    excel: bool = Field(False, description=EXCEL)


class PostedTableSearch(TableSearch):
    """Parameters of a search in a JSON body, answered as CSV; types are strict."""

    model_config = ConfigDict(strict=True)


def formatted(
    result: SearchResult,
    parameters: FormattedSearch,
    opening: OpeningStatus,
    write: RecordWriter,
    accepted: str,
) -> Response:
    """Make the response of the API to a search, in the format that it requests.

    Args:
        result: one page of the results of the search.
        parameters: of the request; its `format`, when it is given, is announced as deprecated.
        opening: tells the opening status of a location now; JSON alone says it.
        write: writes a record; JSON alone holds them.
        accepted: header Accept-Encoding of the request.

    Returns:
        The whole HTTP response.
    """
    match parameters.format:
        case "json":
            answer = json_response(written(search_values(result, opening), write), accepted)
        case "geojson":
            answer = as_geojson(result)
        case "csv":
            answer = as_csv(result)
    if "format" in parameters.model_fields_set:
        FORMAT_END.announce(answer.headers, ADDRESSES[parameters.format])
    return answer


def as_geojson(result: SearchResult) -> Response:
    """Return the HTTP response to a search in GeoJSON, points for a map."""
    headers = {"Link": LINK}
    return Response("".join(collection(result)), headers=headers, media_type=GEOJSON_TYPE)


def as_csv(result: SearchResult, excel: bool = False) -> Response:
    """Return the HTTP response to a search in CSV, a spreadsheet; excel: for Excel in French."""
    headers = {"Link": LINK, "Content-Disposition": attachment(CSV_NAME)}
    return Response("".join(csv_rows(result, excel)), headers=headers, media_type=CSV_TYPE)


def written(values: dict[str, Any], write: RecordWriter) -> bytes:
    """Return an answer to a search as JSON, its fields in the order of the model.

    values: of the fields of `RechercheReponse`; write: writes a record, which is most of an answer
    and never changes: it is not read again.
    """
    items = [{**item, "fiche": Fragment(write(item["fiche"]))} for item in values["items"]]
    return orjson.dumps({**values, "items": items}, default=BaseModel.model_dump)


GEOJSON_DOCUMENTED: dict[str, Any] = {
    "description": "La page de résultats, en GeoJSON",
    "content": {GEOJSON_TYPE: geojson_format.SEARCH_DOCUMENTED},
}
CSV_DOCUMENTED: dict[str, Any] = {
    "description": "La page de résultats, en CSV : UTF-8, virgules, listes jointes par « | »",
    "content": {CSV_TYPE: csv_format.SEARCH_DOCUMENTED},
}
"""OpenAPI descriptions of a search in GeoJSON and in CSV; JSON is described by its model."""
