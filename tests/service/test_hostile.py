"""What attackers, broken programs and unlucky people send: never a fault of the service (5xx).

`make prove` sends a hundred thousand of these requests to the real service; here are some of each
kind, and those that a client of HTTP does not let one send.
"""

from __future__ import annotations

import asyncio
import gc
import json
import logging
from collections.abc import Iterator, Sequence
from typing import Any, cast
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from starlette.routing import Route, compile_path
from starlette.types import Message, Scope

from bench.proofs.hostile import JOB, NEED, POSTS, RECORD, TARGETS, THEME, Hostile, hostile
from bench.prove_hostile import Reply, defect_of
from index.indexing.build import build
from index.records.jsonl import to_json
from service.app import create_app
from service.settings import Settings
from tests.conftest import MANY_VALUES, SMALL_CATALOGUE, make_occupation, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.service.services import services_in
from tests.towns import write_towns

pytestmark = MANY_VALUES
SEED = 11
REQUESTS = 500
KNOWN = {RECORD: "atelier-phenix", NEED: "reparer", THEME: "theme", JOB: "soudeur"}
THESAURUS = make_thesaurus(
    reparer="Faire réparer un smartphone", internet="Avoir une connexion internet à la maison"
)
RECORDS = tuple(
    each.model_copy(update={"besoins": (KNOWN[NEED],)}) if each.id == KNOWN[RECORD] else each
    for each in SMALL_CATALOGUE
)
WELDER = make_occupation("soudeur", ("Souder des composants",), nom="Soudeur en électronique")
BROWSER = {"Accept": "text/html"}
JSON = {"Content-Type": "application/json"}
METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW")
PAGES = ("/", "/recherche", "/carte", "/aidant", "/widget", "/integrer", "/parcours", "/valider")
FORMS = (
    "/avis",
    "/avis/mots",
    f"/fiches/{KNOWN[RECORD]}/signaler",
    "/valider",
    "/proposer",
    f"/fiches/{KNOWN[RECORD]}/confirmer",
    f"/fiches/{KNOWN[RECORD]}/corriger",
    "/reception",
)
TEXTS_OF_FORMS = (
    "avis", "fiche", "besoin", "mots", "raison", "commentaire", "nom", "description", "publics",
    "besoins", "code_postal", "telephone", "preuve", "cle", "action", "motif",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the whole service, which understands by the hash encoder."""
    var = tmp_path_factory.mktemp("var")
    needs = var / "needs.jsonl"
    write_towns(var / "communes.csv")
    lines = map(to_json, (*THESAURUS.themes.values(), *THESAURUS.needs.values()))
    needs.write_text("\n".join(lines), encoding="utf-8")
    build(RECORDS, HashEncoder(), "hash", var / "index", thesaurus=THESAURUS, occupations=(WELDER,))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("service.runtime.live_index.OnnxEncoder", lambda *_, **__: HashEncoder())
        app = create_app(
            Settings(var=var, needs=needs, communes=var / "communes.csv", quota_per_minute=0)
        )
        with TestClient(app, raise_server_exceptions=False, follow_redirects=False) as opened:
            yield opened


def routes(client: TestClient) -> list[tuple[str, str]]:
    """The (method, template) of every route."""
    return [
        (method, str(context.path))
        for context in iter_route_contexts(cast(FastAPI, client.app).routes)
        if isinstance(route := context.original_route, Route)
        for method in sorted(route.methods or ())
    ]


def wrong(client: TestClient, request: Hostile, **options: Any) -> tuple[int, str]:
    """The status of an answer, and what is wrong with it, "" when nothing is.

    request: its path is quoted and its headers are in Latin-1; options: to send a body otherwise.
    """
    headers = [(name.encode(), value.encode("latin-1")) for name, value in request.headers.items()]
    body = options or {"content": request.body}
    response = client.request(request.method, request.path, headers=headers, **body)
    reply = Reply(response.status_code, response.headers.get("Content-Type", ""), response.text)
    return reply.status, defect_of(request, reply)


def status(client: TestClient, method: str, path: str, **options: Any) -> int:
    """The status of an answer in which nothing is wrong, to a person's browser."""
    headers = BROWSER | options.pop("headers", {})
    found, reply = wrong(client, Hostile(0, method, path, headers), **options)
    assert reply == "", (method, path[:100])
    return found


async def raw(
    client: TestClient,
    method: str = "GET",
    path: str = "/recherche",
    query: bytes = b"",
    headers: Sequence[tuple[bytes, bytes]] = (),
    messages: Sequence[Message] = ({"type": "http.request", "body": b"", "more_body": False},),
) -> tuple[int, dict[bytes, bytes]]:
    """The status and headers of an answer to what no client of HTTP sends, 0 when there is none.

    messages: what the server gives it of the body; it then waits for the end of the answer.
    """
    left, sent = list(messages), list[Message]()
    scope: Scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method,
        "scheme": "http", "path": path, "raw_path": path.encode("utf-8", "replace"),
        "query_string": query, "root_path": "", "headers": list(headers),
        "client": ("127.0.0.1", 1), "server": ("localhost", 80), "state": {},
    }  # fmt: skip

    async def receive() -> Message:
        if left:
            await asyncio.sleep(0)
            return left.pop(0)
        await asyncio.Event().wait()
        raise AssertionError("personne ne répond plus")

    async def send(message: Message) -> None:
        sent.append(message)

    await client.app(scope, receive, send)
    return (sent[0]["status"], dict(sent[0]["headers"])) if sent else (0, {})


