"""API v1: a file of places in, the commune of each of them out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse

from index.errors import InvalidQuery
from index.exporters.csv_safe import csv_line
from index.places.models import Place, PlaceCode, PlaceKind, Point
from index.places.proximity import distance_km
from index.search.query import PlacedQuery
from index.search.retriever import Retriever
from service.bulk.csv_file import (
    ADDRESS_COLUMNS,
    LATITUDES,
    LONGITUDES,
    MAX_ROWS,
    CsvFile,
    CsvRow,
    check_places,
    read_csv,
)
from service.bulk.streaming import (
    NOT_CSV,
    REFUSED,
    CsvParametres,
    file_response,
    returned_csv,
    sent_csv,
)
from service.http.capacity import CurrentBatchQueue
from service.http.responses import INVALID, NOT_READY, TOO_LONG
from service.runtime.dependencies import CurrentIndex

COLUMNS = (
    "statut", "message", "nature", "nom", "code_commune", "code_departement", "code_region",
    "epci", "latitude", "longitude", "distance",
)  # fmt: skip
"""Columns of an answer, whose names begin by `streaming.PREFIX`."""
FOUND, NOT_FOUND = "trouve", "rien"
NO_PLACE = "Aucun lieu de France n'est reconnu : donnez une commune ou un code postal."
NO_COMMUNE = "Aucune commune de France n'est près de ce point."
BAD_POINT = "Une latitude et une longitude sont attendues, en degrés, comme 48.85 et 2.35."
ROWS_A_UNIT = 4
"""Rows that cost as much as one search."""
FILE_NAME = "orientess-communes.csv"
EXAMPLE = "adresse;latitude;longitude\nst etien 42;;\n;48.8566;2.3522\n"
EXPECTED = (
    "Le CSV, titres d'abord : « latitude » et « longitude », ou « code_commune », ou une adresse "
    f"en un ou plusieurs morceaux ({', '.join(ADDRESS_COLUMNS)}), fautes comprises ; les autres "
    f"colonnes sont rendues telles quelles. {MAX_ROWS} lignes au plus"
)

router = APIRouter(prefix="/api/v1", tags=["lieux"], responses={503: NOT_READY})


@router.post(
    "/communes/csv",
    response_class=StreamingResponse,
    responses={
        200: returned_csv(("adresse", "latitude", "longitude"), COLUMNS),
        413: TOO_LONG,
        415: NOT_CSV,
        422: INVALID,
    },
    summary="Trouver la commune de chaque ligne d'un fichier",
    openapi_extra=sent_csv(EXPECTED, EXAMPLE, "Un nom et un point"),
)
async def communes_of_file(
    request: Request,
    parameters: Annotated[CsvParametres, Query()],
    index: CurrentIndex,
    batches: CurrentBatchQueue,
) -> StreamingResponse:
    """Un CSV de lieux, une ligne chacun ; il revient avec la commune de chacun et ses codes.

    Un point donne la commune dont le centre est le plus près, ce qui n'est pas toujours celle où il
    est : `resultat_distance` dit à combien de kilomètres est ce centre. Un département ou une
    région sont rendus comme tels (`resultat_nature`). `resultat_statut` dit « trouve », « rien » ou
    « erreur » ; une ligne ne gêne pas les autres. Quatre lignes comptent une fois dans le quota.
    Rien n'est gardé.
    """
    content = await request.body()
    file = read_csv(content, check_places, parameters.encodage, parameters.separateur)
    asked = _Asked(file, index.searcher.retriever)
    cost = -(-len(file.rows) // ROWS_A_UNIT)
    return await file_response(
        request, batches, file, COLUMNS, asked.lines, cost=cost, name=FILE_NAME
    )


class _Asked:
    """A file of places, and how the commune of each of its rows is found."""

    def __init__(self, file: CsvFile, retriever: Retriever) -> None:
        """file: the places; retriever: knows those of France."""
        self._file, self._retriever = file, retriever

    def lines(self, row: CsvRow) -> Sequence[str]:
        """Return the line that answers a row."""
        values = self._file.values(row)
        try:
            found = self._of_point(values) or self._of_text(values)
        except InvalidQuery as error:
            found = (REFUSED, f"Ligne {row.line} : {error.message}")
        empty = (None,) * (len(COLUMNS) - len(found))
        return [csv_line((*row.cells, *found, *empty), self._file.separator)]

    def _of_point(self, values: dict[str, str]) -> tuple[object, ...] | None:
        """Return the cells that answer the point of a row; None when it has none."""
        typed = [
            next((values[name] for name in names if name in values), None)
            for names in (LATITUDES, LONGITUDES)
        ]
        if typed == [None, None]:
            return None
        try:
            latitude, longitude = (float((text or "").replace(",", ".")) for text in typed)
        except ValueError:
            raise InvalidQuery("latitude", BAD_POINT) from None
        point = Point(latitude, longitude)
        place = self._retriever.place_at(point)
        if place is None or place.point is None:
            return (NOT_FOUND, NO_COMMUNE)
        return _cells(place, round(distance_km(point, place.point), 1))

    def _of_text(self, values: dict[str, str]) -> tuple[object, ...]:
        """Return the cells that answer the code, or the address, of a row."""
        code = values.get("code_commune")
        if code:
            asked = PlacedQuery(code=PlaceCode(PlaceKind.COMMUNE, code))
        else:
            pieces = (values[name] for name in ADDRESS_COLUMNS if name in values)
            asked = PlacedQuery(place=" ".join(pieces))
        place = self._retriever.place(asked)
        return (NOT_FOUND, NO_PLACE) if place is None else _cells(place)


def _cells(place: Place, km: float | None = None) -> tuple[object, ...]:
    """Return the cells of a place that was found; km: from the point of the row to its centre."""
    point = (None, None) if place.point is None else (place.point.latitude, place.point.longitude)
    return (
        FOUND,
        None,
        place.kind.value,
        place.nom,
        place.commune,
        place.departement,
        place.region,
        place.epci,
        *point,
        km,
    )
