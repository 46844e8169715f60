"""API routes of needs: the thesaurus, records of a need, needs of a record, classification."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from uuid import uuid4

from fastapi import Body, Depends, Path, Query, Request

from index.errors import InvalidQuery
from index.matching.serving import serving_actors
from index.records import code_lists as ref
from index.search import query
from index.search.query import MAX_PAGE_SIZE
from index.taxonomy.thesaurus import NeedEntry
from service.auth.access import charge
from service.http.capacity import CurrentBatchQueue
from service.http.responses import INVALID, NOT_FOUND, NOT_READY, TOO_LONG, UNREADABLE
from service.http.routes import ReadableRouter
from service.needs.schemas import (
    ActeursDuBesoinReponse,
    ActeursParametres,
    BesoinReponse,
    BesoinsDeFicheReponse,
    BesoinsReponse,
    ClassificationParametres,
    ClassificationReponse,
    FichesProchesReponse,
    TexteClasse,
    ThemeReponse,
    classified_answer,
    need_answer,
    need_summary,
    neighbour_answer,
    served_answer,
    serving_answer,
)
from service.runtime.dependencies import CurrentClassifier, CurrentMatcher, CurrentThesaurus
from service.search.filters import codes_of
from service.search.parameters import requested_place

EXAMPLES: dict[str, Any] = {
    "besoins": {
        "summary": "Des besoins écrits comme ils viennent, et un métier",
        "value": {"textes": ["jarive pa a fere ma déclaration sur internet", "soudeur"]},
    },
}

router = ReadableRouter(prefix="/api/v1", tags=["besoins"], responses={503: NOT_READY})

NeedId = Annotated[
    str, Path(alias="id", max_length=120, description="Identifiant", examples=["demarches--impots"])
]
ActorId = Annotated[
    str, Path(alias="id", max_length=120, description="Identifiant", examples=["emmaus-connect"])
]
Size = Annotated[int, Query(ge=1, le=MAX_PAGE_SIZE, description="Résultats au plus")]


def _need(identifier: NeedId, thesaurus: CurrentThesaurus) -> NeedEntry:
    return thesaurus.need(identifier)


CurrentNeed = Annotated[NeedEntry, Depends(_need)]


@router.get("/needs", summary="Lire le thésaurus des besoins")
def needs(matcher: CurrentMatcher, thesaurus: CurrentThesaurus) -> BesoinsReponse:
    """Les thèmes et leurs besoins, avec le nombre de fiches qui y répondent."""
    themes = [
        ThemeReponse(
            id=theme.id,
            libelle=theme.libelle,
            besoins=[
                need_summary(need, matcher.declaring[need.id])
                for need in thesaurus.needs.values()
                if need.theme == theme.id
            ],
        )
        for theme in thesaurus.themes.values()
    ]
    return BesoinsReponse(themes=themes, total=len(thesaurus.needs), version_index=matcher.version)


@router.get("/needs/{id}", responses={404: NOT_FOUND, 422: INVALID}, summary="Lire un besoin")
def need(entry: CurrentNeed, matcher: CurrentMatcher) -> BesoinReponse:
    """Un besoin : comment on le demande, et ce qui le dit dans les deux standards et au ROME."""
    return need_answer(entry, matcher.declaring[entry.id])


@router.get(
    "/needs/{id}/actors",
    responses={404: NOT_FOUND, 422: INVALID},
    summary="Du besoin aux acteurs",
)
def actors_of_need(
    entry: CurrentNeed,
    matcher: CurrentMatcher,
    parameters: Annotated[ActeursParametres, Query()],
) -> ActeursDuBesoinReponse:
    """Ceux qui déclarent répondre au besoin, puis ceux qui y répondent sans doute.

    Les filtres sont ceux d'une recherche.
    """
    place = requested_place(parameters)
    anywhere = not (place["place"] or place["near"] or place["code"])
    need_query = query.Query(
        entry.libelle,
        filters={row.name: codes for row, codes in codes_of(parameters) if codes},
        page=parameters.page,
        size=parameters.size,
        anywhere=anywhere,
        **place,
    )
    summary = need_summary(entry, matcher.declaring[entry.id])
    serving = serving_actors(matcher.retriever, entry.id, need_query)
    return serving_answer(serving, summary, need_query, matcher.retriever)


@router.get(
    "/actors/{id}/needs",
    responses={404: NOT_FOUND, 422: INVALID},
    summary="De l'acteur aux besoins",
)
def needs_of_actor(
    identifier: ActorId, matcher: CurrentMatcher, thesaurus: CurrentThesaurus, size: Size = 10
) -> BesoinsDeFicheReponse:
    """Les besoins que la fiche déclare, et ceux auxquels elle pourrait aussi répondre.

    S'y ajoutent les besoins ouverts, publiés par d'autres, proches de ce qu'elle fait et de son
    territoire.
    """
    return BesoinsDeFicheReponse(
        besoins=[
            served_answer(served, thesaurus.label(served.identifier))
            for served in matcher.needs_of(identifier)
        ],
        besoins_ouverts=[
            neighbour_answer(open_need, ref.FAMILLES)
            for open_need in matcher.open_needs(identifier, size)
        ],
        version_index=matcher.version,
    )


@router.get(
    "/actors/{id}/similar", responses={404: NOT_FOUND, 422: INVALID}, summary="Fiches semblables"
)
def similar(
    identifier: ActorId, matcher: CurrentMatcher, thesaurus: CurrentThesaurus, size: Size = 5
) -> FichesProchesReponse:
    """Les fiches qui font ce qui ressemble le plus à ce que fait celle-ci."""
    neighbours = matcher.similar(identifier, size)
    return FichesProchesReponse(
        items=[neighbour_answer(neighbour, thesaurus) for neighbour in neighbours],
        version_index=matcher.version,
    )


@router.get(
    "/actors/{id}/complementary",
    responses={404: NOT_FOUND, 422: INVALID},
    summary="Fiches complémentaires",
)
def complementary(
    identifier: ActorId, matcher: CurrentMatcher, size: Size = 5
) -> FichesProchesReponse:
    """Les fiches qui servent les mêmes publics, là où elle sert, pour d'autres besoins."""
    neighbours = matcher.complementary(identifier, size)
    return FichesProchesReponse(
        items=[neighbour_answer(neighbour, ref.PUBLICS) for neighbour in neighbours],
        version_index=matcher.version,
    )