def ask(client: TestClient, **asked: Any) -> tuple[int, dict[bytes, bytes]]:
    """The same, from a test."""
    assert client.portal is not None

    async def within() -> tuple[int, dict[bytes, bytes]]:
        return await asyncio.wait_for(raw(client, **asked), 20)

    return client.portal.call(within)


# Starlette leaves to the garbage collector the file of a part that a cut body never ends
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
def test_no_hostile_request_should_be_a_fault_of_the_service(client: TestClient) -> None:
    requests = (hostile(SEED, number, KNOWN) for number in range(REQUESTS))
    judged = ((each.number, each.path[:100], wrong(client, each)[1]) for each in requests)
    assert [each for each in judged if each[-1]] == []
    gc.collect()


def test_every_route_should_be_attacked(client: TestClient) -> None:
    attacked = [
        (("GET", "HEAD") if posted is None else ("POST",), address.partition("?")[0])
        for address, posted in TARGETS
    ]
    missed = {
        (method, template)
        for method, template in routes(client)
        if not any(
            method in methods and compile_path(template)[0].match(path.replace("{}", "x"))
            for methods, path in attacked
        )
    }
    assert missed == set()


@pytest.mark.parametrize("method", METHODS)
def test_a_method_of_any_kind_should_be_answered_on_every_route(
    client: TestClient, method: str
) -> None:
    known = dict(zip(("{id}", "{identifier}"), (KNOWN[RECORD], KNOWN[RECORD]), strict=True))
    served = set(routes(client))
    for template in {template for _, template in served}:
        path = template
        for name, identifier in known.items():
            path = path.replace(name, identifier)
        found = status(client, method, path)
        assert (method, template) in served or found == 405, path


BODIES = {
    "a megabyte of spaces": b" " * 1_000_000,
    "a megabyte of brackets": b"[" * 1_000_000,
    "a megabyte of text": json.dumps({"q": "é" * 500_000}, ensure_ascii=False).encode(),
    "lists as deep as allowed": b"[" * 60_000,
    "a deep need": b'{"q": ' + b"[" * 20_000 + b"]" * 20_000 + b"}",
    "objects inside objects": b'{"a":' * 9_000 + b"1" + b"}" * 9_000,
    "a number of many digits": b'{"q": "a", "page": ' + b"9" * 50_000 + b"}",
    "no finite number": b'{"q": "a", "lat": Infinity, "lon": NaN}',
    "a number out of bounds": b'{"q": "a", "lat": 1e999, "lon": -1e999}',
    "half a character": rb'{"q": "\ud800", "lieu": "\udfff", "textes": ["\ud83d"], "\ud800": 1}',
    "half a character in bytes": b'{"q": "\xed\xa0\x80"}',
    "null": b"null",
    "nulls": b'{"q": null, "textes": [null], "recherches": [null], "profil": null, "fiche": null}',
    "null characters": rb'{"q": "\u0000", "textes": ["\u0000"], "fiche": "\u0000", "utile": true}',
    "ten thousand fields": b"{" + b",".join(b'"a%d": 1' % n for n in range(5_000)) + b"}",
    "one field many times": b"{" + b",".join([b'"q": "a"'] * 5_000) + b"}",
    "another encoding": '{"q": "é"}'.encode("utf-16"),
    "nothing of Unicode": bytes(range(256)) * 20,
    "a bomb of ligatures": json.dumps({"q": "\ufdfa" * 290, "profil": "\ufdfa" * 990}).encode(),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_no_body_should_be_a_fault_of_the_service(client: TestClient, body: bytes) -> None:
    for path in dict.fromkeys(path for path, _ in POSTS if path != "/mcp"):
        status(client, "POST", path, content=body, headers=JSON)
    for path in ("/mcp", *FORMS):
        status(client, "POST", path, content=body, headers=JSON)


CALL = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "chercher", "arguments": {"besoin": "ordinateur"}},
}


