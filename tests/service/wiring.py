"""Applications that have the routes of a test, whether the service has them yet or not."""

from __future__ import annotations

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient


def with_routes(app: FastAPI, router: APIRouter) -> FastAPI:
    """An application that answers to the routes of a router of the API.

    app: the service; router: included here when none of its paths is known.
    """
    paths = {getattr(each, "path", None) for each in router.routes}
    if not paths & set(app.openapi()["paths"]):
        app.openapi_schema = None
        app.include_router(router)
    return app


def with_page(app: FastAPI, path: str, router: APIRouter) -> FastAPI:
    """An application that answers at the address of a page.

    app: the service; path: of the page; router: included here when nothing answers there.
    """
    if TestClient(app).get(path).status_code == 404:
        app.include_router(router)
    return app
