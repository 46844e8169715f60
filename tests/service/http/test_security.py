"""What every answer carries, what no request may exceed, and what is never kept."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from service.app import create_app
from service.error_page import problem_page
from service.http.problems import MEDIA_TYPE
from service.http.security import (
    DEFAULT_CACHE,
    HEADERS,
    BodyLimit,
    SecurityHeaders,
)
from service.runtime.connections import HEADERS_MAX_BYTES
from service.runtime.live_index import LiveIndex
from service.settings import Settings
from tests.browser.states import STATES
from tests.service.services import replace_services

SEARCH = "/api/v1/search"
CANARY = "zyxwvcanari"
JSON = {"content-type": "application/json"}
KEPT = {"style", "description"}
"""Answers that say nothing of anybody: caches may keep them."""

ANSWERS = [
    pytest.param("GET", "/", 200, id="home"),
    pytest.param("GET", "/recherche?q=ordinateur", 200, id="results"),
    pytest.param("GET", "/fiches/atelier-phenix", 200, id="sheet"),
    pytest.param("GET", "/recherche?q=", 422, id="page at fault"),
    pytest.param("GET", f"{SEARCH}?q=ordinateur", 200, id="api"),
    pytest.param("GET", SEARCH, 422, id="api at fault"),
    pytest.param("GET", "/api/openapi.json", 200, id="description"),
    pytest.param("GET", "/static/style.css", 200, id="style"),
    pytest.param("GET", "/sante", 200, id="alive"),
    pytest.param("GET", "/nulle-part", 404, id="not found"),
    pytest.param("POST", "/comprendre", 405, id="wrong method"),
    # no redirection: it would lead to the host that the request names
    pytest.param("GET", "/recherche/", 404, id="one slash too many"),
]

FRAMED = {
    "widget": {"'self'"},
    "widget with results": {"'self'"},
    "widget without an answer": {"'self'"},
    "widget at fault": {"'self'"},
    "widget told what to mend": {"'self'"},
    "widget refused": {"*"},  # a notice without form nor script, so that its host reads it
}
"""State -> who may frame it, when somebody may."""


@pytest.fixture
def narrow(small_home: Path) -> Iterator[TestClient]:
    """A client of a service that takes bodies of 256 bytes."""
    settings = Settings(var=small_home.parent, use_encoder=False, body_max_bytes=256)
    with TestClient(create_app(settings)) as opened:
        yield opened


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_should_carry_the_headers_of_security(
    client: TestClient, method: str, path: str, status: int
) -> None:
    response = client.request(method, path, follow_redirects=False)
    assert response.status_code == status
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize("state", STATES)
def test_every_page_should_have_a_strict_policy(client: TestClient, state: str) -> None:
    headers = client.get(STATES[state], follow_redirects=False).headers
    policy = dict(
        each.strip().partition(" ")[::2] for each in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert policy["frame-ancestors"] in FRAMED.get(state, {"'none'"})
    assert policy["form-action"] in {"'self'", "'none'"}
    for name, sources in policy.items():
        assert "unsafe" not in sources
        assert "http:" not in sources
        assert "*" not in sources or name == "frame-ancestors"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("method", "path", "status"), [each for each in ANSWERS if each.id not in KEPT]
)
def test_no_answer_should_be_kept_by_a_cache_nor_leave_a_cookie(
    client: TestClient, method: str, path: str, status: int
) -> None:
    response = client.request(method, path, follow_redirects=False)
    assert response.status_code == status
    assert "no-store" in DEFAULT_CACHE
    assert response.headers["Cache-Control"] == DEFAULT_CACHE
    assert "Set-Cookie" not in response.headers


def test_a_service_that_is_not_ready_should_carry_the_headers_too(tmp_path: Path) -> None:
    app = create_app(Settings(var=tmp_path, use_encoder=False))
    response = TestClient(app).get("/pret")
    assert response.status_code == 503
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


def test_a_refused_body_should_carry_the_headers_too(narrow: TestClient) -> None:
    response = narrow.post(SEARCH, content=b" " * 257)
    assert response.status_code == 413
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "rule",
    [
        "default-src 'none'",
        "script-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ],
)
def test_the_policy_should_allow_no_script_in_pages_nor_any_other_site(rule: str) -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert rule in policy.split("; ")
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    ("hsts", "subdomains", "expected"),
    [
        (False, False, None),
        (False, True, None),
        (True, False, "max-age=31536000"),
        (True, True, "max-age=31536000; includeSubDomains"),
    ],
)
def test_https_should_be_announced_as_compulsory_only_if_asked(
    small_home: Path, hsts: bool, subdomains: bool, expected: str | None
) -> None:
    """An agency may serve other sites, by http, under its own name."""
    settings = Settings(
        var=small_home.parent, use_encoder=False, hsts=hsts, hsts_subdomains=subdomains
    )
    app = create_app(settings)
    response = TestClient(app).get("/sante")
    assert response.headers.get("Strict-Transport-Security") == expected


def test_a_route_should_be_able_to_choose_its_own_cache() -> None:
    async def cached(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("x", headers={"Cache-Control": "max-age=60"})

    app = SecurityHeaders(Starlette(routes=[Route("/", cached)]), hsts=False)
    response = TestClient(app).get("/")
    assert response.headers["Cache-Control"] == "max-age=60"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def body_of(size: int) -> bytes:
    """A valid search of that many bytes."""
    body = b'{"q": "ordinateur"}'
    return body + b" " * (size - len(body))


def in_pieces(body: bytes) -> Iterator[bytes]:
    """A body sent without announcing its length."""
    for start in range(0, len(body), 100):
        yield body[start : start + 100]


@pytest.mark.parametrize("streamed", [False, True], ids=["announced", "streamed"])
@pytest.mark.parametrize(("size", "status"), [(256, 200), (257, 413)])
def test_a_body_should_be_taken_up_to_the_limit_and_refused_beyond(
    narrow: TestClient, size: int, status: int, streamed: bool
) -> None:
    body = body_of(size)
    response = narrow.post(
        SEARCH,
        content=in_pieces(body) if streamed else body,
        headers={"content-type": "application/json"},
    )
    assert response.status_code == status


def test_a_length_that_lies_should_not_let_a_long_body_in(narrow: TestClient) -> None:
    response = narrow.post(SEARCH, content=body_of(300), headers={"content-length": "10"})
    assert response.status_code == 413
    assert response.headers["Content-Type"] == MEDIA_TYPE


def test_a_person_who_leaves_while_sending_should_be_noticed_by_the_route() -> None:
    arriving: list[Message] = [
        {"type": "http.request", "body": b"{", "more_body": True},
        {"type": "http.disconnect"},
        {"type": "http.disconnect"},
    ]
    seen: list[str] = []

    async def route(_scope: Scope, receive: Receive, _send: Send) -> None:
        for _ in range(3):
            seen.append((await receive())["type"])

    async def receive() -> Message:
        return arriving.pop(0)

    async def send(_message: Message) -> None:
        raise AssertionError("rien à répondre")

    scope: dict[str, Any] = {"type": "http", "headers": []}
    asyncio.run(BodyLimit(route, 256, problem_page)(scope, receive, send))
    assert seen == ["http.request", "http.disconnect", "http.disconnect"]


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        pytest.param("GET", f"{SEARCH}?q={CANARY}", {}, id="api"),
        pytest.param("POST", SEARCH, {"json": {"q": CANARY}}, id="post"),
        pytest.param("POST", SEARCH, {"json": {"q": CANARY, "page": 0}}, id="post at fault"),
        pytest.param(
            "POST", SEARCH, {"content": f"{{{CANARY}", "headers": JSON}, id="post unreadable"
        ),
        pytest.param("GET", f"{SEARCH}?q={CANARY}&frais={CANARY}", {}, id="api at fault"),
        pytest.param("GET", f"/recherche?q={CANARY}", {}, id="page"),
        pytest.param("GET", f"/recherche?q={CANARY}&page=0", {}, id="page at fault"),
        pytest.param("GET", f"/fiches/{CANARY}", {}, id="unknown sheet"),
    ],
)
def test_a_need_should_appear_in_no_log_nor_header(
    client: TestClient,
    caplog: pytest.LogCaptureFixture,
    method: str,
    path: str,
    options: dict[str, Any],
) -> None:
    with caplog.at_level(logging.DEBUG):
        response = client.request(method, path, **options)
    ours = [each for each in caplog.records if not each.name.startswith("http")]  # the client's own
    logged = [each.getMessage() for each in ours]
    assert response.status_code in {200, 400, 404, 422}
    assert not [message for message in logged if CANARY in message]
    assert CANARY not in str(response.headers)


def test_a_need_should_not_be_logged_when_its_search_fails(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings)
    replace_services(app, {LiveIndex: None})
    with caplog.at_level(logging.DEBUG):
        response = TestClient(app, raise_server_exceptions=False).get(f"{SEARCH}?q={CANARY}")
    formatter = logging.Formatter()
    logged = [formatter.format(each) for each in caplog.records if each.name == "orientess"]
    assert response.status_code == 500
    assert len(logged) == 1
    assert CANARY not in logged[0]


@pytest.mark.parametrize("size", [1_000, 60_000])
def test_headers_too_long_should_be_refused_even_in_one_read(small_home: Path, size: int) -> None:
    client = TestClient(create_app(Settings(var=small_home.parent, use_encoder=False)))
    response = client.get("/sante", headers={"X-Long": "a" * size})
    if size < HEADERS_MAX_BYTES:
        assert response.status_code == 200
    else:
        assert (response.status_code, response.json()["title"]) == (431, "En-têtes trop longs")
        assert response.headers["Connection"] == "close"


def test_a_length_that_is_told_twice_should_close_the_connection(small_home: Path) -> None:
    """RFC 9112, 6.3: a proxy may read the other length, and see another request in the body."""
    client = TestClient(create_app(Settings(var=small_home.parent, use_encoder=False)))
    headers = {"Content-Length": "4", "Transfer-Encoding": "chunked"}
    response = client.post("/api/v1/search", content=b"{}  ", headers=headers)
    assert response.status_code == 400
    assert response.headers["Connection"] == "close"
