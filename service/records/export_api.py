"""API route that exports the catalogue, or a part of it, in our file formats and two standards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from index.artefact.journal import moment_of
from index.browsing.query import BrowseQuery
from index.browsing.selection import Browser, Selected
from index.errors import InvalidQuery
from index.exporters import columns
from index.exporters.locations import (
    ODBL_ADDRESS,
    records_of,
    under_odbl,
    without_town_points,
)
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
from index.records.models import OURS, AnyRecord
from service.auth.access import charge
from service.http.responses import INVALID, NOT_READY
from service.records.selection_parameters import SelectionParametres, browse_query
from service.runtime.dependencies import CurrentBrowser, CurrentThesaurus
from service.runtime.services import services_of
from service.search.csv_format import (
    CSV_TYPE,
    EXAMPLE_RECORD,
    EXCEL,
    attachment,
    csv_documented,
)
from service.search.formats import LINK
from service.search.geojson_format import GEOJSON_TYPE, geojson_documented

EXPORT_COST = 10
"""Requests that one export of the catalogue takes from the quota of a client."""
EXPORTS_AT_ONCE = 2
"""Exports that compute a part of their file at the same time, at most; the others wait."""
CHUNK_CHARS = 64 * 1024
"""Characters of a part of the file sent at once: sending each line alone would cost more time."""
JSONL_TYPE, JSON_TYPE = "application/x-ndjson", "application/json"
DATA_INCLUSION = "data-inclusion"
INDEX_DATE = "X-Index-Date"
"""Response header: when the exported index was built, in ISO 8601."""

router = APIRouter(prefix="/api/v1", tags=["exports"], responses={503: NOT_READY})


@dataclass(frozen=True)
class Export:
    """A file format in which the whole catalogue of records can be downloaded.

    media_type: content type of the response, "text/csv" for example; name: name of the downloaded
    file; lines: function that takes the records and the version of the search index, and yields the
    lines of the file.
    """

    media_type: str
    name: str
    lines: Callable[[Records, str], Iterator[str]]


def _collection(records: Records, index: str) -> Iterator[str]:
    return collection_lines(map(columns.feature_of, records), version_index=index)


def _standard(resource: Resource) -> Export:
    """Return the export format of one data·inclusion file: structures or services."""
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
EXCEL_EXPORT = Export(
    CSV_TYPE, "orientess-fiches.csv", lambda records, _index: flat_lines(records, excel=True)
)
STANDARDS = (DATA_INCLUSION, "mediation-numerique")
"""Formats that hold the locations too, as places, beside the records."""
SHARE_ALIKE = "odbl"
ODBL_LINK = f'<{ODBL_ADDRESS}>; rel="license", </mentions#licences>; rel="describedby"'
STANDARD = {resource: _standard(resource) for resource in Resource}
DOCUMENTED: dict[str, Any] = {
    "description": "Le catalogue entier, dans la forme demandée par `format`",
    "headers": {
        "Link": {
            "description": "La licence (`rel=license`) et la page qui dit à qui sont les fiches",
            "schema": {"type": "string"},
            "example": LINK,
        },
        INDEX_DATE: {
            "description": "Moment de l'index exporté, UTC : le `depuis` à donner plus tard à "
            "`/changes`",
            "schema": {"type": "string", "format": "date-time"},
            "example": "2026-11-25T17:51:23Z",
        },
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
                    "properties": {
                        "source": {"type": "string"},
                        "id": {"type": "string"},
                        "nom": {"type": "string"},
                        "date_maj": {"type": "string", "format": "date"},
                        "commune": {"type": ["string", "null"]},
                        "structure_id": {"type": "string"},
                    },
                },
            },
            "example": [
                {
                    "source": OURS,
                    "id": "orientess--emmaus-connect",
                    "nom": EXAMPLE_RECORD.nom,
                    "date_maj": "2026-11-24",
                    "commune": EXAMPLE_RECORD.commune,
                }
            ],
        },
    },
}


class ExportLimit:
    """Limit on the downloads of the catalogue that one process computes at the same time."""

    def __init__(self, at_once: int = EXPORTS_AT_ONCE) -> None:
        """at_once: downloads that may compute a part of their file at the same moment, at most."""
        self._slots = CapacityLimiter(at_once)

    async def in_threads(self, chunks: Iterator[bytes]) -> AsyncIterator[bytes]:
        """Yield the parts of a file, each computed in a worker thread.

        A part waits while as many downloads as the limit allows are computing one. The event loop
        stays free, so that searches are answered meanwhile. chunks: the parts, in bytes, none of
        them empty: an empty one would end the file.
        """
        while (chunk := await to_thread.run_sync(next, chunks, b"", limiter=self._slots)) != b"":
            yield chunk


class ExportParametres(SelectionParametres):
    """Parameters of an export: which records, in which file format."""

    format: Literal["jsonl", "csv", "geojson", "data-inclusion", "mediation-numerique"] = Field(
        "jsonl",
        description="Forme : jsonl (fiches entières), csv, geojson, data-inclusion (schéma v1) ou "
        "mediation-numerique (CSV du schéma v1.0.2)",
    )
    ressource: Literal["structures", "services"] | None = Field(
        None,
        description="Avec format=data-inclusion, le fichier voulu ; sans lui, structures",
    )
    licence: Literal["ouvertes", "odbl"] = Field(
        "ouvertes",
        description="Avec un des deux standards : « odbl » pour les lieux dont la source est "
        "sous ODbL, à part (partage à l'identique) ; sinon tout le reste",
    )
    excel: bool = Field(False, description=f"Avec format=csv. {EXCEL}")


@router.head("/export", include_in_schema=False)
@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: DOCUMENTED, 422: INVALID},
    summary="Exporter le catalogue",
)
async def export(
    request: Request,
    parameters: Annotated[ExportParametres, Query()],
    browser: CurrentBrowser,
    thesaurus: CurrentThesaurus,
) -> StreamingResponse:
    """Toutes les fiches de l'index en service, à la suite, sans rien charger d'un coup.

    Les filtres de `/actors` en choisissent une partie : celles d'un département, d'une thématique,
    changées depuis un jour.
    Licence Ouverte 2.0 pour les fiches d'OrientESS : citez OrientESS, la source que nomme chaque
    fiche et sa date. Celles qui viennent de données ouvertes gardent la licence de leur source :
    voir /mentions. L'en-tête `Link` redit la licence, le GeoJSON aussi.

    Les standards ne savent pas tout dire : data·inclusion n'a que les structures datées, la
    médiation numérique que les lieux qui ont une adresse. Ils tiennent aussi les lieux des réseaux,
    dont chacun nomme sa source, et ne donnent aucun point quand seule la commune est connue. Le CSV
    n'a pas les libellés d'origine.
    Redemandez avec `If-None-Match` : rien n'est renvoyé tant que l'index est le même.
    Pour suivre ensuite les changements, gardez l'en-tête `X-Index-Date` : c'est le `depuis` de
    `/api/v1/changes`.
    """
    form, licence = parameters.format, parameters.licence
    _check(parameters)
    query = browse_query(parameters, thesaurus)
    await charge(request, EXPORT_COST)
    selected = None if query.is_whole else await run_in_threadpool(_selected, browser, query)
    export_format = EXPORTS.get(form) or STANDARD[Resource(parameters.ressource or "structures")]
    export_format = EXCEL_EXPORT if parameters.excel else export_format
    link = ODBL_LINK if licence == SHARE_ALIKE else LINK
    moment = moment_of(browser.retriever.manifest.version)
    headers = {
        "Link": link,
        "Content-Disposition": attachment(export_format.name),
        INDEX_DATE: f"{moment:%Y-%m-%dT%H:%M:%SZ}",
    }
    exported = Exported(browser, query, selected)
    chunks = iter(()) if request.method == "HEAD" else exported.body(export_format, form, licence)
    body = services_of(request).get(ExportLimit).in_threads(chunks)
    return StreamingResponse(body, headers=headers, media_type=export_format.media_type)


def _check(parameters: ExportParametres) -> None:
    """Raise InvalidQuery for a parameter that the requested format does not have."""
    if parameters.format != DATA_INCLUSION and parameters.ressource is not None:
        raise InvalidQuery("ressource", "Ce paramètre ne vaut qu'avec format=data-inclusion.")
    if parameters.format not in STANDARDS and parameters.licence == SHARE_ALIKE:
        raise InvalidQuery("licence", "Ce paramètre ne vaut qu'avec un des deux standards.")
    if parameters.excel and parameters.format != "csv":
        raise InvalidQuery("excel", "Ce paramètre ne vaut qu'avec format=csv.")


def _selected(browser: Browser, query: BrowseQuery) -> Selected:
    """Return the records to export; InvalidQuery when the name of their place is not recognized."""
    selected = browser.select(query)
    if selected.unknown_place:
        raise InvalidQuery("lieu", f"Lieu non reconnu : « {selected.unknown_place} ».")
    return selected


@dataclass(frozen=True)
class Exported:
    """Records and locations to export.

    browser: reads them; query: which ones; selected: those that pass it, None for the whole
    catalogue, in the order of the index.
    """

    browser: Browser
    query: BrowseQuery
    selected: Selected | None = None

    @property
    def records(self) -> Records:
        """The records, each read when its turn comes."""
        every = self.browser.retriever.records
        return (
            every if self.selected is None else (every[row] for row in self.selected.rows.tolist())
        )

    def body(self, export_format: Export, form: str, licence: str) -> Iterator[bytes]:
        """Yield the parts of the file; form: its format; licence: of what a standard holds."""
        standard = form in STANDARDS
        records = self._standard_records(licence) if standard else self.records
        version = self.browser.retriever.manifest.version
        return in_chunks(export_format.lines(records, version))

    def _standard_records(self, licence: str) -> Iterator[AnyRecord]:
        """Yield the records, then the locations, that a standard holds under a licence."""
        retriever, shared = self.browser.retriever, licence == SHARE_ALIKE
        if not shared:
            yield from without_town_points(
                self.records, lambda record: retriever.precision(retriever.rows[record.id])
            )
        locations = (retriever.locations[row] for row in self._locations())
        located = np.flatnonzero(retriever.location_counts).tolist()
        networks = {(record := retriever.records[row]).id: record for row in located}
        yield from records_of(
            (location for location in locations if under_odbl(location) is shared), networks
        )

    def _locations(self) -> Iterable[int]:
        """Return the rows of the locations to export."""
        if self.selected is None:
            return range(len(self.browser.retriever.locations))
        rows: list[int] = self.browser.locations(self.selected, self.query.radius_km).tolist()
        return rows


def in_chunks(lines: Iterable[str], size: int = CHUNK_CHARS) -> Iterator[bytes]:
    """Join lines into parts of at least `size` characters, in UTF-8; the last may be shorter.

    lines: with their line breaks; a line is never cut in two.
    """
    group: list[str] = []
    characters = 0
    for line in lines:
        group.append(line)
        characters += len(line)
        if characters >= size:
            yield "".join(group).encode()
            group, characters = [], 0
    if group:
        yield "".join(group).encode()
