"""Requests and responses of API v1 for batches of searches."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from index.frozen_model import FrozenModel
from index.search.query import MAX_CHARS, MAX_PAGE_SIZE
from service.http.chosen_fields import MAX_NAMES
from service.http.problems import Problem
from service.search.filters import MAX_CODE_CHARS, Code
from service.search.parameters import SearchParameters
from service.search.schemas import RechercheReponse

MAX_SEARCHES = 50
MAX_TYPED = 2_000
"""Characters of one query above which the whole batch is refused, and not that search alone."""
MAX_RESULTS = MAX_PAGE_SIZE * 10
"""Sum of the page sizes that the searches of one batch may request: ten for each of fifty."""


def _without_codes(schema: dict[str, Any]) -> None:
    """Remove the enumerations of codes: an unknown code refuses its own search, not the batch."""
    for field in schema["properties"].values():
        if "items" in field:
            field["items"] = {"type": "string", "maxLength": MAX_CODE_CHARS}


class RechercheDuLot(SearchParameters):
    """Parameters of one search of a batch (several searches sent in one HTTP request).

    An empty or unreadable query, or an unknown code of a filter, is accepted here, and refused when
    that search is made: the others are still answered.
    """

    model_config = ConfigDict(strict=True, json_schema_extra=_without_codes)

    q: str = Field(
        max_length=MAX_TYPED,
        description="Le besoin, en français courant, fautes comprises. Vide, ou de plus de "
        f"{MAX_CHARS} caractères, seule cette recherche est refusée",
        examples=["recondissioné dé smartfone"],
    )
    champs: list[Code] = Field(
        [],
        max_length=MAX_NAMES,
        description="Champs de chaque fiche à garder ; un nom inconnu refuse cette recherche seule",
    )


class LotParametres(FrozenModel, strict=True):
    """JSON body of a request that makes several searches at once (a batch). None is stored."""

    recherches: list[RechercheDuLot] = Field(
        min_length=1,
        max_length=MAX_SEARCHES,
        description=f"Les recherches, avec les paramètres de /api/v1/search ; {MAX_RESULTS} "
        "résultats demandés au plus, en tout",
    )


class RechercheFaite(BaseModel):
    """Response to one search of a batch: either its page of results, or its error."""

    reponse: RechercheReponse | None = Field(description="Rien si la recherche est refusée")
    probleme: Problem | None = Field(description="Présent quand cette recherche est refusée")


class LotReponse(BaseModel):
    """Response to a batch of searches: one entry for each search, in the order of the request."""

    items: list[RechercheFaite]
    version_index: str


EXAMPLES = {
    "lot": {
        "summary": "Trois recherches, dont une vide",
        "value": {
            "recherches": [
                {"q": "recondissioné dé smartfone", "size": 3},
                {"q": "internet pas cher", "lieu": "Lille", "size": 3},
                {"q": " "},
            ]
        },
    },
}
