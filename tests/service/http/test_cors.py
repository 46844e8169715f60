"""The API read from pages of other sites: what browsers are told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from service.app import create_app
from service.error_page import problem_page
from service.http import problems
from service.http.cors import ACCEPTED, EXPOSED, METHODS, CrossOriginApi
from service.http.problems import MEDIA_TYPE, Problem
from service.http.security import BodyLimit
from service.settings import Settings

ORIGIN = {"Origin": "https://partenaire.example"}
SEARCH = "/api/v1/search"


@pytest.fixture(scope="module")
def service(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings)) as opened:
        yield opened


@pytest.fixture(scope="module")
def failing() -> TestClient:
    """A client of routes that fail, behind a limit of the body."""
    app = FastAPI()
    problems.install(app, problem_page)

    @app.get("/api/panne")
    def broken() -> None:
        raise RuntimeError

    @app.get("/api/quota")
    def spent() -> Problem:
        raise HTTPException(429, headers={"Retry-After": "12"})

    app.add_middleware(BodyLimit, max_bytes=256, page=problem_page)
    app.add_middleware(CrossOriginApi)
    return TestClient(app, raise_server_exceptions=False)


def preflight(client: TestClient, path: str, method: str, headers: str = "") -> dict[str, str]:
    asked = ORIGIN | {"Access-Control-Request-Method": method}
    if headers:
        asked["Access-Control-Request-Headers"] = headers
    response = client.options(path, headers=asked)
    return dict(response.headers) | {"status": str(response.status_code)}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", f"{SEARCH}?q=ordinateur", 200),
        ("HEAD", f"{SEARCH}?q=ordinateur", 200),
        ("GET", "/api/openapi.json", 200),
        ("GET", SEARCH, 422),
        ("GET", "/api/v1/nulle-part", 404),
        ("GET", "/api/v1/actors/x", 404),
        ("DELETE", SEARCH, 405),
    ],
)
def test_every_answer_of_the_api_should_be_open_to_other_sites(
    service: TestClient, method: str, path: str, status: int
) -> None:
    response = service.request(method, path, headers=ORIGIN)
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Expose-Headers"].split(", ") == list(EXPOSED)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [("/api/panne", b"", 500), ("/api/quota", b"", 429), ("/api/panne", b"x" * 300, 413)],
)
def test_what_was_refused_or_failed_should_be_readable_too(
    failing: TestClient, path: str, body: bytes, status: int
) -> None:
    response = failing.request("GET", path, headers=ORIGIN, content=body)
    assert response.status_code == status
    assert response.headers["Content-Type"] == MEDIA_TYPE
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["/", "/recherche?q=ordinateur", "/sante", "/static/style.css"])
def test_pages_should_not_be_shared(service: TestClient, path: str) -> None:
    headers = service.get(path, headers=ORIGIN).headers
    assert not [name for name in headers if name.startswith("access-control")]


def test_no_credentials_should_ever_be_allowed(service: TestClient) -> None:
    told = service.get(f"{SEARCH}?q=ordinateur", headers=ORIGIN | {"Cookie": "a=b"}).headers
    asked = preflight(service, SEARCH, "POST")
    assert "access-control-allow-credentials" not in {*told, *asked}


@pytest.mark.parametrize("method", METHODS)
def test_a_browser_should_be_allowed_for_a_day(service: TestClient, method: str) -> None:
    told = preflight(service, SEARCH, method, ", ".join(ACCEPTED).lower())
    assert told["status"] == "204"
    assert told["access-control-allow-origin"] == "*"
    assert told["access-control-max-age"] == "86400"
    assert set(METHODS) == set(told["access-control-allow-methods"].split(", "))
    assert set(ACCEPTED) <= set(told["access-control-allow-headers"].split(", "))


@pytest.mark.parametrize(("method", "headers"), [("DELETE", ""), ("POST", "x-autre")])
def test_a_browser_should_be_refused_in_french_what_is_not_offered(
    service: TestClient, method: str, headers: str
) -> None:
    told = preflight(service, SEARCH, method, headers)
    assert (told["status"], told["content-type"]) == ("400", MEDIA_TYPE)


def test_a_preflight_of_a_page_should_be_refused(service: TestClient) -> None:
    told = preflight(service, "/recherche", "GET")
    assert told["status"] == "405"
    assert "access-control-allow-origin" not in told
