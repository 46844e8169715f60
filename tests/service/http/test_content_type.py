"""Content type of the bodies posted to the API."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from service.http.content_type import ContentType
from service.http.routes import CSV_FILES

API, PAGE, FILE = "/api/v1/search", "/avis", "/api/v1/communes/csv"


@pytest.fixture(scope="module")
def client() -> TestClient:
    """A client of three routes that accept any body."""
    paths = (API, PAGE, *CSV_FILES)
    routes = [Route(path, PlainTextResponse("reçu"), methods=["POST"]) for path in paths]
    app = Starlette(routes=routes)
    app.add_middleware(ContentType)
    return TestClient(app)


@pytest.mark.parametrize(
    ("path", "content_type", "status"),
    [
        (API, "application/json", 200),
        (API, "application/json; charset=utf-8", 200),
        (API, "application/ld+json", 200),
        (API, "application/x-www-form-urlencoded", 415),
        (API, "text/json", 415),
        (PAGE, "application/x-www-form-urlencoded", 200),
    ],
)
def test_only_json_should_be_posted_to_the_api(
    client: TestClient, path: str, content_type: str, status: int
) -> None:
    answer = client.post(path, content=b"q=x", headers={"Content-Type": content_type})
    assert answer.status_code == status
    assert answer.headers.get("Accept-Post") == ("application/json" if status == 415 else None)


def test_a_request_without_body_should_need_no_content_type(client: TestClient) -> None:
    assert client.post(API).status_code == 200


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("text/csv", 200), ("TEXT/CSV; charset=utf-8", 200), ("application/json", 415), ("", 415)],
)
def test_a_file_of_needs_should_be_csv(client: TestClient, content_type: str, status: int) -> None:
    answer = client.post(FILE, content=b"besoin", headers={"Content-Type": content_type})
    assert answer.status_code == status
    assert answer.headers.get("Accept-Post") == ("text/csv" if status == 415 else None)
