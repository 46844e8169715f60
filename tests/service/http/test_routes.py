"""Routes: a path is told by the template of what answers to it, and by nothing else."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRouter
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from service.app import create_app
from service.http.routes import FREE, Routes, is_free
from service.settings import Settings

TYPED = "sujet-delicat"


@pytest.fixture(scope="module")
def routes(settings: Settings) -> Routes:
    """The routes of the service."""
    return Routes(create_app(settings))


@pytest.mark.parametrize(
    ("method", "path", "template"),
    [
        ("GET", "/", "/"),
        ("GET", f"/fiches/{TYPED}", "/fiches/{identifier}"),
        ("POST", f"/fiches/{TYPED}/signaler", "/fiches/{identifier}/signaler"),
        ("GET", f"/api/v1/actors/{TYPED}", "/api/v1/actors/{id}"),
        ("GET", "/api/v1/suggestions/opensearch", "/api/v1/suggestions/opensearch"),
        ("GET", "/api/openapi.json", "/api/openapi.json"),
        ("POST", "/mcp", "/mcp"),
        ("GET", f"/static/{TYPED}/{TYPED}", "/static/…"),
        ("DELETE", f"/fiches/{TYPED}", "/fiches/{identifier}"),
        ("SUJET", "/sante", "/sante"),
        ("GET", f"/{TYPED}", None),
        ("GET", f"/fiches/{TYPED}/{TYPED}", None),
        ("GET", "/static", None),
        ("GET", "", None),
    ],
)
def test_a_path_should_be_told_by_its_template(
    routes: Routes, method: str, path: str, template: str | None
) -> None:
    assert routes.template(method, path) == template


def test_every_route_should_be_found_from_a_path_of_its_own(
    routes: Routes, settings: Settings
) -> None:
    paths = create_app(settings).openapi()["paths"]
    for template, methods in paths.items():
        path = re.sub(r"\{\w+\}", TYPED, template)
        for method in methods:
            assert routes.template(method.upper(), path) == template
            assert method.upper() in routes.methods(path)


def test_of_two_routes_that_answer_to_a_path_the_one_that_takes_its_method_should_be_told() -> None:
    answer = PlainTextResponse("x")
    app = Starlette(
        routes=[
            Route("/besoins/{id}", answer, methods=["GET"]),
            Route("/besoins/nouveau", answer, methods=["POST"]),
        ]
    )
    routes = Routes(app)
    assert routes.template("GET", "/besoins/nouveau") == "/besoins/{id}"
    assert routes.template("POST", "/besoins/nouveau") == "/besoins/nouveau"
    assert routes.template("PUT", "/besoins/nouveau") == "/besoins/{id}"
    assert routes.methods("/besoins/nouveau") == {"GET", "HEAD", "POST"}


def test_routes_that_come_after_should_be_known_under_their_prefix() -> None:
    app = FastAPI()
    routes = Routes(app)
    router = APIRouter(prefix="/api/v1")
    router.add_api_route("/faits/{id}", lambda: "x")
    app.include_router(router)
    assert routes.template("GET", f"/api/v1/faits/{TYPED}") == "/api/v1/faits/{id}"


def test_nobody_should_be_told_methods_of_what_does_not_exist(routes: Routes) -> None:
    assert routes.methods(f"/{TYPED}") == frozenset()


def test_what_is_free_should_exist(routes: Routes) -> None:
    assert {path: routes.template("GET", path) for path in FREE} == {path: path for path in FREE}
    assert is_free("/static/style.css")
    assert not any(map(is_free, ("/", "/api/v1/search", "/mcp", "/statique", "/sante/x")))
