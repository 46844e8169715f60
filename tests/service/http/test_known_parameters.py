"""Unknown parameters: every route of the API refuses them, and no page does."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from scripts.generated.openapi import published
from service.app import create_app
from service.http.known_parameters import NONE, ONCE, is_strict
from service.http.problems import MAX_ERRORS, MAX_NAME, MEDIA_TYPE, UNKNOWN
from service.settings import Settings

PATHS = published()["paths"]
OPERATIONS = [(method.upper(), path) for path, methods in PATHS.items() for method in methods]
READ = [(method, path) for method, path in OPERATIONS if method == "GET"]


@pytest.fixture(scope="module")
def api(settings: Settings) -> Iterator[TestClient]:
    """A client of every route, where nobody has a quota."""
    endless = settings.model_copy(update={"quota_per_minute": 0})
    with TestClient(create_app(endless)) as opened:
        yield opened


def concrete(path: str) -> str:
    return re.sub(r"\{\w+\}", "x", path)


@pytest.mark.parametrize(("method", "path"), [*OPERATIONS, *(("HEAD", path) for _, path in READ)])
def test_a_parameter_that_a_route_lacks_should_be_refused(
    api: TestClient, method: str, path: str
) -> None:
    response = api.request(method, f"{concrete(path)}?nimp=1")
    assert response.status_code == 422
    assert response.headers["Content-Type"] == MEDIA_TYPE
    if method != "HEAD":
        assert response.json()["errors"] == [{"champ": "nimp", "message": UNKNOWN}]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ("/api/v1/search?q=souris&q=clavier", "q"),
        ("/api/v1/actors?size=1&page=1&size=2", "size"),
        ("/api/v1/communes?q=lille&q=lens", "q"),
        ("/api/v1/changes?page=1&page=2", "page"),
    ],
)
def test_a_parameter_that_is_read_once_should_not_be_given_twice(
    api: TestClient, asked: str, field: str
) -> None:
    response = api.get(asked)
    assert response.status_code == 422
    assert response.json()["errors"] == [{"champ": field, "message": ONCE}]


@pytest.mark.parametrize("path", ["/api/v1/search?q=souris", "/api/v1/actors?size=2"])
def test_a_list_should_be_given_by_several_parameters(api: TestClient, path: str) -> None:
    assert api.get(f"{path}&frais=gratuit&frais=payant").status_code == 200


@pytest.mark.parametrize(("method", "path"), READ)
def test_a_refusal_should_tell_the_parameters_that_the_document_tells(
    api: TestClient, method: str, path: str
) -> None:
    told = PATHS[path][method.lower()].get("parameters", ())
    known = [each["name"] for each in told if each["in"] == "query"]
    expected = f"Paramètres de cette adresse : {', '.join(known)}." if known else NONE
    detail = api.request(method, f"{concrete(path)}?nimp=1").json()["detail"]
    assert detail == f"nimp : {UNKNOWN} {expected}"


@pytest.mark.parametrize(
    "path",
    [
        "/?utm_source=x",
        "/recherche?q=internet&utm_source=x",
        "/api?utm_source=x",
        "/robots.txt?v=2",
    ],
)
def test_a_page_should_ignore_what_it_does_not_know(api: TestClient, path: str) -> None:
    assert api.get(path).status_code == 200


def test_an_unknown_address_should_stay_unknown(api: TestClient) -> None:
    assert api.get("/api/v1/nulle-part?nimp=1").status_code == 404
    assert api.put("/api/v1/facets?nimp=1").status_code == 405


def test_thousands_of_unknown_parameters_should_get_a_short_answer(api: TestClient) -> None:
    query = "&".join(f"x{number}=1" for number in range(3000))
    response = api.get(f"/api/v1/search?q=internet&{query}")
    errors = response.json()["errors"]
    assert (response.status_code, len(errors)) == (422, MAX_ERRORS)
    assert errors[-1] == {"champ": "…", "message": "Et 2981 autres erreurs."}
    assert len(response.content) < 6_000


def test_a_very_long_name_should_not_be_repeated_whole(api: TestClient) -> None:
    response = api.get(f"/api/v1/facets?{'x' * 9000}=1")
    assert response.json()["errors"][0]["champ"] == f"{'x' * (MAX_NAME - 1)}…"
    assert len(response.content) < 1_000


@pytest.mark.parametrize(
    ("path", "strict"),
    [
        ("/api/v1/search", True),
        ("/sante", True),
        ("/metrics", False),
        ("/api/openapi.json", False),
        ("/api", False),
        ("/recherche", False),
    ],
)
def test_the_routes_of_the_document_should_be_strict_and_no_other(path: str, strict: bool) -> None:
    assert is_strict(path) is strict
