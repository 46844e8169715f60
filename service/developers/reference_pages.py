"""Pages of the reference of the API: every operation, with a form to try those that read.

They are made from the OpenAPI document, without a script and without anybody else's code
(docs/decisions/0065-api-docs.md). Their words are those of the document, in French.
"""

from __future__ import annotations

import json
from datetime import date as Day
from functools import cache
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, RedirectResponse

from index.frozen_model import FrozenModel
from service.developers.openapi import Document
from service.developers.reference import Operation, Reference, tried_address
from service.presentation.templating import page, page_at, site_address

ADDRESS, CHANGES_ADDRESS = "/api/docs", "/api/changements"
CHANGES = Path(__file__).parent / "changes.json"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


USUAL = {"/docs": ADDRESS, "/openapi.json": "/api/openapi.json"}
"""Where programs and people look first -> where it is."""


class Change(FrozenModel):
    """Changes of the API on one day: what was added, what was changed, what is to end."""

    date: str
    ajouts: tuple[str, ...] = ()
    changements: tuple[str, ...] = ()
    fins: tuple[str, ...] = ()

    @property
    def day(self) -> Day:
        """Day of these changes."""
        return Day.fromisoformat(self.date)


@cache
def changes() -> list[Change]:
    """Return the changes of the API, the last first, as its file tells them."""
    told = json.loads(CHANGES.read_text(encoding="utf-8"))
    return sorted(
        TypeAdapter(list[Change]).validate_python(told), key=lambda each: each.date, reverse=True
    )


class _Made:
    """Reference of the document that an application publishes, made once for each document."""

    def __init__(self) -> None:
        self._last: tuple[Document, Reference] | None = None

    def of(self, document: Document) -> Reference:
        """Return the reference of a document."""
        if self._last is None or self._last[0] is not document:
            self._last = (document, Reference(document))
        return self._last[1]


_MADE = _Made()


def _reference(request: Request) -> Reference:
    return _MADE.of(request.app.openapi())


def _operation(request: Request, identifier: str) -> Operation:
    operation = _reference(request).operations.get(identifier)
    if operation is None:
        raise HTTPException(404)
    return operation


@page_at(router, ADDRESS)
def reference(request: Request) -> HTMLResponse:
    """Render the list of the operations of the API."""
    return page("api_reference.html", groups=_reference(request).groups)


@page_at(router, f"{ADDRESS}/formes/{{name}}")
def form(request: Request, name: str) -> HTMLResponse:
    """Render a form of JSON: its fields; 404 for an unknown one."""
    found = _reference(request).form(name)
    if found is None:
        raise HTTPException(404)
    return page("api_form.html", form=found)


@page_at(router, f"{ADDRESS}/{{identifier}}")
def operation(request: Request, identifier: str) -> HTMLResponse:
    """Render an operation: parameters, answers, a form to try it; 404 for an unknown one."""
    return page(
        "api_operation.html",
        operation=_operation(request, identifier),
        site=site_address(request),
    )


@page_at(router, f"{ADDRESS}/{{identifier}}/essai", RedirectResponse)
def trial(request: Request, identifier: str) -> RedirectResponse:
    """Redirect to the answer of an operation, with what a person typed; 404 if a part lacks."""
    received = request.query_params
    values = {name: received.getlist(name) for name in received}
    address = tried_address(_operation(request, identifier), values)
    if address is None:
        raise HTTPException(404)
    return RedirectResponse(address, 303)


@page_at(router, CHANGES_ADDRESS)
def api_changes() -> HTMLResponse:
    """Render the changes of the API, the last first."""
    return page("api_changes.html", changes=changes())


@router.get("/docs")
@router.get("/openapi.json")
def usual_address(request: Request) -> RedirectResponse:
    """Lead from where other services have their reference to where ours is."""
    return RedirectResponse(USUAL[request.url.path], HTTPStatus.PERMANENT_REDIRECT)
