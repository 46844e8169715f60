"""Response to a search as JSON, GeoJSON or CSV.

The parameter `format` alone chooses, and not the header Accept, so that a URL has one response for
all clients and caches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import ConfigDict, Field
from starlette.responses import Response

from index.exporters import columns as catalogue
from index.exporters.columns import ATTRIBUTION, LICENCE, LICENCE_ADDRESS
from index.exporters.csv_safe import csv_lines
from index.exporters.serializers import collection_lines
from index.records.models import Actor
from index.search.likelihood import Closeness
from index.search.results import Hit, SearchResult
from service.search.parameters import SearchParameters
from service.search.schemas import NO_ANSWER, RechercheReponse, kilometres, pages_of, search_answer

GEOJSON_TYPE, CSV_TYPE = "application/geo+json", "text/csv"
LINK = f'<{LICENCE_ADDRESS}>; rel="license", </mentions#licences>; rel="describedby"'
"""HTTP header Link: the licence of the records, and the page that names their sources."""
CSV_NAME = "orientess-recherche.csv"
ANSWER_COLUMNS = ("rang", "score", "confiance", "appreciation", "raison", "distance")
COLUMNS = (*ANSWER_COLUMNS, *catalogue.COLUMNS)


class FormattedSearch(SearchParameters):
    """Parameters of a search read from a URL, and the format of its response."""

    format: Literal["json", "geojson", "csv"] = Field(
        "json",
        description="Forme de la réponse : json (l'enveloppe), geojson (une carte) ou "
        "csv (un tableur : UTF-8 sans marque d'ordre, virgules, listes jointes par « | »)",
    )


class PostedSearch(FormattedSearch):
    """Parameters of a search in a JSON body, and the format of its response.

    Types are strict: 0 is refused as a boolean, and "1" as a number.
    """

    model_config = ConfigDict(strict=True)


def formatted(result: SearchResult, form: str) -> RechercheReponse | Response:
    """Make the response of the API to a search, in the format that it requests.

    Args:
        result: one page of the results of the search.
        form: "json", "geojson" (points for a map) or "csv" (a spreadsheet).

    Returns:
        For "json", the model that FastAPI serializes; else the whole HTTP response.
    """
    if form == "json":
        return search_answer(result)
    headers = {"Link": LINK}
    if form == "geojson":
        return Response("".join(_collection(result)), headers=headers, media_type=GEOJSON_TYPE)
    headers["Content-Disposition"] = attachment(CSV_NAME)
    rows = ([*_answer_values(hit).values(), *catalogue.row_of(hit.record)] for hit in result.hits)
    return Response("".join(csv_lines(COLUMNS, rows)), headers=headers, media_type=CSV_TYPE)


def attachment(name: str) -> str:
    """Return the header Content-Disposition with which a browser saves a response as a file.

    name: name of the file, in ASCII and without quotes.
    """
    return f'attachment; filename="{name}"'


def _collection(result: SearchResult) -> Iterator[str]:
    """Yield the lines of a GeoCodeJSON FeatureCollection: the hits, with the query."""
    return collection_lines(
        (catalogue.feature_of(hit.record, **_answer_values(hit)) for hit in result.hits),
        query=result.query.text,
        total=result.total,
        page=result.query.page,
        size=result.query.size,
        pages=pages_of(result.total, result.query.size),
        message=None if result.total else NO_ANSWER,
        version_index=result.version,
    )


def _answer_values(hit: Hit) -> dict[str, object]:
    """Return the values that the search adds to a record, in the order of `ANSWER_COLUMNS`."""
    values = (
        hit.rank,
        round(hit.score, 4),
        round(hit.probability, 2),
        hit.closeness.value,
        hit.reason.text,
        kilometres(hit.distance_km),
    )
    return dict(zip(ANSWER_COLUMNS, values, strict=True))


EXAMPLE_RECORD = Actor(
    id="emmaus-connect",
    type="structure",
    nom="Emmaüs Connect",
    description="Association du mouvement Emmaüs qui aide les personnes en situation de précarité "
    "à ne pas rester coupées d'internet.",
    familles=("inclusion-education-populaire", "telecoms-solidaires", "economie-circulaire"),
    frais="gratuit-sous-condition",
    commune="Paris",
    latitude=48.8534,
    longitude=2.3488,
    territoires=("france-entiere",),
    site_web="https://emmaus-connect.org",
)
"""A record of the catalogue, shortened, as example in the OpenAPI document."""
_EXAMPLE_ANSWER: Mapping[str, object] = dict(
    zip(
        ANSWER_COLUMNS,
        (1, 0.8713, 0.93, Closeness.ANSWERS.value, "Ordinateur ou smartphone pas cher", 3.2),
        strict=True,
    )
)
_EXAMPLE_PAGE: Mapping[str, object] = {
    "total": 1,
    "page": 1,
    "size": 10,
    "pages": 1,
    "version_index": "20261125T175123957232-94dfad8c",
}
POINT_SCHEMA: Mapping[str, Any] = {
    "type": ["object", "null"],
    "description": "Absente quand la fiche n'a pas de coordonnées",
    "required": ["type", "coordinates"],
    "properties": {
        "type": {"const": "Point"},
        "coordinates": {
            "type": "array",
            "description": "Longitude puis latitude, degrés WGS 84",
            "items": {"type": "number"},
            "minItems": 2,
            "maxItems": 2,
        },
    },
}
COLLECTION_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "attribution", "licence", "version_index", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "attribution": {"type": "string", "description": "Qui citer"},
        "licence": {"type": "string"},
        "query": {"type": "string", "description": "Le besoin, tel qu'il a été écrit"},
        "version_index": {"type": "string"},
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "id", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "id": {"type": "string", "description": "Identifiant de la fiche"},
                    "geometry": POINT_SCHEMA,
                    "properties": {
                        "type": "object",
                        "description": "Les champs de la fiche qui ne sont pas vides ; dans une "
                        f"recherche, aussi {', '.join(ANSWER_COLUMNS)}",
                    },
                },
            },
        },
    },
}


def geojson_documented(**members: object) -> dict[str, Any]:
    """Describe in OpenAPI a GeoJSON response: results of a search, or the exported catalogue.

    Args:
        **members: members of the object of the example beside its features, such as `total=1`. With
            `query`, the example is that of a search: its feature also has a rank and scores.

    Returns:
        `schema` and `example`: a media type object of OpenAPI.
    """
    answer = _EXAMPLE_ANSWER if "query" in members else {}
    example = {
        "type": "FeatureCollection",
        "attribution": ATTRIBUTION,
        "licence": LICENCE,
        **members,
        "features": [catalogue.feature_of(EXAMPLE_RECORD, **answer)],
    }
    return {"schema": COLLECTION_SCHEMA, "example": example}


def csv_documented(columns: tuple[str, ...], row: list[object]) -> dict[str, Any]:
    """Describe in OpenAPI a CSV response: a media type object, with `schema` and `example`.

    columns: names of the columns; row: values of the only row of the example, in their order.
    """
    return {"schema": {"type": "string"}, "example": "".join(csv_lines(columns, [row]))}


DOCUMENTED: dict[str, Any] = {
    "description": "La page de résultats, dans la forme demandée par `format`",
    "content": {
        GEOJSON_TYPE: geojson_documented(query="un ordinateur pas cher", **_EXAMPLE_PAGE),
        CSV_TYPE: csv_documented(
            COLUMNS, [*_EXAMPLE_ANSWER.values(), *catalogue.row_of(EXAMPLE_RECORD)]
        ),
    },
}
"""OpenAPI description of a search in GeoJSON and in CSV; JSON is described by its model."""
