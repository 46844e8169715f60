"""Applications that have the routes of a test, whether the service has them yet or not."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient
from starlette.middleware import Middleware

from service.access import Access
from service.keys import Keys
from service.problems import Answer
from service.quotas import Quotas
from service.settings import Settings
from service.store import Store


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


def with_middleware(app: FastAPI, kind: Any, innermost: bool = False, **arguments: Any) -> FastAPI:
    """An application that has a middleware.

    app: the service; kind: the class, added when the service has it not; arguments: that it takes.
    """
    if kind not in [each.cls for each in app.user_middleware]:
        place = len(app.user_middleware) if innermost else 0
        app.user_middleware.insert(place, Middleware(kind, **arguments))
    return app


def with_access(app: FastAPI, settings: Settings) -> FastAPI:
    """An application that reads keys and counts requests.

    app: the service; settings: of the quotas, and where they are counted.
    """
    quotas = Quotas(settings.quotas_url, settings.quotas)
    if not hasattr(app.state, "quotas"):
        app.state.quotas = quotas
    return with_middleware(
        app,
        Access,
        keys=Keys(Store(settings.store)),
        quotas=quotas,
        settings=settings,
        page=lambda _request, problem: Answer(problem.status).response(),
    )
