"""The journal: what a line holds, and what none ever holds."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import subprocess
import sys
import threading
import warnings
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import uvicorn.lifespan.on
import uvicorn.server
import uvicorn.supervisors.multiprocess
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from service.auth.access import Caller
from service.auth.rights import Key
from service.auth.rights import Scope as KeyScope
from service.http.problems import LastResort, Problem
from service.http.routes import Routes
from service.observability import logs
from service.observability.logs import RequestLog, ServedRequest
from service.presentation.templating import STATIC
from service.runtime.request_state import request_state
from tests.conftest import ROOT

TYPED = "sujet délicat"
KEY = Key(id="Ab12Cd34", created=date(2026, 11, 24), name="Essai", scopes=(KeyScope.LECTURE,))
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def stream() -> StringIO:
    """Where lines are written."""
    return StringIO()


@pytest.fixture
def lines(journalled: Callable[[], str]) -> Lines:
    """The lines of the journal."""
    return lambda: [json.loads(line) for line in journalled().split("\n")[:-1]]


def test_a_line_should_say_when_how_bad_who_and_what(lines: Lines) -> None:
    logging.getLogger("orientess").error("index %s refusé", "v1")
    (line,) = lines()
    moment = datetime.fromisoformat(line.pop("time"))
    assert moment.tzinfo == UTC
    assert abs((datetime.now(UTC) - moment).total_seconds()) < 5
    assert line == {"level": "error", "logger": "orientess", "event": "index v1 refusé"}


@pytest.mark.usefixtures("_as_it_was")
def test_our_lines_should_begin_at_a_level_and_those_of_others_at_warning(stream: StringIO) -> None:
    logs.configure(True, logging.INFO, stream)
    for name in ("orientess", "httpx", "limits.storage"):
        for level in (logging.DEBUG, logging.INFO, logging.WARNING):
            logging.getLogger(name).log(level, "essai")
    told = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(each["logger"], each["level"]) for each in told] == [
        ("orientess", "info"),
        ("orientess", "warning"),
        ("httpx", "warning"),
        ("limits.storage", "warning"),
    ]


@pytest.mark.usefixtures("_as_it_was")
def test_configuring_again_should_not_write_each_line_twice(stream: StringIO) -> None:
    for _ in range(2):
        logs.configure(True, stream=stream)
    logging.getLogger("orientess").info("essai")
    assert len(stream.getvalue().splitlines()) == 1


@pytest.mark.slow
def test_importing_the_service_should_configure_nothing() -> None:
    program = "import logging, service.app; print(logging.getLogger().handlers)"
    told = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize(
    "name", ["httpx", "limits.storage", "asyncio", "starlette", "mcp.server", "py.warnings"]
)
def test_what_other_libraries_say_should_be_told_by_its_place_alone(
    lines: Lines, name: str
) -> None:
    logging.getLogger(name).warning("GET /recherche?q=%s", TYPED, stack_info=True)
    logging.getLogger(name).warning(f"GET /recherche?q={TYPED}", extra={"fields": {"q": TYPED}})
    told = lines()
    assert TYPED not in json.dumps(told[0], ensure_ascii=False)
    assert told[0]["event"].startswith(f"message de {name} (test_logs.test_what_other")
    assert len(told) == 2


def test_what_warnings_say_should_not_be_repeated(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(TYPED, UserWarning, stacklevel=1)
        logging.captureWarnings(False)
    (line,) = lines()
    assert TYPED not in json.dumps(line, ensure_ascii=False)
    assert line["logger"] == "py.warnings"


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("uvicorn/protocols/websockets/websockets_impl.py", '%s - "WebSocket %s" [accepted]'),
        ("uvicorn/server.py", f'203.0.113.7 - "WebSocket {TYPED}" [accepted]'),
    ],
    ids=["of requests", "of processes"],
)
def test_uvicorn_should_speak_of_requests_without_what_they_hold(
    lines: Lines, path: str, told: str
) -> None:
    logger = logging.getLogger("uvicorn.error")
    words, values = '%s - "WebSocket %s" [accepted]', ("203.0.113.7", TYPED)
    logger.handle(logger.makeRecord(logger.name, logging.ERROR, path, 1, words, values, None))
    assert lines()[0]["event"] == told


def test_what_becomes_of_processes_should_be_told_in_french(lines: Lines) -> None:
    server = logging.getLogger(logs.SERVER)
    server.info("Uvicorn running on %s://%s:%d (Press CTRL+C to quit)", "http", "[::1]", 8000)
    server.info("Application startup complete.")
    server.info("Waiting for application startup.")
    server.info("Received SIGHUP, restarting processes.")
    server.info("Child process [12] died")
    server.error("Application startup failed. Exiting.")
    assert [(each["level"], each["event"]) for each in lines()] == [
        ("info", "adresse du service : http://[::1]:8000"),
        ("info", f"processus {os.getpid()} prêt"),
        ("info", "SIGHUP reçu : les processus sont remplacés un à un"),
        ("warning", "processus 12 perdu : un autre prend sa place"),
        ("error", "Application startup failed. Exiting."),
    ]


def test_every_word_of_uvicorn_on_processes_should_still_be_its_own() -> None:
    """Another version of it may speak otherwise: then these lines would be lost."""
    source = "".join(
        Path(str(module.__file__)).read_text(encoding="utf-8")
        for module in (uvicorn.server, uvicorn.lifespan.on, uvicorn.supervisors.multiprocess)
    )
    for pattern in logs.PROCESSES:
        words = re.match(r"[\w ]+", pattern)
        assert words is not None
        assert words[0] in source, pattern


def _fails() -> None:
    typed = TYPED
    try:
        raise KeyError(typed)
    except KeyError as cause:
        error = ValueError(f"« {typed} » ne va pas")
        error.add_note(typed)
        raise ExceptionGroup(typed, [error]) from cause


def test_an_exception_should_be_told_by_its_kinds_and_places(lines: Lines) -> None:
    try:
        _fails()
    except ExceptionGroup:
        logging.getLogger("orientess").exception("erreur imprévue")
    (line,) = lines()
    assert TYPED not in json.dumps(line, ensure_ascii=False)
    group, cause = line["exception"]
    assert (group["type"], cause["type"]) == ("ExceptionGroup", "KeyError")
    assert group["groupe"][0][0]["type"] == "ValueError"
    assert group["pile"][-1].startswith(f"{__file__}:")
    assert group["pile"][-1].endswith(" _fails")


HOSTILE = 'a\n{"event": "faux"}\r\u2028\u0085\x1b[31m\x9b\u202eb\ud800\x00'


@pytest.mark.usefixtures("_as_it_was")
@pytest.mark.parametrize("as_json", [True, False], ids=["JSON", "text"])
@pytest.mark.parametrize("where", ["words", "fields", "logger"])
def test_nothing_should_break_a_line_or_move_the_cursor(
    stream: StringIO, as_json: bool, where: str
) -> None:
    logs.configure(as_json, stream=stream)
    name = f"orientess.{HOSTILE}" if where == "logger" else "orientess"
    fields = {"champ": HOSTILE} if where == "fields" else {}
    logging.getLogger(name).error(
        HOSTILE if where == "words" else "essai", extra={"fields": fields}
    )
    written = stream.getvalue()
    assert written.endswith("\n")
    assert len(written.splitlines()) == 1
    assert all(each.isprintable() for each in written[:-1])
    written.encode()
    if as_json:
        line = json.loads(written)
        assert HOSTILE in {line["event"], line.get("champ"), line["logger"].partition(".")[2]}


def test_a_line_that_cannot_be_made_should_be_told_without_its_values(
    lines: Lines, journalled: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    logger = logging.getLogger("orientess")
    unmade = logger.makeRecord(logger.name, logging.ERROR, __file__, 1, "%d", (TYPED,), None)
    for each in logging.getLogger().handlers:
        if isinstance(each, logs.LineHandler):  # pytest's own would fail
            each.handle(unmade)
    (line,) = lines()
    assert line["event"].startswith("ligne illisible")
    assert TYPED not in journalled() + "".join(capsys.readouterr())


def test_a_thread_that_stops_should_not_print_what_it_was_given(
    lines: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    def stops() -> None:
        raise ValueError(TYPED)

    stopped = threading.Thread(target=stops)
    stopped.start()
    stopped.join()
    (line,) = lines()
    assert (line["level"], line["exception"][0]["type"]) == ("critical", "ValueError")
    assert TYPED not in json.dumps(line, ensure_ascii=False) + "".join(capsys.readouterr())


def test_an_error_that_nobody_can_catch_should_not_be_printed(
    lines: Lines, capsys: pytest.CaptureFixture[str]
) -> None:
    class Lost:
        def __del__(self) -> None:
            raise ValueError(TYPED)

    Lost()
    (line,) = lines()
    assert line["exception"][0]["type"] == "ValueError"
    assert TYPED not in json.dumps(line, ensure_ascii=False) + "".join(capsys.readouterr())


def _page(_request: Request, problem: Problem) -> Response:
    return PlainTextResponse(problem.title)


@pytest.fixture
def small_app() -> FastAPI:
    """An application with a journal and one route of each kind."""
    app = FastAPI()

    @app.get("/fiches/{identifier}")
    async def sheet(identifier: str) -> Response:
        return PlainTextResponse("fiche" * 3)

    @app.post("/recherche")
    async def searched(request: Request) -> Response:
        state = request_state(request.scope)
        state.mode = "hybride"
        state.add(Caller(KEY))
        return PlainTextResponse("ok")

    @app.get("/panne")
    def failing(q: str) -> Response:
        raise ValueError(q)

    @app.get("/sante")
    async def alive() -> Response:
        return PlainTextResponse("ok")

    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_middleware(LastResort, page=_page)
    app.add_middleware(RequestLog, routes=Routes(app))
    return app


@pytest.mark.parametrize(
    ("method", "address", "told"),
    [
        ("GET", f"/fiches/{TYPED}?q={TYPED}", ("GET", "/fiches/{identifier}", 200, 15)),
        ("DELETE", f"/fiches/{TYPED}", ("DELETE", "/fiches/{identifier}", 405, 31)),
        ("GET", f"/nulle-part/{TYPED}", ("GET", "autre", 404, 22)),
        ("GET", f"/static/{TYPED}", ("GET", "/static/…", 404, 22)),
        ("SUJET", "/fiches/x", ("autre", "/fiches/{identifier}", 405, 31)),
    ],
)
def test_a_request_should_be_told_by_its_route_and_never_by_its_path(
    lines: Lines, small_app: FastAPI, method: str, address: str, told: tuple[str, str, int, int]
) -> None:
    TestClient(small_app).request(
        method, address, headers={"user-agent": "sujet", "referer": "http://sujet.example/"}
    )
    line = next(each for each in lines() if each["logger"] == "orientess.http")
    assert "sujet" not in json.dumps(line)
    assert "testclient" not in json.dumps(line)
    assert tuple(line[name] for name in ("methode", "route", "statut", "octets")) == told
    assert 0 <= line["duree_ms"] < 5000
    assert set(line) == {
        *("time", "level", "logger", "event", "requete"),
        *("methode", "route", "statut", "duree_ms", "octets"),
    }


def test_a_request_should_be_told_with_its_key_and_its_mode(
    lines: Lines, small_app: FastAPI
) -> None:
    TestClient(small_app).post("/recherche")
    line = next(each for each in lines() if each["logger"] == "orientess.http")
    assert (line["cle"], line["mode"]) == ("Ab12Cd34", "hybride")


def test_a_fault_should_be_found_from_the_number_of_its_answer(
    lines: Lines, small_app: FastAPI
) -> None:
    answer = TestClient(small_app).get(
        "/panne", params={"q": TYPED}, headers={"x-request-id": "delicat"}
    )
    fault, request = (each for each in lines() if each["logger"].startswith("orientess"))
    assert (fault["event"], request["statut"]) == ("erreur imprévue", 500)
    assert fault["requete"] == request["requete"] == answer.headers["x-request-id"]
    told = json.dumps([fault, request], ensure_ascii=False)
    assert "délicat" not in told
    assert "delicat" not in told


@pytest.mark.usefixtures("_as_it_was")
def test_a_probe_that_is_well_should_not_fill_the_journal(
    stream: StringIO, small_app: FastAPI
) -> None:
    logs.configure(True, stream=stream)
    client = TestClient(small_app)
    client.get("/sante")
    client.delete("/sante")
    told = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert [(each["methode"], each["statut"]) for each in told] == [("DELETE", 405)]


def _run(
    app: Callable[[Scope, Receive, Send], Awaitable[None]], scope: Scope
) -> list[ServedRequest]:
    """Return the requests observed when an application receives one whose client has gone."""
    seen: list[ServedRequest] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(_message: Any) -> None:
        return None

    asyncio.run(RequestLog(app, Routes(FastAPI()), seen.append)(scope, receive, send))
    return seen


def test_a_request_that_nobody_waits_for_should_be_told_too(lines: Lines) -> None:
    async def silent(_scope: Scope, _receive: Receive, _send: Send) -> None:
        return None

    (served,) = _run(silent, {"type": "http", "method": "GET", "path": f"/{TYPED}"})
    assert (served.status, served.route, served.size) == (499, "autre", 0)
    assert lines()[-1]["statut"] == 499


def test_what_is_no_request_should_pass_untold() -> None:
    seen = []

    async def app(scope: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(scope["type"])

    assert _run(app, {"type": "lifespan"}) == []
    assert seen == ["lifespan"]
