"""API v1 on suggestions: needs and places that a text being typed may become.

For partners and for browsers that ask: no page of the site sends what is being typed.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import JSONResponse

from index.need_suggestions import MAX_CHARS, MAX_NEEDS, MIN_CHARS, NeedSuggestions
from index.suggestions import Suggestions
from service.dependencies import CurrentMatcher, CurrentThesaurus
from service.documented import INVALID, NOT_READY
from service.schemas_suggestions import SUGGESTIONS_TYPE, SuggestionsReponse, suggested_answer

MAX_PLACES = 4

router = APIRouter(prefix="/api/v1", tags=["suggestions"])


class SuggestionsResponse(JSONResponse):
    """Suggestions as browsers take them, after OpenSearch Suggestions 1.1."""

    media_type = SUGGESTIONS_TYPE


async def current_need_suggestions(request: Request) -> NeedSuggestions:
    """The needs that can be suggested, as they were read when the service started."""
    suggestions: NeedSuggestions = request.app.state.need_suggestions
    return suggestions


async def current_places(request: Request) -> Suggestions:
    """The places that can be suggested, as they were read when the service started."""
    suggestions: Suggestions = request.app.state.suggestions
    return suggestions


CurrentNeedSuggestions = Annotated[NeedSuggestions, Depends(current_need_suggestions)]
CurrentPlaces = Annotated[Suggestions, Depends(current_places)]
Typed = Annotated[
    str,
    Query(
        max_length=MAX_CHARS,
        description="Ce qui est déjà écrit, fautes d'accents et de majuscules comprises ; rien "
        f"n'est proposé avant {MIN_CHARS} caractères",
        examples=["répar"],
    ),
]


@router.head("/suggestions", include_in_schema=False)
@router.get("/suggestions", responses={422: INVALID, 503: NOT_READY}, summary="Suggérer")
def suggestions(
    q: Typed,
    needs: CurrentNeedSuggestions,
    places: CurrentPlaces,
    thesaurus: CurrentThesaurus,
    matcher: CurrentMatcher,
) -> SuggestionsReponse:
    """Les besoins et les lieux dont des mots commencent ainsi, les plus probables d'abord.

    Un besoin se trouve par son libellé ou par une des façons de le demander. Cherchez ensuite son
    `libelle`, ou lisez-le par son `id`. Le `libelle` d'un lieu se donne au paramètre « lieu ».
    Prévenez la personne : ce qu'elle écrit part à chaque frappe.
    """
    return suggested_answer(
        needs.suggest(q, MAX_NEEDS), places.suggest(q, MAX_PLACES), thesaurus, matcher.declaring
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


@router.head("/suggestions/opensearch", include_in_schema=False)
@router.get(
    "/suggestions/opensearch",
    response_class=SuggestionsResponse,
    responses={200: _BROWSER_ANSWER, 422: INVALID},
    summary="Suggérer à un navigateur",
)
def browser_suggestions(q: Typed, needs: CurrentNeedSuggestions) -> SuggestionsResponse:
    """Les mêmes besoins, comme la barre d'adresse d'un navigateur les demande (OpenSearch)."""
    return SuggestionsResponse([q, [each.libelle for each in needs.suggest(q, MAX_NEEDS)]])
