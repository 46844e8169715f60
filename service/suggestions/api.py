"""API routes of autocomplete: needs, places and names that begin with a text being typed.

And of the commune at a point, which a form asks too.

For the sites that reuse the API and for browsers that request it: no page of our site sends a
query while it is typed.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Query, Response
from starlette.responses import JSONResponse

from index.names.autocomplete import suggest as suggest_names
from index.places.autocomplete import MAX_CHARS as MAX_PLACE_CHARS
from index.places.autocomplete import MAX_SUGGESTIONS, PlaceSuggestions
from index.places.autocomplete import MIN_CHARS as MIN_PLACE_CHARS
from index.places.models import Point
from index.taxonomy.autocomplete import MAX_CHARS, MAX_NEEDS, MIN_CHARS, NeedSuggestions
from service.http.responses import INVALID, NOT_READY
from service.http.routes import ReadableRouter
from service.runtime.dependencies import CurrentIndex, CurrentThesaurus, from_services
from service.suggestions.schemas import (
    SUGGESTIONS_TYPE,
    CommuneReponse,
    LieuxProposes,
    SuggestionsReponse,
    commune_answer,
    places_answer,
    suggestions_answer,
)

MAX_PLACES = 4
MOST_SUGGESTIONS = 50
"""Most places that a request may ask for."""

router = ReadableRouter(prefix="/api/v1", tags=["suggestions"])


class SuggestionsResponse(JSONResponse):
    """JSON response that suggests searches to the search bar of a browser.

    Its media type is that of OpenSearch Suggestions 1.1.
    """

    media_type = SUGGESTIONS_TYPE


CurrentNeedSuggestions = Annotated[NeedSuggestions, Depends(from_services(NeedSuggestions))]
CurrentPlaces = Annotated[PlaceSuggestions, Depends(from_services(PlaceSuggestions))]
Typed = Annotated[
    str,
    Query(
        max_length=MAX_CHARS,
        description="Ce qui est déjà écrit, fautes d'accents et de majuscules comprises ; rien "
        f"n'est proposé avant {MIN_CHARS} caractères",
        examples=["répar"],
    ),
]


@router.get("/suggestions", responses={422: INVALID, 503: NOT_READY}, summary="Suggérer")
def suggestions(
    q: Typed,
    needs: CurrentNeedSuggestions,
    places: CurrentPlaces,
    thesaurus: CurrentThesaurus,
    index: CurrentIndex,
) -> SuggestionsReponse:
    """Les besoins et les lieux dont des mots commencent ainsi, et les structures dont c'est le nom.

    Les plus probables viennent d'abord. Un besoin se trouve par son libellé ou par une des façons
    de le demander. Cherchez ensuite son `libelle`, ou lisez-le par son `id`. Le `libelle` d'un lieu
    se donne au paramètre « lieu ».
    Prévenez la personne : ce qu'elle écrit part à chaque frappe.
    """
    content = index.searcher.retriever.content
    return suggestions_answer(
        needs.suggest(q, MAX_NEEDS),
        places.suggest(q, MAX_PLACES),
        [content.records[row] for row in suggest_names(content.names, q)],
        thesaurus,
        index.matcher.declaring,
    )


_BROWSER_ANSWER: dict[str, Any] = {
    "description": "Ce qui est écrit, puis les libellés des besoins",
    "content": {
        SUGGESTIONS_TYPE: {
            "schema": {
                "type": "array",
                "items": {
                    "oneOf": [
                        {"type": "string", "title": "Ce qui est écrit"},
                        {"type": "array", "items": {"type": "string"}, "title": "Libellés"},
                    ]
                },
                "minItems": 2,
                "maxItems": 2,
            }
        }
    },
}


@router.get(
    "/suggestions/opensearch",
    response_class=SuggestionsResponse,
    responses={200: _BROWSER_ANSWER, 422: INVALID},
    summary="Suggérer à un navigateur",
)
def browser_suggestions(q: Typed, needs: CurrentNeedSuggestions) -> SuggestionsResponse:
    """Les mêmes besoins, comme la barre d'adresse d'un navigateur les demande (OpenSearch)."""
    return SuggestionsResponse([q, [need.libelle for need in needs.suggest(q, MAX_NEEDS)]])


PLACES_CACHE = "public, max-age=86400"
"""HTTP header Cache-Control of suggested places: any cache may keep them for a day.

The list of communes changes once a year, and the beginning of a name identifies nobody.
"""


places_router = ReadableRouter(prefix="/api/v1", tags=["lieux"])


TypedPlace = Annotated[
    str,
    Query(
        max_length=MAX_PLACE_CHARS,
        description="Le début d'un nom, d'un de ses mots ou d'un code postal ; rien n'est proposé "
        f"avant {MIN_PLACE_CHARS} caractères",
        examples=["st etien"],
    ),
]


@places_router.get("/communes", responses={422: INVALID}, summary="Proposer des lieux")
def communes(
    q: TypedPlace,
    suggestions: CurrentPlaces,
    response: Response,
    limit: Annotated[
        int, Query(ge=1, le=MOST_SUGGESTIONS, description="Lieux au plus")
    ] = MAX_SUGGESTIONS,
) -> LieuxProposes:
    """Les communes, départements et régions dont le nom commence ainsi, les plus peuplés d'abord.

    Le paramètre « lieu » des recherches comprend chaque `libelle` tel qu'il est écrit.
    """
    response.headers["Cache-Control"] = PLACES_CACHE
    return places_answer(suggestions.suggest(q, limit))


@places_router.get(
    "/communes/reverse",
    responses={422: INVALID, 503: NOT_READY},
    summary="Trouver la commune d'un point",
)
def commune_at(
    lat: Annotated[
        float,
        Query(ge=-90, le=90, description="Latitude, degrés WGS 84", examples=[48.8566]),
    ],
    lon: Annotated[
        float,
        Query(ge=-180, le=180, description="Longitude, degrés WGS 84", examples=[2.3522]),
    ],
    index: CurrentIndex,
) -> CommuneReponse:
    """La commune de France dont le centre est le plus près d'un point.

    Ce n'est pas toujours celle où il est : neuf fois sur dix pour un lieu ouvert au public, et
    presque toujours le bon département. `distance` dit à combien de kilomètres est ce centre ;
    `commune` est `null` hors de France ou en mer.
    """
    return commune_answer(Point(lat, lon), index.searcher.retriever)
