"""API v1 on skills: what somebody can do, to occupations and to those who seek it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Path, Query

from index.search.query import MAX_CHARS, MAX_PAGE, MAX_PAGE_SIZE, clean
from index.taxonomy.occupations import Occupation
from service.http.responses import INVALID, NOT_FOUND, NOT_READY, TOO_LONG, UNREADABLE
from service.runtime.dependencies import CurrentAdvisor
from service.search.schemas import pages_of
from service.skills.schemas import (
    EXAMPLES,
    CompetencesReponse,
    MetiersReponse,
    ProfileParameters,
    advice_answer,
    occupation_answer,
)

router = APIRouter(prefix="/api/v1", tags=["compétences"], responses={503: NOT_READY})


@router.post(
    "/match/skills",
    responses={400: UNREADABLE, 413: TOO_LONG, 422: INVALID},
    summary="Des compétences aux métiers",
)
def match_skills(
    parameters: Annotated[ProfileParameters, Body(openapi_examples=EXAMPLES)],
    advisor: CurrentAdvisor,
) -> CompetencesReponse:
    """Les métiers et rôles bénévoles auxquels mènent des compétences, et qui les cherche.

    Chaque compétence demandée dit ce qui la remplit dans les mots de la personne, ce qui s'en
    approche et ce qui manque. Rien du profil n'est gardé. Le sens inverse, d'une exigence à des
    personnes, n'existe pas : aucun profil n'est conservé.
    """
    return advice_answer(advisor.advise(parameters.query), advisor.version)


@router.head("/occupations", include_in_schema=False)
@router.get("/occupations", responses={422: INVALID}, summary="Chercher un métier")
def occupations(
    advisor: CurrentAdvisor,
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
    found = advisor.occupations(clean(q) if q else "")
    return MetiersReponse(
        items=[occupation_answer(each) for each in found[(page - 1) * size : page * size]],
        total=len(found),
        page=page,
        size=size,
        pages=pages_of(len(found), size),
        version_index=advisor.version,
    )


@router.head("/occupations/{id}", include_in_schema=False)
@router.get("/occupations/{id}", responses={404: NOT_FOUND, 422: INVALID}, summary="Lire un métier")
def occupation(
    identifier: Annotated[
        str,
        Path(alias="id", max_length=120, description="Identifiant", examples=["valoriste"]),
    ],
    advisor: CurrentAdvisor,
) -> Occupation:
    """Un métier ou un rôle entier, par son identifiant."""
    return advisor.occupation(identifier)
