"""API v1: a file of needs in, the records that answer each of them out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import StreamingResponse

from index.errors import InvalidQuery
from index.exporters.csv_safe import csv_line
from index.exporters.forms import CSV_TYPE
from index.places.proximity import DEFAULT_RADIUS_KM, WIDER_RADII_KM
from service.auth.access import SCOPE, charge, require
from service.auth.rights import Scope
from service.bulk.csv_answer import COLUMNS, PREFIX, answer_lines, heading, refusal_line
from service.bulk.csv_file import (
    MAX_BYTES,
    MAX_ROWS,
    Encoding,
    NeedFile,
    NeedRow,
    Separator,
    read_needs,
)
from service.http.capacity import BatchQueue, CurrentBatchQueue
from service.http.content_type import EXPECTED_CSV
from service.http.problems import fault
from service.http.responses import INVALID, NOT_READY, TOO_LONG, documented
from service.presentation.templating import site_address
from service.search.csv_format import attachment
from service.search.dependencies import CountedSearch, Search, parse_query
from service.search.filters import codes_of, with_filters
from service.search.parameters import SearchParameters

ROWS_AT_ONCE = 50
"""Rows that are searched in one turn of the line of batches, and sent together."""
MAX_RESULTS = 5
EMPTY = "Écrivez votre besoin."
NOT_CSV = documented("Corps d'un autre format", 415, EXPECTED_CSV)
FILE_NAME = "orientess-besoins.csv"
EXAMPLE = "besoin;lieu\nrecondissioné dé smartfone;St-Étienne\ninternet pas cher;59000\n"
SENT: dict[str, Any] = {
    SCOPE: Scope.LECTURE.value,
    "requestBody": {
        "required": True,
        "description": "Le CSV, titres d'abord : une colonne « besoin » (ou « q »), et si l'on "
        "veut « lieu », « code_commune », « code_departement », « code_region » ou « epci » ; les "
        f"autres colonnes sont rendues telles quelles. {MAX_ROWS} lignes au plus",
        "content": {
            CSV_TYPE: {
                "schema": {"type": "string", "maxLength": MAX_BYTES},
                "examples": {"besoins": {"summary": "Deux besoins", "value": EXAMPLE}},
            }
        },
    },
}
"""OpenAPI description of the key, and of the body, which the route reads by itself."""
RETURNED: dict[str, Any] = {
    "description": "Le même CSV, avec les colonnes des résultats",
    "content": {
        CSV_TYPE: {
            "schema": {"type": "string"},
            "example": csv_line(["besoin", "lieu", *(f"{PREFIX}{name}" for name in COLUMNS)], ";"),
        }
    },
}

router = APIRouter(prefix="/api/v1", tags=["recherche"], responses={503: NOT_READY})


@with_filters
class FichierParametres(BaseModel):
    """Parameters of a file of needs: how it is written, how many results, filters for all rows."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    encodage: Encoding = Field(Encoding.UTF8, description="Encodage du fichier envoyé")
    separateur: Separator | None = Field(
        None,
        description="Ce qui sépare ses cellules ; sans lui, ce que la ligne des titres a le plus. "
        "La réponse a le même",
    )
    resultats: int = Field(
        1, ge=1, le=MAX_RESULTS, description="Résultats au plus par besoin, une ligne chacun"
    )
    distance: float = Field(
        DEFAULT_RADIUS_KM, ge=1, le=WIDER_RADII_KM[-1], description="Rayon autour du lieu, en km"
    )


@router.post(
    "/search/csv",
    response_class=StreamingResponse,
    responses={200: RETURNED, 413: TOO_LONG, 415: NOT_CSV, 422: INVALID},
    summary="Chercher pour un fichier de besoins",
    openapi_extra=SENT,
    dependencies=[Depends(require(Scope.LECTURE))],
)
async def search_file(
    request: Request,
    parameters: Annotated[FichierParametres, Query()],
    counted: CountedSearch,
    batches: CurrentBatchQueue,
) -> StreamingResponse:
    """Un CSV de besoins, une ligne chacun ; il revient avec les fiches qui répondent à chacun.

    Les colonnes envoyées reviennent telles quelles, formules désarmées, puis celles des résultats.
    `resultat_statut` dit « sur », « peut-etre » ou « rien », ou « erreur » pour une ligne qui ne se
    cherche pas : elle ne gêne pas les autres. Un fichier mal formé est refusé entier, avec la ligne
    en cause. La réponse est en UTF-8 et vient à mesure. Il faut une clé de portée « lecture » ;
    chaque ligne compte une fois dans le quota, et attend comme les lots. Rien n'est gardé.
    """
    file = read_needs(await request.body(), parameters.encodage, parameters.separateur)
    asked = _Asked(file, parameters, counted, site_address(request))
    body = _parts(asked, request, batches)
    first = await anext(body)  # now: a quota or a line that refuses is told by a status
    headers = {"Content-Disposition": attachment(FILE_NAME)}
    return StreamingResponse(_after(first, body), headers=headers, media_type=CSV_TYPE)


async def _parts(asked: _Asked, request: Request, batches: BatchQueue) -> AsyncIterator[str]:
    """Yield the answer, some rows at a time; the line of batches is not held while it is sent.

    The rows are charged once the line let them in: a client that it refuses comes back.
    """
    rows = asked.file.rows
    for start in range(0, len(rows), ROWS_AT_ONCE):
        tasks = [partial(asked.lines, row) for row in rows[start : start + ROWS_AT_ONCE]]
        async with batches.opened(request, patient=start > 0) as slots:
            if not start:
                await charge(request, len(rows))
            answers = [await slots.run(task) for task in tasks]
        head = "" if start else heading(asked.file)
        yield head + "".join(line for lines in answers for line in lines)


async def _after(first: str, others: AsyncIterator[str]) -> AsyncIterator[str]:
    """Yield a part, then those that follow."""
    yield first
    async for part in others:
        yield part


class _Asked:
    """A file of needs, and how each of its rows is searched."""

    def __init__(
        self, file: NeedFile, parameters: FichierParametres, search: Search, site: str
    ) -> None:
        """file: the needs; parameters: for all of them; search: finds; site: public address."""
        self.file, self._search, self._site = file, search, site
        self._shared: dict[str, object] = {
            **{each.name: list(codes) for each, codes in codes_of(parameters)},
            "size": parameters.resultats,
            "distance": parameters.distance,
        }

    def lines(self, row: NeedRow) -> Sequence[str]:
        """Return the lines that answer a row, or the one that says why it is refused."""
        try:
            result = self._search(parse_query(self._parameters(row), counted=False))
        except InvalidQuery as error:
            return [refusal_line(self.file, row, error)]
        return list(answer_lines(self.file, row, result, self._site))

    def _parameters(self, row: NeedRow) -> SearchParameters:
        """Return the search of a row; InvalidQuery when its need is missing or too long."""
        values = self.file.values(row)
        if not values["q"]:
            raise InvalidQuery("q", EMPTY)
        try:
            return SearchParameters.model_validate(self._shared | values)
        except ValidationError as error:
            first = error.errors()[0]
            raise InvalidQuery(str(first["loc"][0]), fault(first)) from error
