"""API routes of skills and occupations: recommendation, search and reading of occupations."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import Body, Path, Query, Request
from starlette.concurrency import run_in_threadpool

from index.search.query import MAX_CHARS, MAX_PAGE, MAX_PAGE_SIZE, clean
from index.skills.naming import nothing_to_recommend, sifted
from index.skills.query import ProfileQuery
from index.skills.recommender import ReadQuery, Recommender
from index.taxonomy.occupations import Occupation
from service.http.capacity import CurrentBatchQueue
from service.http.responses import INVALID, NOT_FOUND, NOT_READY, TOO_LONG, UNREADABLE
from service.http.routes import ReadableRouter
from service.occupations.encoding import Vectors, answered
from service.runtime.dependencies import CurrentRecommender
from service.search.schemas import pages_of
from service.skills.schemas import (
    EXAMPLES,
    CompetencesReponse,
    MetiersReponse,
    ProfileParameters,
    advice_answer,
    occupation_answer,
)

router = ReadableRouter(prefix="/api/v1", tags=["competences"], responses={503: NOT_READY})


@router.post(
    "/match/skills",
    responses={400: UNREADABLE, 413: TOO_LONG, 422: INVALID},
    summary="Des compétences aux métiers",
)
async def match_skills(
    request: Request,
    batches: CurrentBatchQueue,
    parameters: Annotated[ProfileParameters, Body(openapi_examples=EXAMPLES)],
    recommender: CurrentRecommender,
) -> CompetencesReponse:
    """Les métiers et rôles bénévoles auxquels mènent des compétences, et qui les cherche.

    Chaque compétence demandée dit ce qui la remplit dans les mots de la personne, ce qui s'en
    approche et ce qui manque. Un état (santé, revenus, papiers, vie privée) n'est pas une
    compétence et n'est pas rendu ; ce que le texte demande d'un poste est dans « conditions ».
    Rien du profil n'est gardé. Le sens inverse, d'une exigence à des personnes, n'existe pas :
    aucun profil n'est conservé.
    Chaque texte compte une fois dans le quota.
    """
    query = await run_in_threadpool(_query, parameters)
    return await answered(request, batches, recommender, query, partial(_answer, recommender))


def _query(parameters: ProfileParameters) -> ProfileQuery:
    """Return the profile that a request states."""
    return parameters.query


def _answer(recommender: Recommender, read: ReadQuery, vectors: Vectors) -> CompetencesReponse:
    found = sifted(recommender, read, vectors)
    asked = found.read
    if asked.skills:
        advice = recommender.answer(asked, found.vectors)
    else:
        advice = nothing_to_recommend(asked)
    return advice_answer(advice, recommender.retriever, found.conditions)


@router.get("/occupations", responses={422: INVALID}, summary="Chercher un métier")
def occupations(
    recommender: CurrentRecommender,
    q: Annotated[
        str,
        Query(
            max_length=MAX_CHARS,
            description="Un intitulé ou ce qu'on y fait, fautes comprises ; vide : tous",
            examples=["reparateur de telefone"],
        ),
    ] = "",
    page: Annotated[int, Query(ge=1, le=MAX_PAGE, description="Page, à partir de 1")] = 1,
    size: Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="Métiers par page")] = 10,
) -> MetiersReponse:
    """Le catalogue des métiers et rôles, le plus proche de la demande d'abord."""
    ranked = recommender.occupations(clean(q) if q else "")
    return MetiersReponse(
        items=[occupation_answer(entry) for entry in ranked[(page - 1) * size : page * size]],
        total=len(ranked),
        page=page,
        size=size,
        pages=pages_of(len(ranked), size),
        version_index=recommender.version,
    )


@router.get("/occupations/{id}", responses={404: NOT_FOUND, 422: INVALID}, summary="Lire un métier")
def occupation(
    identifier: Annotated[
        str,
        Path(alias="id", max_length=120, description="Identifiant", examples=["valoriste"]),
    ],
    recommender: CurrentRecommender,
) -> Occupation:
    """Un métier ou un rôle entier, par son identifiant."""
    return recommender.occupation(identifier)
