"""API routes of what changes in the catalogue: the journal, and its Atom feed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Query, Request
from pydantic import Field
from starlette.responses import Response

from index.artefact.journal import Change, ChangeKind, Subject, moment_of
from index.browsing.selection import Browser
from index.frozen_model import FrozenModel
from service.http.responses import INVALID, NOT_READY
from service.http.routes import ReadableRouter
from service.presentation.templating import site_address
from service.records.feed import ATOM_TYPE, feed_of
from service.records.listing_schemas import (
    LOCATION_PAGE,
    RECORD_PAGE,
    ChangementReponse,
    ChangementsReponse,
)
from service.runtime.dependencies import CurrentBrowser
from service.search.csv_format import EXAMPLE_RECORD
from service.search.parameters import MAX_MOMENT, Moment
from service.search.schemas import pages_of

MAX_PAGE, MAX_SIZE, FEED_SIZE = 10_000, 1_000, 100
"""Most pages of the journal, and changes of a page; changes of the feed."""
_MOMENT = datetime(2026, 11, 25, 17, 51, tzinfo=UTC)
_EXAMPLE = Change(EXAMPLE_RECORD.id, ChangeKind.MODIFIED, _MOMENT)
DOCUMENTED: dict[str, Any] = {
    "description": "Le fil Atom",
    "content": {
        ATOM_TYPE: {
            "schema": {"type": "string"},
            "example": feed_of(
                [_EXAMPLE],
                lambda _: EXAMPLE_RECORD.nom,
                "https://orientess.exemple",
                _MOMENT,
            ).decode(),
        }
    },
}


def _written(kind: str) -> dict[str, Any]:
    """Return the schema of a text in a format of JSON Schema."""
    return {"type": "string", "format": kind, "maxLength": MAX_MOMENT}


router = ReadableRouter(prefix="/api/v1", tags=["exports"], responses={503: NOT_READY})


class ChangementsParametres(FrozenModel, allow_inf_nan=False):
    """Parameters of the journal of changes: since when, and which page."""

    depuis: Annotated[Moment | None, Field(strict=False)] = Field(
        None,
        examples=["2026-11-01"],
        description="Changements des index de ce moment ou d'après, UTC : le `index_du` ou le "
        "`X-Index-Date` de votre copie, ou un jour comme 2026-11-28 ; sans lui, tout le journal",
        json_schema_extra={"anyOf": [_written("date-time"), _written("date"), {"type": "null"}]},
    )
    objet: Annotated[Subject, Field(strict=False)] = Field(
        Subject.RECORD, description="Ce qui change : les fiches, ou les lieux des réseaux"
    )
    page: int = Field(1, ge=1, le=MAX_PAGE, description="Page, à partir de 1")
    size: int = Field(100, ge=1, le=MAX_SIZE, description="Changements par page")

    @property
    def since(self) -> datetime | None:
        """The moment, with its time zone; None for all the changes."""
        if self.depuis is None or self.depuis.tzinfo is not None:
            return self.depuis
        return self.depuis.replace(tzinfo=UTC)


@router.get("/changes", responses={422: INVALID}, summary="Lire ce qui change")
def changes(
    parameters: Annotated[ChangementsParametres, Query()], browser: CurrentBrowser
) -> ChangementsReponse:
    """Les fiches, ou les lieux, ajoutés, modifiés ou retirés par l'index, sur douze mois.

    Le changement le plus ancien d'abord. Pour tenir une copie à jour : lisez ce qui est nommé, et
    redemandez plus tard `depuis` le moment `index_du` de cette réponse (celui de `X-Index-Date`
    après un export), jamais depuis l'heure qu'il est : un index entre en service après son moment.
    Quand `complet` est faux, relisez tout (`/api/v1/export`) ; de même quand `index_du` recule :
    l'exploitant est revenu en arrière. Avec `objet=lieu`, ce sont les lieux des réseaux
    (`/api/v1/lieux/{id}` en donne un).
    """
    whole_since, listed = browser.journal.of(parameters.objet)
    since, size = parameters.since, parameters.size
    version = browser.retriever.manifest.version
    found = [each for each in listed if since is None or each.moment >= since]
    first = (parameters.page - 1) * size
    return ChangementsReponse(
        items=[_answer(each, browser) for each in found[first : first + size]],
        total=len(found),
        page=parameters.page,
        size=size,
        pages=pages_of(len(found), size),
        debut=whole_since,
        complet=since is not None and since >= whole_since,
        version_index=version,
        index_du=moment_of(version),
    )


@router.get(
    "/changes.atom",
    response_class=Response,
    responses={200: DOCUMENTED},
    summary="Suivre ce qui change (Atom)",
)
def changes_feed(request: Request, browser: CurrentBrowser) -> Response:
    """Les cent derniers changements, le plus récent d'abord, pour un lecteur de fils."""
    records, rows = browser.retriever.records, browser.retriever.rows

    def name_of(identifier: str) -> str | None:
        row = rows.get(identifier)
        return None if row is None else records[row].nom

    latest = browser.journal.of(Subject.RECORD)[1][: -FEED_SIZE - 1 : -1]
    built = moment_of(browser.retriever.manifest.version)
    feed = feed_of(latest, name_of, site_address(request), built)
    return Response(feed, media_type=ATOM_TYPE)


def _answer(change: Change, browser: Browser) -> ChangementReponse:
    """Convert a change to the model of the API response."""
    retriever = browser.retriever
    page, present = (
        (RECORD_PAGE, change.identifier in retriever.rows)
        if change.subject is Subject.RECORD
        else (LOCATION_PAGE, retriever.locations.row_of(change.identifier) is not None)
    )
    return ChangementReponse(
        id=change.identifier,
        objet=change.subject.value,
        nature=change.kind.value,
        date=change.moment,
        lien=f"{page}{change.identifier}" if present else None,
    )
