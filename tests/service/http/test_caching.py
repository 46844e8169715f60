"""HTTP caching of the API: what may be kept, for how long, and what needs no second answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send
from starlette_compress import CompressMiddleware

from index.search.retriever import Retriever
from index.search.searcher import Searcher
from service.app import ROUTERS, create_app
from service.http.caching import DAY, FIVE_MINUTES, HOUR, RULES, SEARCHED, Caching, IndexState
from service.http.routes import Routes
from service.http.security import DEFAULT_CACHE
from service.records import export_api
from service.runtime.live_index import LiveIndex, OpenIndex
from service.settings import Settings
from tests.service.services import services_in

SEARCH = "/api/v1/search?q=smartphone"
FACETS = "/api/v1/facets"
EXPORT = "/api/v1/export"
ACTORS = "/api/v1/actors"


@pytest.fixture(scope="module")
def api(settings: Settings) -> Iterator[TestClient]:
    """A client of the service, with caching."""
    with TestClient(create_app(settings)) as opened:
        yield opened


def tag(client: TestClient, address: str = SEARCH) -> str:
    """The ETag of an answer."""
    response = client.get(address)
    assert response.status_code == 200, response.text
    return str(response.headers["ETag"])


def asked(client: TestClient, condition: str, address: str = SEARCH) -> Any:
    """The answer to who has something already."""
    return client.get(address, headers=[(b"If-None-Match", condition.encode("latin-1"))])


def routes() -> set[str]:
    """The paths of the API that answer to GET, documented or not."""
    every = [route for router in ROUTERS for route in router.routes]
    paths = {
        str(getattr(route, "path", ""))
        for route in every
        if "GET" in (getattr(route, "methods", None) or ())
    }
    return {path for path in paths if path.startswith("/api/")} | {"/api/openapi.json"}


def test_every_route_of_the_api_should_have_its_line_and_no_other() -> None:
    assert set(RULES) == routes()


KEPT = {
    "/api/openapi.json": HOUR,
    SEARCH: SEARCHED,
    f"{SEARCH}&format=csv": SEARCHED,
    EXPORT: HOUR,
    f"{EXPORT}?format=data-inclusion&ressource=services": HOUR,
    f"{EXPORT}?lat=48.85&lon=2.35": SEARCHED,
    f"{EXPORT}?format=csv&excel=true&publics=seniors": SEARCHED,
    ACTORS: SEARCHED,
    FACETS: FIVE_MINUTES,
    "/api/v1/communes?q=lil": DAY,
    "/api/v1/actors/atelier-phenix": FIVE_MINUTES,
    "/api/v1/actors/atelier-phenix/needs": FIVE_MINUTES,
    "/api/v1/actors/atelier-phenix/similar": FIVE_MINUTES,
    "/api/v1/actors/atelier-phenix/complementary": FIVE_MINUTES,
    "/api/v1/needs": FIVE_MINUTES,
    "/api/v1/needs/demarches--impots": FIVE_MINUTES,
}


@pytest.mark.parametrize("address", KEPT)
def test_an_answer_should_say_how_long_it_may_be_kept_and_of_which_index(
    api: TestClient, address: str
) -> None:
    for response in (api.get(address), api.head(address)):
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == KEPT[address]
        assert response.headers["X-Index-Version"] == api.get("/version").json()["index"]
        assert response.headers["ETag"].startswith('W/"')
        told = sorted(response.headers["Vary"].split(", "))
        assert told == ["Accept-Encoding", "Authorization", "Origin", "X-API-Key"]


@pytest.mark.parametrize("address", KEPT)
def test_who_has_an_answer_should_be_told_that_it_holds(api: TestClient, address: str) -> None:
    first = api.get(address)
    condition = {"If-None-Match": first.headers["ETag"]}
    for again in (api.get(address, headers=condition), api.head(address, headers=condition)):
        assert (again.status_code, again.content) == (304, b"")
        for name in ("ETag", "Cache-Control", "Vary", "X-Index-Version"):
            assert again.headers[name] == first.headers[name]
        assert "Content-Type" not in again.headers


def test_who_has_an_answer_should_be_told_before_any_work(
    api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    conditions = {address: tag(api, address) for address in (SEARCH, EXPORT)}

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("the search was made again")

    monkeypatch.setattr(Searcher, "search", refused)
    monkeypatch.setattr(export_api, "in_pieces", refused)
    for address, condition in conditions.items():
        assert asked(api, condition, address).status_code == 304


@pytest.mark.parametrize(
    "condition",
    [
        "{weak}",
        "{strong}",
        '"autre", {weak}',
        '{weak},"autre"',
        'W/"autre" , {strong} , "encore"',
        "*",
        " * ",
        '"a,b", {weak}',
    ],
)
def test_a_condition_that_names_the_answer_should_be_met(api: TestClient, condition: str) -> None:
    weak = tag(api)
    response = asked(api, condition.format(weak=weak, strong=weak.removeprefix("W/")))
    assert (response.status_code, response.headers["ETag"]) == (304, weak)
    assert response.content == b""


@pytest.mark.parametrize(
    "condition",
    [
        "",
        '"autre"',
        '"*"',
        '*, "autre"',
        "{bare}",
        'W/"',
        '""',
        '"{bare}x"',
        'W/"\xe9"',
        "a" * 5000,
    ],
)
def test_a_condition_that_does_not_name_it_should_get_the_answer(
    api: TestClient, condition: str
) -> None:
    bare = tag(api).removeprefix("W/").strip('"')
    response = asked(api, condition.format(bare=bare))
    assert response.status_code == 200
    assert response.json()["total"] > 0


def test_several_lines_of_conditions_should_be_one_list(api: TestClient) -> None:
    headers = [("If-None-Match", '"autre"'), ("If-None-Match", tag(api))]
    assert api.get(SEARCH, headers=headers).status_code == 304


def test_another_address_should_have_another_tag(api: TestClient) -> None:
    addresses = [SEARCH, f"{SEARCH}&page=2", f"{SEARCH}&format=csv", FACETS, "/api/v1/needs"]
    assert len({tag(api, address) for address in addresses}) == len(addresses)


class Tomorrow(date):
    """A day whose today is the next one."""

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        """The next day."""
        return date.today() + timedelta(days=1)


def test_what_depends_on_the_day_should_have_another_tag_the_next_one(
    api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    addresses = (ACTORS, f"{EXPORT}?score_qualite_minimum=0.5", FACETS, EXPORT)
    before = [tag(api, address) for address in addresses]
    monkeypatch.setattr("service.http.caching.date", Tomorrow)
    again = [asked(api, *each).status_code for each in zip(before, addresses, strict=True)]
    assert again == [200, 200, 304, 304]


def test_a_tag_should_not_hold_what_was_typed(api: TestClient) -> None:
    assert "smartphone" not in tag(api)


@pytest.mark.slow
def test_every_worker_should_give_the_same_tag(api: TestClient, settings: Settings) -> None:
    with TestClient(create_app(settings)) as other:
        assert tag(other) == tag(api)


def test_an_answer_to_a_post_should_have_no_tag_and_not_be_kept(api: TestClient) -> None:
    body = {"q": "smartphone"}
    response = api.post("/api/v1/search", json=body, headers={"If-None-Match": "*"})
    assert response.status_code == 200
    assert "ETag" not in response.headers
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Index-Version"] == response.json()["version_index"]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/v1/search", 422),
        ("GET", "/api/v1/actors/nulle-part", 404),
        ("GET", "/api/v1/nulle-part", 404),
        ("DELETE", FACETS, 405),
        ("POST", "/api/v1/search", 422),
    ],
)
def test_an_error_should_not_be_kept_nor_be_conditional(
    api: TestClient, method: str, address: str, status: int
) -> None:
    response = api.request(method, address, headers={"If-None-Match": "*"})
    assert response.status_code == status
    assert response.headers["Cache-Control"] == SEARCHED
    assert "ETag" not in response.headers
    assert "X-Index-Version" in response.headers


def test_what_is_open_now_should_have_no_tag(api: TestClient) -> None:
    for condition in ("*", tag(api)):
        response = asked(api, condition, f"{SEARCH}&ouvert=true")
        assert response.status_code == 200
        assert "ETag" not in response.headers


def test_the_actors_of_a_need_should_not_be_kept(api: TestClient) -> None:
    response = asked(api, "*", "/api/v1/needs/demarches--impots/actors?lieu=Lille")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == SEARCHED
    assert "ETag" not in response.headers


@pytest.fixture(scope="module")
def by_meaning(settings: Settings, searcher: Searcher) -> Iterator[TestClient]:
    """A client of the service, which has an encoder."""
    app = create_app(settings)
    with TestClient(app) as opened:
        services_in(app).get(LiveIndex)._current = OpenIndex(searcher)
        yield opened


def test_an_answer_should_have_no_tag_when_the_encoder_was_only_late(
    by_meaning: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = by_meaning.get(SEARCH)
    assert (whole.json()["mode"], "ETag" in whole.headers) == ("hybride", True)
    monkeypatch.setattr(Retriever, "start_encoding", lambda *_: lambda: None)
    late = by_meaning.get(SEARCH)
    assert (late.json()["mode"], "ETag" in late.headers) == ("lexical", False)
    assert asked(by_meaning, "*").status_code == 200
    assert asked(by_meaning, whole.headers["ETag"]).status_code == 304


def test_an_encoder_should_make_other_answers(by_meaning: TestClient, api: TestClient) -> None:
    assert tag(by_meaning) != tag(api)


def test_without_an_index_nothing_should_be_kept_nor_versioned(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(var=tmp_path, use_encoder=False))) as opened:
        response = asked(opened, "*", FACETS)
        assert (response.status_code, response.headers["Cache-Control"]) == (503, SEARCHED)
        places = opened.get("/api/v1/communes?q=lil")
        assert (places.status_code, places.headers["Cache-Control"]) == (200, DAY)
        for each in (response, places):
            assert not {"ETag", "X-Index-Version"} & {name.title() for name in each.headers}


@pytest.mark.parametrize("path", ["/", "/a-propos", "/sante", "/api", "/static/style.css"])
def test_what_is_not_of_the_api_should_be_left_alone(
    api: TestClient, client: TestClient, path: str
) -> None:
    ours, without = api.get(path), client.get(path)
    assert "X-Index-Version" not in ours.headers
    assert ours.headers["Cache-Control"] == without.headers["Cache-Control"]
    assert path.startswith("/static/") or ours.headers["Cache-Control"] == DEFAULT_CACHE


class Moving:
    """State of the index in service, which another one may replace."""

    def __init__(self) -> None:
        self.state: IndexState | None = ("une-version", "lexical")

    def __call__(self) -> IndexState | None:
        return self.state


OTHER = ("une-autre", "lexical")


def answered(
    caching: Caching, *conditions: str, accept_encoding: str = "identity"
) -> dict[str, str]:
    """The status and headers of an answer of the middleware alone."""
    sent: list[Message] = []
    headers = [(b"if-none-match", each.encode()) for each in conditions]
    headers.append((b"accept-encoding", accept_encoding.encode()))
    scope: Scope = {
        "type": "http", "method": "GET", "path": FACETS, "query_string": b"", "headers": headers,
    }  # fmt: skip

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(caching(scope, receive, send))
    start, *bodies = sent
    assert bool(bodies[0].get("body")) is (start["status"] == 200)
    assert [each.get("more_body", False) for each in bodies[-1:]] == [False]
    return {"status": str(start["status"])} | {
        name.decode().lower(): value.decode() for name, value in start["headers"]
    }


async def plain(_scope: Scope, _receive: Receive, send: Send) -> None:
    """An application that answers in two messages."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a", "more_body": True})
    await send({"type": "http.response.body", "body": b"b", "more_body": False})


