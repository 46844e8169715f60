"""GeoJSON of a search: the records, then their nearest locations, as points of a map.

The features of locations have the property `type` "lieu", and `fiche`, the record they are of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from index.exporters import columns as catalogue
from index.exporters.columns import ATTRIBUTION, LICENCE
from index.exporters.serializers import collection_lines
from index.places.models import Place
from index.search.likelihood import Certainty
from index.search.results import Hit, NearbyPlace, SearchResult
from service.search.csv_format import ANSWER_COLUMNS, EXAMPLE_ANSWER, EXAMPLE_RECORD, answer_values
from service.search.location_schemas import honest_distance
from service.search.schemas import MESSAGES, pages_of

LOCATION_TYPE = "lieu"
"""Property `type` of the features of locations; that of a record is the type of the record."""
NOT_SHOWN = {"id", "latitude", "longitude", "autres_ids", "sources"}
"""Fields of a location that are not properties of its feature."""


def collection(result: SearchResult) -> Iterator[str]:
    """Yield the lines of a GeoCodeJSON FeatureCollection: the hits and their locations."""
    return collection_lines(
        _features(result),
        query=result.query.text,
        total=result.total,
        total_exact=result.total_exact,
        certitude=result.certainty.value,
        page=result.query.page,
        size=result.query.size,
        pages=pages_of(result.total, result.query.size),
        message=MESSAGES[result.certainty],
        besoins_possibles=result.readings,
        version_index=result.version,
    )


def _features(result: SearchResult) -> Iterator[dict[str, Any]]:
    """Yield the feature of each hit, then those of its nearest locations."""
    place = result.understood.place
    for hit in result.hits:
        yield catalogue.feature_of(hit.record, **answer_values(hit, place))
        yield from (location_feature(near, place, hit) for near in hit.locations)


def location_feature(near: NearbyPlace, place: Place | None, hit: Hit | None) -> dict[str, Any]:
    """Return a location as a GeoJSON feature: its point, with its precision among properties.

    near: the location and its distance to the place; place: of the query, None without one; hit:
    the record that it comes with, None when it comes alone.
    """
    location = near.location
    fields = location.model_dump(mode="json", exclude_defaults=True, exclude=NOT_SHOWN)
    answer = {} if hit is None else {"rang": hit.rank, "fiche": hit.record.id}
    return {
        "type": "Feature",
        "id": location.id,
        "geometry": {"type": "Point", "coordinates": [location.longitude, location.latitude]},
        "properties": {
            "type": LOCATION_TYPE,
            **answer,
            "distance": honest_distance(near.km, location.precision, place),
            **fields,
        },
    }


_EXAMPLE_PAGE: Mapping[str, object] = {
    "total": 1,
    "total_exact": True,
    "certitude": "sur",
    "page": 1,
    "size": 10,
    "pages": 1,
    "besoins_possibles": [],
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
PAGE_PROPERTIES: Mapping[str, Any] = {
    "total": {"type": "integer", "description": "Résultats, sur toutes les pages"},
    "total_exact": {"type": "boolean", "description": "Faux : `total` est un minimum"},
    "certitude": {"type": "string", "enum": [each.value for each in Certainty]},
    "page": {"type": "integer"},
    "size": {"type": "integer"},
    "pages": {"type": "integer"},
    "message": {"type": ["string", "null"], "description": "Présent quand rien n'est sûr"},
    "besoins_possibles": {
        "type": "array",
        "items": {"type": "string"},
        "description": "Quand ce n'est pas sûr, identifiants de `/needs` à proposer",
    },
}
"""Members that the GeoJSON of a list has beside its features; that of the catalogue has none."""
COLLECTION_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "required": ["type", "attribution", "licence", "version_index", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "attribution": {"type": "string", "description": "Qui citer"},
        "licence": {"type": "string"},
        "query": {"type": "string", "description": "Le besoin, tel qu'il a été écrit"},
        "version_index": {"type": "string"},
        **PAGE_PROPERTIES,
        "features": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "id", "geometry", "properties"],
                "properties": {
                    "type": {"const": "Feature"},
                    "id": {"type": "string", "description": "Identifiant de la fiche, ou du lieu"},
                    "geometry": POINT_SCHEMA,
                    "properties": {
                        "type": "object",
                        "description": "Les champs de la fiche qui ne sont pas vides ; dans une "
                        f"recherche, aussi {', '.join(ANSWER_COLUMNS)}. Après une fiche viennent "
                        f"ses lieux, dont le type est « {LOCATION_TYPE} »",
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
    answer = EXAMPLE_ANSWER if "query" in members else {}
    example = {
        "type": "FeatureCollection",
        "attribution": ATTRIBUTION,
        "licence": LICENCE,
        **members,
        "features": [catalogue.feature_of(EXAMPLE_RECORD, **answer)],
    }
    return {"schema": COLLECTION_SCHEMA, "example": example}


SEARCH_DOCUMENTED = geojson_documented(query="un ordinateur pas cher", **_EXAMPLE_PAGE)
"""OpenAPI description of the GeoJSON of a search."""