@pytest.mark.parametrize(
    "message",
    [
        pytest.param([], id="nothing"),
        pytest.param([CALL] * 300, id="three hundred calls"),
        pytest.param([[CALL], [[CALL]]], id="calls inside calls"),
        pytest.param([None, 1, "a", {}], id="no calls"),
        pytest.param(CALL | {"id": {"a": [1]}}, id="an identifier of another type"),
        pytest.param(CALL | {"id": 10**40}, id="a huge identifier"),
        pytest.param(CALL | {"params": [1]}, id="a list of arguments"),
        pytest.param(CALL | {"params": {"name": ["chercher"], "arguments": 3}}, id="wrong types"),
        pytest.param(CALL | {"method": "\u202e\0" * 500}, id="a method of nothing"),
        pytest.param(
            CALL | {"params": {"name": "chercher", "_meta": {"progressToken": []}}}, id="meta"
        ),
    ],
)
def test_no_call_of_an_assistant_should_be_a_fault_of_the_service(
    client: TestClient, message: object
) -> None:
    headers = JSON | {"Accept": "application/json, text/event-stream"}
    response = client.post("/mcp", content=json.dumps(message), headers=headers)
    assert response.status_code < 500
    assert response.status_code == 202 or "jsonrpc" in response.json()


LONG = 'W/"' + "a" * 100_000 + '"'
VALUES = {
    "a tag of 100 kB": LONG,
    "ten thousand tags": ", ".join(['"0123456789abcdef0123456789abcdef"'] * 10_000),
    "ten thousand languages": ",".join(f"f{n};q=0.{n}" for n in range(10_000)),
    "wrong weights": "fr;q=abc, en;q=NaN, *;q=-1, ;;;=, text/html;q=1e999",
    "bytes": "".join(map(chr, [*range(1, 10), *range(11, 13), *range(14, 32), *range(127, 256)])),
    "an address in brackets": "[::1",
    "a number beyond measure": "9" * 5_000,
    "a key": "Bearer orientess_" + "A" * 10_000,
    "an empty key": "Bearer",
    "basic": "Basic ????",
    "ranges": "bytes=" + ",".join(f"{n}-{n}" for n in range(2_000)),
}
NAMES = (
    "Accept-Encoding", "Accept-Language", "Authorization", "Content-Length", "Cookie", "Host",
    "If-Modified-Since", "If-None-Match", "Origin", "Range", "Referer", "Sec-Fetch-Site",
    "X-API-Key", "X-Forwarded-For", "Access-Control-Request-Method",
)  # fmt: skip


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_no_header_should_be_a_fault_of_the_service(client: TestClient, value: str) -> None:
    for path in ("/recherche?q=ordinateur", "/api/v1/search?q=ordinateur", "/static/style.css"):
        for name in NAMES:
            status(client, "GET", path, headers={name: value})
        status(client, "GET", path, headers={"Accept": value})


def test_thousands_of_headers_should_be_read_and_forgotten(client: TestClient) -> None:
    many = [(b"x-%d" % n, b"\xff" * 50) for n in range(5_000)]
    found, _ = ask(client, query=b"q=ordinateur", headers=many)
    assert found == 431
    again = [(b"if-none-match", b'"a"'), (b"accept", b"text/html"), (b"host", b"[")] * 1_000
    found, _ = ask(client, path="/api/v1/search", query=b"q=ordinateur", headers=again)
    assert found in {200, 431}


