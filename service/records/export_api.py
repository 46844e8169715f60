"""API v1: the whole catalogue at once, in our forms and in those of the two standards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request
from starlette.responses import StreamingResponse

from index.errors import InvalidQuery
from index.exporters import columns, data_inclusion
from index.exporters.serializers import (
    Records,
    Resource,
    collection_lines,
    data_inclusion_lines,
    data_inclusion_rows,
    flat_lines,
    jsonl_lines,
    mediation_lines,
    mediation_rows,
)
from index.search.searcher import Searcher
from service.auth.access import charge
from service.http.responses import INVALID, NOT_READY
from service.runtime.dependencies import CurrentSearch
from service.search.formats import (
    CSV_TYPE,
    EXAMPLE_RECORD,
    GEOJSON_TYPE,
    LINK,
    attachment,
    csv_documented,
    geojson_documented,
)

EXPORT_COST = 10
"""Requests of a quota that an export counts for."""
EXPORTS_AT_ONCE = 2
"""Exports whose next lines are made at the same time; the others wait between two of theirs."""
CHUNK_CHARS = 64 * 1024
"""Lines are sent by about as many characters: one at a time would cost more than making them."""
JSONL_TYPE, JSON_TYPE = "application/x-ndjson", "application/json"
DATA_INCLUSION = "data-inclusion"

router = APIRouter(prefix="/api/v1", tags=["exports"], responses={503: NOT_READY})


@dataclass(frozen=True)
class Export:
    """One form of the catalogue.

    media_type: of the answer; name: of the file; lines: from records and the version of the index.
    """

    media_type: str
    name: str
    lines: Callable[[Records, str], Iterator[str]]


def _collection(records: Records, index: str) -> Iterator[str]:
    return collection_lines(map(columns.feature_of, records), version_index=index)


def _standard(resource: Resource) -> Export:
    """The file of data·inclusion that holds structures, or services."""
    return Export(
        JSON_TYPE,
        f"{resource}.json",
        lambda records, _index: data_inclusion_lines(data_inclusion_rows(records, resource)),
    )


EXPORTS = {
    "jsonl": Export(
        JSONL_TYPE, "orientess-fiches.jsonl", lambda records, _index: jsonl_lines(records)
    ),
    "csv": Export(CSV_TYPE, "orientess-fiches.csv", lambda records, _index: flat_lines(records)),
    "geojson": Export(GEOJSON_TYPE, "orientess-fiches.geojson", _collection),
    "mediation-numerique": Export(
        CSV_TYPE,
        "lieux-de-mediation-numerique.csv",
        lambda records, _index: mediation_lines(mediation_rows(records)),
    ),
}
STANDARD = {resource: _standard(resource) for resource in Resource}
DOCUMENTED: dict[str, Any] = {
    "description": "Le catalogue entier, dans la forme demandée par `format`",
    "headers": {
        "Link": {
            "description": "La licence (`rel=license`) et la page qui dit à qui sont les fiches",
            "schema": {"type": "string"},
            "example": LINK,
        }
    },
    "content": {
        JSONL_TYPE: {
            "schema": {"type": "string", "description": "Une fiche JSON par ligne"},
            "example": "".join(jsonl_lines([EXAMPLE_RECORD])),
        },
        CSV_TYPE: csv_documented(columns.COLUMNS, columns.row_of(EXAMPLE_RECORD)),
        GEOJSON_TYPE: geojson_documented(version_index="20261125T175123957232-94dfad8c"),
        JSON_TYPE: {
            "schema": {
                "type": "array",
                "description": "Structures ou services de data·inclusion v1",
                "items": {
                    "type": "object",
                    "required": ["source", "id", "nom", "date_maj"],
                    "properties": {"structure_id": {"type": "string"}},
                },
            },
            "example": [
                {
                    "source": data_inclusion.OURS,
                    "id": "orientess--emmaus-connect",
                    "nom": EXAMPLE_RECORD.nom,
                    "date_maj": "2026-11-24",
                    "commune": EXAMPLE_RECORD.commune,
                }
            ],
        },
    },
}


@router.head("/export", include_in_schema=False)
@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: DOCUMENTED, 422: INVALID},
    summary="Exporter le catalogue",
)
async def export(
    request: Request,
    searcher: CurrentSearch,
    form: Annotated[
        Literal["jsonl", "csv", "geojson", "data-inclusion", "mediation-numerique"],
        Query(
            alias="format",
            description="Forme : jsonl (fiches entières), csv, geojson, data-inclusion (schéma "
            "v1) ou mediation-numerique (CSV du schéma v1.0.2)",
        ),
    ] = "jsonl",
    resource: Annotated[
        Literal["structures", "services"] | None,
        Query(
            alias="ressource",
            description="Avec format=data-inclusion, le fichier voulu ; sans lui, structures",
        ),
    ] = None,
) -> StreamingResponse:
    """Toutes les fiches de l'index en service, à la suite, sans rien charger d'un coup.

    Licence Ouverte 2.0 pour les fiches d'OrientESS : citez OrientESS, la source que nomme chaque
    fiche et sa date. Celles qui viennent de données ouvertes gardent la licence de leur source :
    voir /mentions. L'en-tête `Link` redit la licence, le GeoJSON aussi.

    Les standards ne savent pas tout dire : data·inclusion n'a que les structures datées, la
    médiation numérique que les lieux qui ont une adresse. Le CSV n'a pas les libellés d'origine.
    Redemandez avec `If-None-Match` : rien n'est renvoyé tant que l'index est le même.
    """
    if form != DATA_INCLUSION and resource is not None:
        raise InvalidQuery("ressource", "Ce paramètre ne vaut qu'avec format=data-inclusion.")
    await charge(request, EXPORT_COST)
    wanted = EXPORTS.get(form) or STANDARD[Resource(resource or "structures")]
    headers = {"Link": LINK, "Content-Disposition": attachment(wanted.name)}
    chunks = iter(()) if request.method == "HEAD" else _body(wanted, searcher)
    body = in_turns(chunks, request.app.state.exporting)
    return StreamingResponse(body, headers=headers, media_type=wanted.media_type)


def _body(wanted: Export, searcher: Searcher) -> Iterator[bytes]:
    return in_chunks(wanted.lines(searcher.records, searcher.manifest.version))


async def in_turns(chunks: Iterator[bytes], limiter: CapacityLimiter) -> AsyncIterator[bytes]:
    """Chunks, each made in a thread when its turn comes: those who search are not kept waiting."""
    while (chunk := await to_thread.run_sync(next, chunks, b"", limiter=limiter)) != b"":
        yield chunk


def in_chunks(lines: Iterable[str], size: int = CHUNK_CHARS) -> Iterator[bytes]:
    """Lines by groups of at least `size` characters but the last one, in UTF-8."""
    group: list[str] = []
    held = 0
    for line in lines:
        group.append(line)
        held += len(line)
        if held >= size:
            yield "".join(group).encode()
            group, held = [], 0
    if group:
        yield "".join(group).encode()
