"""Whatever is wrong with a request, the API tells it in one form: RFC 9457, in French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.http import problems
from service.http.content_type import EXPECTED
from service.http.problems import MEDIA_TYPE, TITLES, ErrorResponse
from service.settings import Settings

SEARCH = "/api/v1/search"
JSON = {"content-type": "application/json"}
ENGLISH = re.compile(r"\b(not|the|allowed|found|should|field|required|input|error|body)\b", re.I)
GETS = (
    SEARCH,
    "/api/v1/actors",
    "/api/v1/actors/emmaus",
    "/api/v1/actors/emmaus/needs",
    "/api/v1/changes",
    "/api/v1/communes",
    "/api/v1/export",
    "/api/v1/facets",
    "/api/v1/needs",
    "/api/v1/occupations",
    "/api/v1/suggestions",
    "/api/v1/suggestions/opensearch",
)
POSTS = (
    SEARCH,
    "/api/v1/search/batch",
    "/api/v1/classify",
    "/api/v1/match/skills",
)


@pytest.fixture(scope="module")
def api(settings: Settings) -> Iterator[TestClient]:
    """A client of every route, where nobody has a quota."""
    endless = settings.model_copy(update={"quota_per_minute": 0})
    with TestClient(create_app(endless)) as opened:
        yield opened


def told(response: Any, status: int) -> dict[str, Any]:
    """The problem of an answer, once its form was checked."""
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == MEDIA_TYPE
    body: dict[str, Any] = response.json()
    assert list(body) == ["type", "title", "status", "detail", "errors"]
    assert (body["type"], body["title"], body["status"]) == ("about:blank", TITLES[status], status)
    words = " ".join([body["title"], body["detail"], *(each["message"] for each in body["errors"])])
    assert not ENGLISH.search(words), words
    return body


def fields(body: dict[str, Any]) -> list[str]:
    return [each["champ"] for each in body["errors"]]


@pytest.mark.parametrize(
    "path", ["/api/v1", "/api/v1/nulle-part", "/api/v2/search", "/api/v1/needs/x/y", "/api/v1/%00"]
)
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_an_unknown_address_should_not_be_found(api: TestClient, method: str, path: str) -> None:
    assert fields(told(api.request(method, path), 404)) == []


@pytest.mark.parametrize("path", [*GETS, "/api/openapi.json"])
@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "AUTRE"])
def test_a_wrong_method_should_be_refused(api: TestClient, method: str, path: str) -> None:
    response = api.request(method, path)
    assert fields(told(response, 405)) == []
    assert response.headers["Allow"]


@pytest.mark.parametrize("path", POSTS[1:])
def test_what_is_posted_should_not_be_got(api: TestClient, path: str) -> None:
    told(api.get(path), 405)


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    ("content", "status", "field"),
    [
        pytest.param(b"", 422, "corps", id="nothing"),
        pytest.param(b"{", 400, "corps", id="no JSON"),
        pytest.param(b"[]", 422, "corps", id="a list"),
        pytest.param(b"null", 422, "corps", id="null"),
        pytest.param(b'{"inconnu": 1, "q": "x"}', 422, "inconnu", id="unknown field"),
        pytest.param(b"\xff\xfe{", 400, None, id="no UTF-8"),
        pytest.param(b"[" * 60_000, 400, None, id="too deep"),
        pytest.param(b"1" * 60_000, 400, None, id="a huge number"),
        pytest.param(b" " * 70_000, 413, None, id="too long"),
    ],
)
def test_a_body_at_fault_should_be_explained(
    api: TestClient, path: str, content: bytes, status: int, field: str | None
) -> None:
    found = fields(told(api.post(path, content=content, headers=JSON), status))
    assert field in found if field else not found


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/xml", "json", "é"],
)
def test_a_body_that_does_not_say_it_is_json_should_be_refused(
    api: TestClient, path: str, kind: str
) -> None:
    headers = [(b"content-type", kind.encode())] if kind else []
    response = api.post(path, content=b'{"q": "x"}', headers=headers)
    body = told(response, 415)
    assert (body["detail"], fields(body)) == (EXPECTED, ["Content-Type"])
    assert response.headers["Accept-Post"] == "application/json"


@pytest.mark.parametrize(
    "kind", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/ld+json"]
)
def test_json_may_be_said_in_other_ways(api: TestClient, kind: str) -> None:
    response = api.post(SEARCH, content=b'{"q": "internet"}', headers={"content-type": kind})
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (SEARCH, "q"),
        (f"{SEARCH}?q=x&couleur=bleu", "couleur"),
        (f"{SEARCH}?q=x&page=un", "page"),
        (f"{SEARCH}?q=%20", "q"),
        (f"{SEARCH}?q=%ff", "q"),
        (f"{SEARCH}?q=x&lat=91&lon=0", "lat"),
        (f"{SEARCH}?q=x&format=xml", "format"),
        ("/api/v1/communes", "q"),
        ("/api/v1/suggestions", "q"),
        (f"/api/v1/suggestions?q={'a' * 121}", "q"),
        (f"/api/v1/actors/{'a' * 121}", "id"),
        ("/api/v1/actors/emmaus/similar?size=0", "size"),
        ("/api/v1/needs/demarches--impots/actors?distance=inf", "distance"),
        ("/api/v1/occupations?page=201", "page"),
        ("/api/v1/export?format=xls", "format"),
        ("/api/v1/export?familles=telecoms-solidaires&nimp=1", "nimp"),
        ("/api/v1/actors?thematiques=x", "thematiques"),
        ("/api/v1/actors?page=201", "page"),
        ("/api/v1/changes?depuis=hier", "depuis"),
        ("/api/v1/changes?since=2026-11-01", "since"),
        ("/api/v1/export?format=csv&ressource=services", "ressource"),
    ],
)
def test_a_parameter_at_fault_should_be_named(api: TestClient, path: str, field: str) -> None:
    assert fields(told(api.get(path), 422)) == [field]


@pytest.mark.parametrize("path", ["/api/v1/actors/x", "/api/v1/needs/x", "/api/v1/occupations/x"])
def test_what_does_not_exist_should_not_be_found(api: TestClient, path: str) -> None:
    assert "« x »" in told(api.get(path), 404)["detail"]


@pytest.mark.parametrize(
    ("path", "status"), [(SEARCH, 422), ("/api/v1/x", 404), ("/api/v1/actors/x", 404)]
)
def test_head_should_tell_the_status_and_no_more(api: TestClient, path: str, status: int) -> None:
    response = api.head(path)
    assert (response.status_code, response.content) == (status, b"")
    assert response.headers["Content-Type"] == MEDIA_TYPE


@pytest.mark.parametrize("accepted", ["text/html", "image/png", "application/xml", "*/*;q=0", ""])
def test_what_a_client_accepts_should_not_matter(api: TestClient, accepted: str) -> None:
    assert told(api.get(SEARCH, headers={"accept": accepted}), 422)
    assert api.get("/api/v1/facets", headers={"accept": accepted}).status_code == 200


@pytest.mark.parametrize("header", ["Authorization", "X-API-Key"])
def test_a_wrong_key_should_be_refused_even_where_none_is_needed(
    api: TestClient, header: str
) -> None:
    value = "Bearer orientess_inconnue" if header == "Authorization" else "orientess_inconnue"
    response = api.get("/api/v1/facets", headers={header: value})
    told(response, 401)
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("path", ["/api/v1/feedback", "/api/v1/reports"])
def test_who_writes_without_a_key_should_be_refused(api: TestClient, path: str) -> None:
    told(api.post(path, json={}), 401)


@pytest.mark.parametrize("status", sorted(set(TITLES) - {404}))
def test_every_status_should_be_told_in_french(status: int) -> None:
    problem = ErrorResponse(status).problem
    assert not ENGLISH.search(f"{problem.title} {problem.detail}")
    assert problem.title != problems.TITLES[404]