FACETS_ALONE = Routes(Starlette(routes=[Route(FACETS, PlainTextResponse("faux"))]))


def caching_over(current: Moving, *files: Path) -> Caching:
    """The middleware alone."""
    return Caching(plain, FACETS_ALONE, current, files)


def test_another_index_should_make_other_answers() -> None:
    current = Moving()
    caching = caching_over(current)
    before = answered(caching)
    current.state = OTHER
    after = answered(caching, before["etag"])
    assert (after["status"], after["x-index-version"]) == ("200", "une-autre")
    assert after["etag"] != before["etag"]


def test_an_answer_should_have_no_tag_nor_version_when_no_index_is_ready() -> None:
    current = Moving()
    current.state = None
    assert not {"etag", "x-index-version"} & set(answered(caching_over(current), "*"))


def test_an_encoder_that_comes_late_should_make_other_answers() -> None:
    current = Moving()
    caching = caching_over(current)
    before = answered(caching)
    current.state = ("une-version", "hybride")
    assert answered(caching)["etag"] != before["etag"]


def test_an_answer_made_while_the_index_changed_should_have_no_tag() -> None:
    current = Moving()

    async def moving(scope: Scope, receive: Receive, send: Send) -> None:
        current.state = OTHER
        await plain(scope, receive, send)

    caching = Caching(moving, FACETS_ALONE, current)
    told = answered(caching, "*")
    assert (told["status"], "etag" in told) == ("200", False)