@pytest.mark.parametrize("name", ["familles", "q", "lieu", "page", "f", "r", "inconnu", "cle"])
@pytest.mark.parametrize("path", [*PAGES, "/aidant/selection", "/api/v1/search"])
def test_a_parameter_a_thousand_times_should_be_read_or_refused(
    client: TestClient, path: str, name: str
) -> None:
    status(client, "GET", f"{path}?q=ordinateur&porte=aide" + f"&{name}=1" * 1_000)


@pytest.mark.parametrize(
    "number", ["0", "-1", "201", "1" + "0" * 5_000, "1e3", "1.5", "٣", "１", " 1", "0x1", "1_0", ""]
)
def test_a_page_out_of_bounds_should_be_refused(client: TestClient, number: str) -> None:
    for path in ("/recherche", "/carte", "/aidant", "/widget", "/api/v1/search"):
        given = {"q": "ordinateur", "page": number, "distance": number, "lat": number, "lon": "1"}
        status(client, "GET", f"{path}?{urlencode(given)}")
        found = status(client, "GET", f"{path}?{urlencode({'q': 'ordinateur', 'page': number})}")
        assert found in ({200, 422} if number in (" 1", "1_0", "１", "٣") else {422})


@pytest.mark.parametrize(
    "written",
    [
        b"%", b"%%%", b"%zz", b"%0", b"%u0041", b"%ff%fe", b"%c0%af", b"%ed%a0%80", b"%00",
        b"+%2B%20", b"%E2%80%AE" * 30, b"%EF%B7%BA" * 100, b"a%0d%0aSet-Cookie:%20a=b", b";q=1&&=",
        b"a" * 60_000, b"&" * 30_000, b"=" * 30_000, b"q=%00&q", b"#",
    ],
)  # fmt: skip
def test_an_address_of_any_bytes_should_be_answered(client: TestClient, written: bytes) -> None:
    for path in (*PAGES, "/api/v1/search", "/api/v1/communes", "/aidant/fiche", "/comprendre"):
        for query in (written, b"q=" + written, b"q=ordinateur&lieu=" + written + b"&f=" + written):
            found, answered = ask(
                client, path=path, query=query, headers=[(b"accept", b"text/html")]
            )
            assert 0 < found < 500, (path, query[:50])
            assert b"set-cookie" not in answered


@pytest.mark.parametrize(
    "path",
    [
        "*", "", "//", "//evil.example/", "/en", "/en/", "/en/en/en", "/en//evil.example", "/../..",
        "/en/../api/v1/search", "/api", "/api/", "/api//", "/api/v1/../../sante", "/API/V1/SEARCH",
        "/\ufffd", "/fiches/\ufffd", "/en/fiches/\ufffd\0", "/api/v1/actors/\ufffd", "/static/\0a",
        "/static/../settings.py", "/static/\0", "/static/" + "a" * 5_000, "/" + "a/" * 20_000,
        "/fiches/" + "\u202e" * 2_000, "/themes/\ufdfa", "/recherche/", "/widget.css/", "/\r\n",
    ],
)  # fmt: skip
@pytest.mark.parametrize("accepted", [b"text/html", b"*/*"])
def test_a_path_of_any_text_should_be_answered(
    client: TestClient, path: str, accepted: bytes
) -> None:
    for method in ("GET", "POST", "OPTIONS"):
        found, _ = ask(client, method=method, path=path, headers=[(b"accept", accepted)])
        assert 0 < found < 500, (method, path[:50])


