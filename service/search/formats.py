"""Response to a search as JSON, GeoJSON or CSV.

The parameter `format` alone chooses, and not the header Accept, so that a URL has one response for
all clients and caches.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import ConfigDict, Field
from starlette.responses import Response

from index.exporters.columns import LICENCE_ADDRESS
from index.search.results import SearchResult
from service.search import csv_format, geojson_format
from service.search.csv_format import CSV_NAME, CSV_TYPE, attachment, csv_rows
from service.search.geojson_format import GEOJSON_TYPE, collection
from service.search.location_schemas import OpeningStatus
from service.search.parameters import SearchParameters
from service.search.schemas import RechercheReponse, search_answer

LINK = f'<{LICENCE_ADDRESS}>; rel="license", </mentions#licences>; rel="describedby"'
"""HTTP header Link: the licence of the records, and the page that names their sources."""


class FormattedSearch(SearchParameters):
    """Parameters of a search read from a URL, and the format of its response."""

    format: Literal["json", "geojson", "csv"] = Field(
        "json",
        description="Forme de la réponse : json (l'enveloppe), geojson (une carte) ou "
        "csv (un tableur : UTF-8 sans marque d'ordre, virgules, listes jointes par « | »)",
    )
    facettes: bool = Field(
        True, description="Faux : sans compter les résultats par filtre, et plus léger"
    )


class PostedSearch(FormattedSearch):
    """Parameters of a search in a JSON body, and the format of its response.

    Types are strict: 0 is refused as a boolean, and "1" as a number.
    """

    model_config = ConfigDict(strict=True)


def formatted(
    result: SearchResult, form: str, opening: OpeningStatus
) -> RechercheReponse | Response:
    """Make the response of the API to a search, in the format that it requests.

    Args:
        result: one page of the results of the search.
        form: "json", "geojson" (points for a map) or "csv" (a spreadsheet).
        opening: tells the opening status of a location now; JSON alone says it.

    Returns:
        For "json", the model that FastAPI serializes; else the whole HTTP response.
    """
    if form == "json":
        return search_answer(result, opening)
    headers = {"Link": LINK}
    if form == "geojson":
        return Response("".join(collection(result)), headers=headers, media_type=GEOJSON_TYPE)
    headers["Content-Disposition"] = attachment(CSV_NAME)
    return Response("".join(csv_rows(result)), headers=headers, media_type=CSV_TYPE)


DOCUMENTED: dict[str, Any] = {
    "description": "La page de résultats, dans la forme demandée par `format`",
    "content": {
        GEOJSON_TYPE: geojson_format.SEARCH_DOCUMENTED,
        CSV_TYPE: csv_format.SEARCH_DOCUMENTED,
    },
}
"""OpenAPI description of a search in GeoJSON and in CSV; JSON is described by its model."""
