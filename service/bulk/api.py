"""API v1: a file of needs in, the records that answer each of them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field, ValidationError
from starlette.responses import StreamingResponse

from index.candidates.facets import checked_codes
from index.errors import InvalidQuery
from index.places.proximity import DEFAULT_RADIUS_KM, WIDER_RADII_KM
from service.auth.access import allowed_key
from service.auth.rights import Scope
from service.bulk.csv_answer import COLUMNS, answer_lines, refusal_line
from service.bulk.csv_file import (
    MAX_ROWS,
    CsvFile,
    CsvRow,
    check_needs,
    need_of,
    read_csv,
)
from service.bulk.streaming import NOT_CSV, CsvParametres, file_response, returned_csv, sent_csv
from service.http.capacity import CurrentBatchQueue
from service.http.problems import fault
from service.http.responses import INVALID, NOT_READY, TOO_LONG
from service.presentation.templating import site_address
from service.search.dependencies import CountedSearch, Search, parse_query
from service.search.filters import codes_of, with_filters
from service.search.parameters import SearchParameters

MAX_RESULTS = 5
ROWS_WITHOUT_KEY = 200
"""Most rows of a file sent without a key: what a quota without key pays for, and a day's work."""
EMPTY = "Écrivez votre besoin."
FILE_NAME = "orientess-besoins.csv"
EXAMPLE = "besoin;lieu\nrecondissioné dé smartfone;St-Étienne\ninternet pas cher;59000\n"
EXPECTED = (
    "Le CSV, titres d'abord : une colonne « besoin » (ou « q »), et si l'on veut « lieu », "
    "« code_commune », « code_departement », « code_region » ou « epci » ; les autres colonnes "
    f"sont rendues telles quelles. {ROWS_WITHOUT_KEY} lignes au plus, ou {MAX_ROWS} avec une clé "
    f"de portée « {Scope.LECTURE} »"
)

router = APIRouter(prefix="/api/v1", tags=["recherche"], responses={503: NOT_READY})


@with_filters
class FichierParametres(CsvParametres):
    """Parameters of a file of needs: how it is written, how many results, filters for all rows."""

    resultats: int = Field(
        1, ge=1, le=MAX_RESULTS, description="Résultats au plus par besoin, une ligne chacun"
    )
    distance: float = Field(
        DEFAULT_RADIUS_KM, ge=1, le=WIDER_RADII_KM[-1], description="Rayon autour du lieu, en km"
    )


@router.post(
    "/search/csv",
    response_class=StreamingResponse,
    responses={
        200: returned_csv(("besoin", "lieu"), COLUMNS),
        413: TOO_LONG,
        415: NOT_CSV,
        422: INVALID,
    },
    summary="Chercher pour un fichier de besoins",
    openapi_extra=sent_csv(EXPECTED, EXAMPLE, "Deux besoins"),
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
    en cause. La réponse est en UTF-8 et vient à mesure. Au-delà de 200 lignes, il faut une clé
    de portée « lecture » ; chaque ligne compte une fois dans le quota, et attend comme les lots.
    Rien n'est gardé.
    """
    content = await request.body()
    file = read_csv(content, check_needs, parameters.encodage, parameters.separateur)
    if len(file.rows) > ROWS_WITHOUT_KEY:
        allowed_key(request, Scope.LECTURE)
    asked = _Asked(file, parameters, counted, site_address(request))
    return await file_response(
        request, batches, file, COLUMNS, asked.lines, cost=len(file.rows), name=FILE_NAME
    )


class _Asked:
    """A file of needs, and how each of its rows is searched."""

    def __init__(
        self, file: CsvFile, parameters: FichierParametres, search: Search, site: str
    ) -> None:
        """Check what holds for all rows; InvalidQuery when a filter has an unknown code.

        file: the needs; parameters: for all of them; search: finds; site: public address.
        """
        self.file, self._search, self._site = file, search, site
        self._shared: dict[str, object] = {
            **{each.name: list(codes) for each, codes in codes_of(parameters)},
            "size": parameters.resultats,
            "distance": parameters.distance,
        }
        for each, codes in codes_of(parameters):
            checked_codes(each.name, codes)  # a wrong one would be so in every row: it refuses all

    def lines(self, row: CsvRow) -> Sequence[str]:
        """Return the lines that answer a row, or the one that says why it is refused."""
        try:
            result = self._search(parse_query(self._parameters(row), counted=False))
        except InvalidQuery as error:
            return [refusal_line(self.file, row, error)]
        return list(answer_lines(self.file, row, result, self._site))

    def _parameters(self, row: CsvRow) -> SearchParameters:
        """Return the search of a row; InvalidQuery when its need is missing or too long."""
        values = need_of(self.file.values(row))
        if not values["q"]:
            raise InvalidQuery("q", EMPTY)
        try:
            return SearchParameters.model_validate(self._shared | values)
        except ValidationError as error:
            first = error.errors()[0]
            raise InvalidQuery(str(first["loc"][0]), fault(first)) from error
