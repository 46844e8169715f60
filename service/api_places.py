"""API v1 on places: what a name being typed may become."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from index.suggestions import MAX_CHARS, MAX_SUGGESTIONS, MIN_CHARS, Suggestions
from service.documented import INVALID
from service.schemas_places import LieuxProposes, suggestions_answer

CACHE = "public, max-age=86400"
"""The table of communes changes once a year, and the start of a name says nothing of a person."""

router = APIRouter(prefix="/api/v1", tags=["lieux"])


async def current_suggestions(request: Request) -> Suggestions:
    """The places that can be suggested, as they were read when the service started."""
    suggestions: Suggestions = request.app.state.suggestions
    return suggestions


CurrentSuggestions = Annotated[Suggestions, Depends(current_suggestions)]
Typed = Annotated[
    str,
    Query(
        max_length=MAX_CHARS,
        description="Le début d'un nom, d'un de ses mots ou d'un code postal ; rien n'est proposé "
        f"avant {MIN_CHARS} caractères",
        examples=["st etien"],
    ),
]


@router.head("/communes", include_in_schema=False)
@router.get("/communes", responses={422: INVALID}, summary="Proposer des lieux")
def communes(q: Typed, suggestions: CurrentSuggestions, response: Response) -> LieuxProposes:
    """Les communes, départements et régions dont le nom commence ainsi, les plus peuplés d'abord.

    Le paramètre « lieu » des recherches comprend chaque `libelle` tel qu'il est écrit.
    """
    response.headers["Cache-Control"] = CACHE
    return suggestions_answer(suggestions.suggest(q, MAX_SUGGESTIONS))
