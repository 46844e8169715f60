"""Requests and answers of API v1 on many searches at once."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from index.search.query import MAX_CHARS, MAX_PAGE_SIZE
from service.http.problems import Problem
from service.search.filters import MAX_CODE_CHARS
from service.search.parameters import SearchParameters
from service.search.schemas import RechercheReponse

MAX_SEARCHES = 50
MAX_TYPED = 2_000
"""Characters of a text that is still judged by itself; beyond, the whole batch is refused."""
MAX_RESULTS = MAX_PAGE_SIZE * 10
"""Results that one batch may ask for in all: ten for each of fifty searches."""


def _without_codes(schema: dict[str, Any]) -> None:
    """Codes are told and not imposed: an unknown one refuses its own search, not the others."""
    for field in schema["properties"].values():
        if "items" in field:
            field["items"] = {"type": "string", "maxLength": MAX_CODE_CHARS}


class RechercheDuLot(SearchParameters):
    """A search among others: its text is judged in its turn, so that it alone is refused."""

    model_config = ConfigDict(strict=True, json_schema_extra=_without_codes)

    q: str = Field(
        max_length=MAX_TYPED,
        description="Le besoin, en français courant, fautes comprises. Vide, ou de plus de "
        f"{MAX_CHARS} caractères, seule cette recherche est refusée",
        examples=["recondissioné dé smartfone"],
    )


class LotParametres(BaseModel):
    """Searches to make. None of them is kept."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")

    recherches: list[RechercheDuLot] = Field(
        min_length=1,
        max_length=MAX_SEARCHES,
        description=f"Les recherches, avec les paramètres de /api/v1/search ; {MAX_RESULTS} "
        "résultats demandés au plus, en tout",
    )


class RechercheFaite(BaseModel):
    """One search of a batch: its answer, or why it has none."""

    reponse: RechercheReponse | None = Field(description="Rien si la recherche est refusée")
    probleme: Problem | None = Field(description="Présent quand cette recherche est refusée")


class LotReponse(BaseModel):
    """One answer for each search, in the order given."""

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
