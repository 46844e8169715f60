"""Page on the state of the service: does it answer, what does it serve, what happened to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from index.errors import ArtefactMissing
from index.search.results import Mode
from service.about.incidents import open_now, read_incidents
from service.observability.multiprocess import built_at
from service.presentation.formatting import date_in_words, time_in_words
from service.presentation.i18n import gettext
from service.presentation.templating import page, page_at
from service.runtime.live_index import LiveIndex
from service.runtime.services import services_of
from service.settings import Settings

ADDRESS = "/statut"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@dataclass(frozen=True)
class ServedIndex:
    """Index that answers searches: its version, its day, its records, and how it is searched.

    by_meaning: False when words alone are compared, without encoder or without engine.
    """

    version: str
    day: date
    records: int
    by_meaning: bool


def _served(live_index: LiveIndex) -> ServedIndex | None:
    """Return the index in service, None when none is ready."""
    try:
        searcher = live_index.searcher
    except ArtefactMissing:
        return None
    manifest = searcher.manifest
    return ServedIndex(
        manifest.version,
        built_at(manifest.version).date(),
        manifest.records,
        searcher.mode is Mode.HYBRID,
    )


@page_at(router, ADDRESS)
def status(request: Request) -> HTMLResponse:
    """Render the state of the service; it answers even when no index is ready."""
    services = services_of(request)
    incidents = read_incidents(services.get(Settings).incidents)
    return page(
        "status.html",
        index=_served(services.get(LiveIndex)),
        service_version=version("orientess"),
        current=open_now(incidents),
        incidents=incidents,
        moment=_moment,
    )


def _moment(moment: datetime) -> str:
    """Return a moment with its year, in the language of the page, as the operator wrote it."""
    return gettext("%(day)s, %(time)s") % {
        "day": date_in_words(moment.date()),
        "time": time_in_words(moment),
    }