@router.post(
    "/classify",
    responses={400: UNREADABLE, 413: TOO_LONG, 422: INVALID},
    summary="Classer des textes",
)
async def classify(
    request: Request,
    batches: CurrentBatchQueue,
    parameters: Annotated[ClassificationParametres, Body(openapi_examples=EXAMPLES)],
    classifier: CurrentClassifier,
    thesaurus: CurrentThesaurus,
) -> ClassificationReponse:
    """Pour chaque texte, les besoins et les métiers qu'il dit sans doute.

    Avec les besoins, les services et thématiques des deux standards ; avec les métiers, leur code
    ROME. Rien n'est proposé sans assez de certitude. Chaque texte compte une fois dans le quota.
    """
    texts = [_text(number, text) for number, text in enumerate(parameters.textes)]

    def classified(text: query.Query) -> TexteClasse:
        return classified_answer(classifier.classify(text), uuid4().hex, classifier, thesaurus)

    async with batches.opened(request) as slots:
        await charge(request, len(texts))  # once let in: who is refused comes back
        items = [await slots.run(partial(classified, text)) for text in texts]
    return ClassificationReponse(items=items, version_index=classifier.version)


def _text(number: int, text: str) -> query.Query:
    """Return a text to classify; an error names its position in the request."""
    try:
        return query.Query(text, anywhere=True)
    except InvalidQuery as error:
        raise InvalidQuery(f"textes.{number}", error.message) from error