def test_other_synonyms_should_make_other_answers(tmp_path: Path) -> None:
    path = tmp_path / "synonymes.txt"
    tags = set()
    for content in (None, "ordi, pc", "ordi, pc, ordinateur"):
        if content is not None:
            path.write_text(content)
        tags.add(answered(caching_over(Moving(), path))["etag"])
    assert len(tags) == 3


def test_an_answer_already_had_should_be_one_message_however_many_were_sent() -> None:
    caching = caching_over(Moving())
    whole = answered(caching)
    assert answered(caching, "*") == whole | {"status": "304"}


@pytest.mark.parametrize("compress", [GZipMiddleware, CompressMiddleware])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_a_tag_should_hold_whatever_the_compression(compress: Any, encoding: str) -> None:
    async def long(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse("besoin " * 500)(scope, receive, send)

    caching = Caching(compress(long), FACETS_ALONE, Moving())
    whole = answered(caching, accept_encoding=encoding)
    assert whole.get("content-encoding", "identity") == encoding
    assert whole["vary"] == "Accept-Encoding, Authorization, X-API-Key"
    for accepted in ("gzip", "br", "identity"):
        again = answered(caching, whole["etag"], accept_encoding=accepted)
        assert (again["status"], again["vary"]) == ("304", whole["vary"])
        assert not {"content-encoding", "content-length", "content-type"} & set(again)


@pytest.mark.parametrize("form", ["json", "geojson", "csv"])
def test_locations_should_have_the_tag_of_what_they_say(
    located_client: TestClient, form: str
) -> None:
    address = f"/api/v1/lieux?format={form}"
    first = located_client.get(address)
    again = located_client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    other = located_client.get("/api/v1/lieux?size=1", headers={"If-None-Match": '"autre"'})
    assert other.status_code == 200
