"""API route that exports the catalogue, or a part of it, in our forms and three standards."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from fastapi import Query, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from index.artefact.journal import moment_of
from index.browsing.query import BrowseQuery
from index.browsing.selection import Browser
from index.errors import InvalidQuery
from index.exporters import columns
from index.exporters.catalogue import Catalogue
from index.exporters.forms import CSV_TYPE, FORMS, GEOJSON_TYPE, JSON_TYPE, JSONL_TYPE
from index.exporters.locations import ODBL_ADDRESS
from index.exporters.serializers import jsonl_lines
from index.exporters.whole_files import file_name
from index.records.models import OURS
from service.auth.access import charge
from service.http.responses import INVALID, NOT_READY
from service.http.routes import ReadableRouter
from service.presentation.templating import site_address
from service.records.data_package import PaquetReponse, data_package
from service.records.export_responses import ExportLimit, in_pieces, whole_file
from service.records.selection_parameters import SelectionParametres, browse_query
from service.runtime.dependencies import CurrentBrowser, CurrentThesaurus
from service.runtime.services import services_of
from service.search.csv_format import EXAMPLE_RECORD, EXCEL, attachment, csv_documented
from service.search.formats import LINK
from service.search.geojson_format import geojson_documented
from service.settings import Settings

EXPORT_COST, ROWS_A_UNIT = 10, 40
"""Requests that a whole export takes from the quota of a client; rows of a part of it that one
request is worth: they take as long to write as a search takes."""
DATA_INCLUSION = "data-inclusion"
INDEX_DATE = "X-Index-Date"
"""Response header: when the exported index was built, in ISO 8601."""
SHARE_ALIKE = "odbl"
Format = Literal["jsonl", "csv", "geojson", "data-inclusion", "mediation-numerique", "hsds"]
ODBL_LINK = f'<{ODBL_ADDRESS}>; rel="license", </mentions#licences>; rel="describedby"'

router = ReadableRouter(prefix="/api/v1", tags=["exports"], responses={503: NOT_READY})


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
                "description": "Structures ou services de data·inclusion v1 ; services d'HSDS 3",
                "items": {
                    "type": "object",
                    "required": ["id"],
                    "properties": {
                        "source": {"type": "string"},
                        "id": {"type": "string"},
                        "nom": {"type": "string"},
                        "name": {"type": "string"},
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


class ExportParametres(SelectionParametres):
    """Parameters of an export: which records, in which file format."""

    format: Format = Field(
        "jsonl",
        description="Forme : jsonl (fiches entières), csv, geojson, data-inclusion (schéma v1), "
        "mediation-numerique (CSV du schéma v1.0.2) ou hsds (services d'HSDS 3)",
    )
    ressource: Literal["structures", "services"] | None = Field(
        None,
        description="Avec format=data-inclusion, le fichier voulu ; sans lui, structures",
    )
    licence: Literal["ouvertes", "odbl"] = Field(
        "ouvertes",
        description="Avec un des trois standards : « odbl » pour les lieux dont la source est "
        "sous ODbL, à part (partage à l'identique) ; sinon tout le reste",
    )
    excel: bool = Field(False, description=f"Avec format=csv. {EXCEL}")

    @property
    def form(self) -> str:
        """Name of the form in `FORMS`."""
        if self.format == DATA_INCLUSION:
            return self.ressource or "structures"
        return "csv-excel" if self.excel else self.format


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
) -> Response:
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
    _check(parameters)
    query = browse_query(parameters, thesaurus)
    form, odbl = FORMS[parameters.form], parameters.licence == SHARE_ALIKE
    manifest = browser.retriever.manifest
    headers = {
        "Link": ODBL_LINK if odbl else LINK,
        "Content-Disposition": attachment(form.file),
        INDEX_DATE: f"{moment_of(manifest.version):%Y-%m-%dT%H:%M:%SZ}",
    }
    name = file_name(parameters.form, odbl)
    if query.is_whole and name in manifest.files:
        await charge(request, EXPORT_COST)
        path = services_of(request).get(Settings).index_home / manifest.version / name
        return whole_file(request, path, manifest.files[name], headers, form.media_type)
    chosen = await run_in_threadpool(_chosen, browser, query)
    every = len(browser.retriever.locations) if chosen.locations is None else len(chosen.locations)
    rows = manifest.records if chosen.rows is None else len(chosen.rows)
    await charge(request, 1 + (rows + every * form.is_standard) // ROWS_A_UNIT)
    lines = _catalogue(browser).lines(form, odbl, chosen.rows, chosen.locations)
    pieces = iter(()) if request.method == "HEAD" else in_pieces(lines)
    body = services_of(request).get(ExportLimit).in_threads(pieces)
    return StreamingResponse(body, headers=headers, media_type=form.media_type)


@router.get("/export/datapackage.json", summary="Décrire les exports du jour")
def package(request: Request, browser: CurrentBrowser) -> PaquetReponse:
    """Les fichiers du catalogue entier : adresse, taille, empreinte, licence (Data Package 2.0)."""
    return data_package(browser.retriever.manifest, site_address(request))


def _check(parameters: ExportParametres) -> None:
    """Raise InvalidQuery for a parameter that the requested format does not have."""
    if parameters.format != DATA_INCLUSION and parameters.ressource is not None:
        raise InvalidQuery("ressource", "Ce paramètre ne vaut qu'avec format=data-inclusion.")
    if parameters.licence == SHARE_ALIKE and not FORMS[parameters.form].is_standard:
        raise InvalidQuery("licence", "Ce paramètre ne vaut qu'avec un des trois standards.")
    if parameters.excel and parameters.format != "csv":
        raise InvalidQuery("excel", "Ce paramètre ne vaut qu'avec format=csv.")


class _Chosen(NamedTuple):
    """Positions of the records and of the locations to export, None for all."""

    rows: list[int] | None = None
    locations: list[int] | None = None


def _chosen(browser: Browser, query: BrowseQuery) -> _Chosen:
    """Return what to export; InvalidQuery when the name of its place is not recognized."""
    if query.is_whole:
        return _Chosen()
    selected = browser.select(query)
    if selected.unknown_place:
        raise InvalidQuery("lieu", f"Lieu non reconnu : « {selected.unknown_place} ».")
    locations = browser.locations(selected, query.radius_km)
    return _Chosen(selected.rows.tolist(), locations.tolist())


def _catalogue(browser: Browser) -> Catalogue:
    retriever = browser.retriever
    return Catalogue.of(retriever.content, retriever.gazetteer, retriever.manifest.version)
