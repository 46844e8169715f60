"""Page that checks a file of open data before it is published; it works without a script."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response

from index.exporters.forms import CSV_TYPE
from index.importers.report import shown
from index.importers.standards import REQUIRED, Standard
from index.places.gazetteer import Gazetteer
from service.file_check import upload
from service.file_check.faults import FAULTS_SHOWN, counts_by_reason, fault_lines
from service.file_check.reading import Reading
from service.file_check.upload import PATH, SentFile, UploadRefused, Uploads
from service.http.capacity import BatchQueue, CurrentBatchQueue
from service.presentation.forms import refuse_cross_site
from service.presentation.templating import page, page_at
from service.runtime.dependencies import CurrentSearch
from service.runtime.services import services_of
from service.search.csv_format import attachment

FAULTS_IN_CSV = 20_000
"""Faults of a CSV, at most: the worst of them."""
FILE_NAME = "fautes.csv"
STANDARDS = {
    Standard.MEDIATION: "Lieux de médiation numérique",
    Standard.STRUCTURES: "data·inclusion, structures",
    Standard.SERVICES: "data·inclusion, services",
}

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@page_at(router, PATH)
def form() -> HTMLResponse:
    """Render the form: which files are taken, and what becomes of them."""
    return _page(200)


@router.post(PATH, dependencies=[Depends(refuse_cross_site)])
async def check_file(
    request: Request, searcher: CurrentSearch, batches: CurrentBatchQueue
) -> Response:
    """Check the file of the form, and render its faults; in CSV when its other button is used.

    Nothing of it is kept. It counts in the quota by its size, and waits among batches.
    """
    gazetteer = searcher.retriever.gazetteer or Gazetteer(())
    try:
        async with services_of(request).get(Uploads).received(request) as sent:
            return await _checked(request, sent, gazetteer, batches)
    except UploadRefused as refusal:
        return _page(refusal.status, error=refusal.message)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody reads it


async def _checked(
    request: Request, sent: SentFile, gazetteer: Gazetteer, batches: BatchQueue
) -> Response:
    reading = Reading(sent, gazetteer, FAULTS_IN_CSV if sent.as_csv else FAULTS_SHOWN)
    try:
        await reading.run(request, batches)
    finally:
        reading.close()
    return await run_in_threadpool(partial(_answer, sent, reading))


def _answer(sent: SentFile, reading: Reading) -> Response:
    """Return the answer to a file that was read, or could not be."""
    report, error = reading.report, reading.error
    if error is not None and not report.read:
        columns = shown(error.found) if error.field == "colonnes" else ""
        return _page(422, sent=sent, unknown=error, columns=columns)
    if sent.as_csv and error is None:
        headers = {"Content-Disposition": attachment(FILE_NAME)}
        named = (replace(fault, file=report.file) for fault in reading.faults.worst)
        return Response("".join(fault_lines(named)), 200, headers, CSV_TYPE)
    return _page(
        200 if error is None else 422,
        sent=sent,
        report=report,
        broken=error,
        is_cut=reading.is_cut,
        faults=reading.faults.worst,
        reasons=counts_by_reason(report),
    )


def _page(status: int, **values: object) -> HTMLResponse:
    empty = dict.fromkeys(("sent", "report", "broken", "unknown", "columns", "error"))
    return page(
        "file_check.html",
        status,
        **{**empty, **values},
        standards={label: REQUIRED[each] for each, label in STANDARDS.items()},
        limits=upload,
        path=PATH,
    )
