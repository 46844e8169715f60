"""The proof by hostile requests: what is a fault, and that each request can be made again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from scripts.hostile import CATALOGUE, OTHER_METHODS, TARGETS, Hostile, hostile
from scripts.prove_hostile import NO_REQUEST, Attacker, Reply, attack, defect_of
from service.http.problems import MEDIA_TYPE, ErrorResponse

PROBLEM = json.dumps(ErrorResponse(404).problem.model_dump())
SEARCH = "/api/v1/search?q=a"
BROWSER = {"Accept": "text/html"}
Handle = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def answering(handle: Handle) -> Iterator[Attacker]:
    """An attacker of a server that does one thing, whatever is asked."""

    class Server(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            """The standard one writes on the screen."""

    for method in ("GET", "HEAD", *OTHER_METHODS):
        setattr(Server, f"do_{method}", handle)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    Thread(target=server.serve_forever, daemon=True).start()
    attacker = Attacker(server.server_address[1])
    try:
        yield attacker
    finally:
        attacker.close()
        server.shutdown()
        server.server_close()


def saying(status: int, kind: str = "text/plain", body: bytes = b"") -> Handle:
    """A server that reads what it is sent and answers one thing."""

    def handle(request: BaseHTTPRequestHandler) -> None:
        request.rfile.read(int(request.headers.get("Content-Length") or 0))
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(body)

    return handle


@pytest.mark.parametrize(
    ("path", "headers", "reply", "expected"),
    [
        (SEARCH, {}, Reply(200), ""),
        (SEARCH, {}, Reply(0), "sans réponse"),
        (SEARCH, {}, Reply(500, MEDIA_TYPE, "x"), "500 : x"),
        (SEARCH, {}, Reply(503, MEDIA_TYPE, PROBLEM), f"503 : {PROBLEM[:200]}"),
        (SEARCH, {}, Reply(404, MEDIA_TYPE, PROBLEM), ""),
        (SEARCH, BROWSER, Reply(404, MEDIA_TYPE, PROBLEM), ""),
        (SEARCH, {}, Reply(404, "application/json", PROBLEM), "404 hors du RFC 9457"),
        (SEARCH, {}, Reply(404, MEDIA_TYPE, '{"title": "x"}'), "404 hors du RFC 9457"),
        (SEARCH, {}, Reply(400, "text/plain", NO_REQUEST), ""),
        ("/fiches/x", BROWSER, Reply(404, "text/html; charset=utf-8", "<p>"), ""),
        ("/fiches/x", BROWSER, Reply(404, MEDIA_TYPE, PROBLEM), "404 sans page"),
        ("/fiches/x", {}, Reply(404, MEDIA_TYPE, PROBLEM), ""),
        ("/static/x", BROWSER, Reply(400, "text/plain", "Malformed"), ""),
        ("/mcp", BROWSER, Reply(406, "application/json", "{}"), ""),
    ],
)
def test_an_answer_should_be_judged_by_its_status_and_its_form(
    path: str, headers: dict[str, str], reply: Reply, expected: str
) -> None:
    assert defect_of(Hostile(1, "GET", path, headers), reply) == expected


def test_an_answer_without_a_body_should_be_judged_by_its_status_alone() -> None:
    assert defect_of(Hostile(1, "HEAD", SEARCH), Reply(404, MEDIA_TYPE)) == ""
    assert defect_of(Hostile(1, "HEAD", SEARCH), Reply(500)) == "500 : "


def test_a_request_should_be_the_same_again_and_another_by_another_seed() -> None:
    numbers = range(len(TARGETS))
    assert [hostile(1, each) for each in numbers] == [hostile(1, each) for each in numbers]
    assert [hostile(1, each) for each in numbers] != [hostile(2, each) for each in numbers]


def test_every_request_should_be_one_that_a_client_can_send() -> None:
    for number in range(1_500):
        request = hostile(3, number)
        assert request.path.isascii()
        assert request.path.startswith("/")
        assert not any(each in request.path for each in CATALOGUE)
        values = "".join(request.headers.values())
        assert not set("\r\n\0") & set(values)
        assert values.encode("latin-1") is not None


def test_what_comes_back_should_be_counted_by_status() -> None:
    with answering(saying(404, MEDIA_TYPE, PROBLEM.encode())) as attacker:
        report, defects = attack(attacker, 20, 1)
    assert report["statuts"] == {"404": 20}
    assert (report["vit_encore"], report["en_5xx"]) == (False, 0)
    assert defects[-1] == "le service ne répond plus"


def test_every_fault_should_be_told_with_its_request() -> None:
    with answering(saying(500, body=b"panne")) as attacker:
        report, defects = attack(attacker, 20, 1)
    assert (report["en_5xx"], report["fautes"]) == (20, 20)
    assert defects[1].startswith("500 : ")
    assert f"1 {hostile(1, 1).method} {hostile(1, 1).path[:50]}" in defects[1]


def test_who_closes_without_a_word_should_be_told_as_without_an_answer() -> None:
    def close(request: BaseHTTPRequestHandler) -> None:
        request.close_connection = True

    with answering(close) as attacker:
        assert attacker.send(Hostile(1, "GET", "/")) == Reply(0)


def test_a_body_refused_before_its_end_should_have_its_answer() -> None:
    def refuse(request: BaseHTTPRequestHandler) -> None:
        request.send_response(413)
        request.send_header("Content-Length", "0")
        request.end_headers()
        request.wfile.flush()
        request.close_connection = True

    with answering(refuse) as attacker:
        reply = attacker.send(Hostile(1, "POST", "/", body=b" " * 1_000))
    assert reply.status == 413