MARK = b"limite"
PART = b'--limite\r\nContent-Disposition: form-data; name="%b"\r\n\r\n%b\r\n'
END = b"--limite--\r\n"
FORM_BODIES = {
    "no part": (MARK, END),
    "no end": (MARK, PART % (b"avis", b"utile")),
    "no mark": (b"", PART % (b"avis", b"utile") + END),
    "another mark": (b"autre", PART % (b"avis", b"utile") + END),
    "a mark of 10 kB": (b"a" * 10_000, PART % (b"avis", b"utile") + END),
    "two thousand parts": (MARK, PART % (b"avis", b"utile") * 800 + END),
    "a file": (MARK, PART.replace(b'"%b"', b'"%b"; filename="x"') % (b"avis", b"utile") + END),
    "no name": (MARK, PART.replace(b'; name="%b"', b"%b") % (b"", b"utile") + END),
    "a name of bytes": (MARK, PART % (b"\xff\0\xfe", b"\xff") + END),
    "half a character": (MARK, PART % (b"commentaire", b"\xed\xa0\x80" * 50) + END),
    "a heading without end": (MARK, b"--limite\r\n" + b"a: b\r\n" * 5_000),
    "a heading of nothing": (MARK, b"--limite\r\n\0\0\0: \r\n\r\nx\r\n" + END),
    "an unknown charset": (b"limite; charset=utf-99", PART % (b"avis", "é".encode()) + END),
    "a charset that is none": (b"limite; charset=undefined", PART % (b"avis", b"utile") + END),
}


@pytest.mark.parametrize(("mark", "body"), FORM_BODIES.values(), ids=FORM_BODIES)
def test_no_form_should_be_a_fault_of_the_service(
    client: TestClient, mark: bytes, body: bytes
) -> None:
    kinds = (b"multipart/form-data; boundary=" + mark, b"multipart/form-data",
             b"application/x-www-form-urlencoded")  # fmt: skip
    for path in (*FORMS, "/fiches/x/signaler"):
        for kind in kinds:
            status(
                client, "POST", path, content=body, headers={"Content-Type": kind.decode("latin-1")}
            )


@pytest.mark.parametrize("text", ["\ud800", "\0", "\u202e" * 400, "\ufdfa" * 500, "🏳️‍🌈" * 300])
@pytest.mark.parametrize("field", TEXTS_OF_FORMS)
def test_no_text_of_a_form_should_be_a_fault_of_the_service(
    client: TestClient, field: str, text: str
) -> None:
    given = {
        "avis": "utile",
        "fiche": KNOWN[RECORD],
        "raison": "contact",
        "preuve": "https://clic.example/",
        field: text,
    }
    form = {name: value.encode("utf-8", "surrogatepass") for name, value in given.items()}
    for path in FORMS:
        status(client, "POST", path, data=form)


POSTED = ("/api/v1/search", "/api/v1/reports", "/mcp", "/avis")


def chunk(body: bytes, more: bool = True) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


@pytest.mark.parametrize("path", POSTED)
def test_a_body_byte_by_byte_should_be_read(client: TestClient, path: str) -> None:
    kind = b"application/x-www-form-urlencoded" if path == "/avis" else b"application/json"
    body = b"avis=utile&fiche=x" if path == "/avis" else b'{"q": "ordinateur"}'
    messages = [*(chunk(body[at : at + 1]) for at in range(len(body))), chunk(b"", more=False)]
    found, _ = ask(
        client,
        method="POST",
        path=path,
        headers=[(b"content-type", kind), (b"transfer-encoding", b"chunked")],
        messages=messages,
    )
    assert 0 < found < 500


@pytest.mark.parametrize("path", POSTED)
def test_who_leaves_before_the_end_of_a_body_should_break_nothing(
    client: TestClient, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    messages = [chunk(b'{"q": "ordi'), {"type": "http.disconnect"}]
    headers = [(b"content-type", b"application/json"), (b"content-length", b"100")]
    found, _ = ask(client, method="POST", path=path, headers=headers, messages=messages)
    assert found < 500
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []
    assert client.get("/api/v1/search", params={"q": "ordinateur"}).status_code == 200


def test_bodies_that_never_end_should_take_nobodys_turn(client: TestClient) -> None:
    settings = services_in(client.app).get(Settings)
    slow = settings.running_max + settings.waiting_max + 5
    headers = [(b"content-type", b"application/json"), (b"content-length", b"100")]

    async def meanwhile() -> int:
        held = [
            asyncio.ensure_future(
                raw(client, "POST", "/api/v1/search", headers=headers, messages=[chunk(b"{")])
            )
            for _ in range(slow)
        ]
        await asyncio.sleep(0.05)
        answer = await asyncio.wait_for(raw(client, query=b"q=ordinateur"), 10)
        assert not any(each.done() for each in held)
        for each in held:
            each.cancel()
        await asyncio.gather(*held, return_exceptions=True)
        return answer[0]

    assert client.portal is not None
    assert client.portal.call(meanwhile) == 200
