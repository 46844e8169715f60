"""A need that nobody else would write is sent everywhere; nothing but its answer may hold it.

It goes through every route of the service, in the path, the query string, bodies of every kind,
well made or not, and headers. Then everything that the service wrote is read: lines of the journal,
measures, files, pages of errors.

An error repeats it nowhere in its text but to name what is wrong, when the need was sent as an
identifier or as the name of a parameter. A page of error also gives it back, to whom it came from:
in the fields where it was typed, to be mended, and in links of this site that go on with it (the
same page in another language, the way back).
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest
from fastapi.routing import iter_route_contexts

from index.text.analysis import fold
from service.app import create_app
from service.http.routes import PROBES
from service.presentation.templating import STATIC
from service.settings import Settings
from tests.conftest import MANY_VALUES, ROOT
from tests.service.process import free_port, wait_until_ready
from tests.service.talkative import FAILING
from tests.towns import write_towns

pytestmark = MANY_VALUES
NEED = "Zorglwübique kwaxldéphone brwlepîntre"
MARKS = (b"zorglw", b"kwaxld", b"brwlep")
"""How its words begin: in plain letters, so that no encoding and no stemming hides them."""
GIVEN = "vwztrymônnerie"
GIVEN_MARK = b"vwztrym"
GIVEN_FIELDS = ("mots", "commentaire")
"""Where a person chooses to write to us: kept, and nowhere but in the store."""
ADDRESS = "203.0.113.77"
JSON_RPC = {"accept": "application/json, text/event-stream", "mcp-method": "tools/call"}
FIELDS = frozenset(
    name
    for path in STATIC.parent.glob("*/templates/*.html")
    for name in re.findall(r'name="([a-z_]+)"', path.read_text(encoding="utf-8"))
)
"""Names of the fields of every form."""


@dataclass(frozen=True)
class Sent:
    """A request. as_name: whether the need is sent as the name of a parameter."""

    method: str
    path: str
    route: str
    options: dict[str, Any] = field(default_factory=dict)
    as_name: bool = False


@dataclass(frozen=True)
class Traces:
    """What is left of many requests, and their answers; talkative: whether all was logged."""

    talkative: bool
    journal: bytes
    measures: bytes
    files: dict[Path, bytes]
    answers: list[tuple[Sent, httpx.Response]]

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The lines of the journal, when it is in JSON."""
        return [json.loads(each) for each in self.journal.splitlines() if each.startswith(b"{")]


def marks_in(data: bytes) -> list[bytes]:
    """What of the need can be read in some bytes."""
    lowered = data.lower()
    return [mark for mark in MARKS if mark in lowered]


@pytest.mark.parametrize(
    "written",
    [
        *(NEED, NEED.upper(), fold(NEED), quote(NEED), quote_plus(NEED)),
        *(json.dumps(NEED), repr(NEED.encode()), f"<b>{NEED.split()[1]}</b>", NEED[:9]),
    ],
)
def test_a_need_should_be_found_however_it_is_written(written: str) -> None:
    assert marks_in(written.encode())


def filled(schema: dict[str, Any], text: str, known: dict[str, Any], name: str = "") -> Any:
    """A value of a JSON schema that holds a text wherever one may be given."""
    schema = known[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "anyOf" in schema:
        return filled(schema["anyOf"][0], text, known, name)
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            named = schema.get("properties", {}).items()
            return {each: filled(inner, text, known, each) for each, inner in named}
        case "array":
            return [filled(schema["items"], text, known, name)]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
    return GIVEN if name in GIVEN_FIELDS else text


def bodies(context: Any, text: str) -> Iterator[dict[str, Any]]:
    """Bodies for a route that takes one: as it wants them, then otherwise."""
    body = getattr(context, "body_field", None)
    if body is not None:
        schema = body.field_info.annotation.model_json_schema()
        whole = filled(schema, text, schema.get("$defs", {}))
        yield {"json": whole}
        yield {"json": {"q": text}}
        yield {"json": {name: [value] for name, value in whole.items()}}
    form = {name: GIVEN if name in GIVEN_FIELDS else text for name in FIELDS}
    yield {"data": form | {"raison": "autre", "avis": "oui"}}
    yield {"files": {name: (text, value.encode()) for name, value in form.items()}}
    yield {"content": f'{{"q": "{text}'.encode(), "headers": {"content-type": "application/json"}}
    yield {"content": text.encode("latin-1"), "headers": {"content-type": text.encode()}}
    yield {"content": f"{text} ".encode() * 4000}


def messages(tools: list[dict[str, Any]], text: str) -> Iterator[dict[str, Any]]:
    """Messages of an assistant: calls of every tool, then what is no call."""
    for tool in tools:
        arguments = filled(tool["inputSchema"], text, tool["inputSchema"].get("$defs", {}))
        for each in ({"q": text}, arguments, {name: [text] for name in arguments}):
            yield rpc("tools/call", {"name": tool["name"], "arguments": each})
    yield rpc("tools/call", {"name": text, "arguments": {text: text}})
    yield rpc(text, {text: text})


def rpc(method: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """A message of JSON-RPC."""
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}


def requests(text: str, tools: list[dict[str, Any]]) -> Iterator[Sent]:
    """The need in every route that the service has, by every way."""
    everything = dict.fromkeys(FIELDS - set(GIVEN_FIELDS), text)
    for context in iter_route_contexts(create_app(Settings()).routes):
        route = str(context.path)
        known = re.sub(r"\{.*?\}", "atelier-phenix", route)
        for method in sorted(context.methods or {"GET"}):
            for path in {known, f"/en{known}"} if not route.startswith("/api/") else {known}:
                yield Sent(method, path, route, {"params": {"q": text}})
                yield Sent(method, path, route, {"params": everything})
                yield Sent(method, path, route, {"params": {"q": text, text: text}}, as_name=True)
            if method == "POST":
                for body in bodies(context, text):
                    yield Sent(method, known, route, body)
                yield Sent(method, known, route, {"json": {text: text}}, as_name=True)
            if "{" in route:
                typed = re.sub(r"\{.*?\}", quote(text), route)
                yield Sent(method, typed, route)
        if route == "/mcp":
            for message in messages(tools, text):
                yield Sent("POST", route, route, {"json": message, "headers": JSON_RPC})
    yield Sent("DELETE", "/api/v1/search", "/api/v1/search", {"params": {"q": text}})
    yield Sent("GET", f"/{quote(text)}", "autre")
    yield Sent("GET", f"/static/{quote(text)}", "/static/…")
    key = {"authorization": b"Bearer " + text.encode()}
    yield Sent("GET", "/api/v1/search", "/api/v1/search", {"params": {"q": text}, "headers": key})


def tools_of(client: httpx.Client) -> list[dict[str, Any]]:
    """The tools for assistants; none when the service has no such route."""
    answer = client.post("/mcp", json=rpc("tools/list", {}), headers=JSON_RPC)
    return [] if answer.status_code == 404 else list(answer.json()["result"]["tools"])


def send_all(address: str, *texts: str) -> list[tuple[Sent, httpx.Response]]:
    """Send each text everywhere."""
    headers = {
        "accept": "text/html, application/json",
        "cookie": quote(NEED),
        "referer": f"http://ailleurs.example/{quote(NEED)}",
        "user-agent": quote(NEED),
        "x-forwarded-for": ADDRESS,
        "x-request-id": quote(NEED),
    }
    answers = []
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        tools = tools_of(client)
        for text in texts:
            for sent in requests(text, tools):
                answers.append((sent, client.request(sent.method, sent.path, **sent.options)))
        # what is no request at all
        with suppress(httpx.TransportError):
            client.request("GET", "/", headers={b"content-length": NEED.encode()})
    return answers


def read_files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


COMMANDS = {"orientess": ["-m", "service.cli"], "talkative": ["-m", "tests.service.talkative"]}


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(("orientess", "1"), id="as operators run it"),
        pytest.param(("talkative", "1"), id="talkative, JSON", marks=pytest.mark.slow),
        pytest.param(("talkative", "0"), id="talkative, text", marks=pytest.mark.slow),
    ],
)
def traces(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, small_home: Path
) -> Traces:
    """What the service leaves after the need went everywhere."""
    command, as_json = request.param
    watched, data = tmp_path_factory.mktemp("surveille"), tmp_path_factory.mktemp("data")
    written = tmp_path_factory.mktemp("journal") / "journal"
    write_towns(data / "communes.csv")
    for each in (ROOT / "data").iterdir():
        if each.name != "communes.csv":
            (data / each.name).symlink_to(each)
    for name in ("var", "tmp"):
        (watched / name).mkdir()
    (watched / "var" / "index").symlink_to(small_home)
    port, measures_port = free_port(), free_port()
    environment = {
        "ORIENTESS_VAR": watched / "var",
        "ORIENTESS_DATA": data,
        "ORIENTESS_USE_ENCODER": 0,
        "ORIENTESS_LOG_JSON": as_json,
        "ORIENTESS_METRICS_PORT": measures_port,
        "ORIENTESS_QUOTA_PER_MINUTE": 0,
        "TMPDIR": watched / "tmp",
        "HOME": watched,
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "PYTHONUTF8": 1,
    }
    with written.open("wb") as stream:
        process = subprocess.Popen(  # noqa: S603 - own command
            [sys.executable, *COMMANDS[command], "serve", "--port", str(port)],
            cwd=watched,
            env=os.environ | {name: str(value) for name, value in environment.items()},
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_ready(address)
            # a word makes the searches of one that is talkative fail, and is one more for others
            failing = [f"{NEED} {FAILING}"] if command == "talkative" else []
            answers = send_all(address, NEED, *failing)
            measures = httpx.get(f"http://127.0.0.1:{measures_port}").content
            while_running = read_files(watched)
            process.send_signal(signal.SIGTERM)
            process.wait(30)
        finally:
            process.kill()
            process.wait()
    files = {
        watched / "en marche" / path.relative_to(watched): data
        for path, data in while_running.items()
    }
    return Traces(
        command == "talkative", written.read_bytes(), measures, files | read_files(watched), answers
    )


def test_every_request_should_be_told_by_its_route_alone(traces: Traces) -> None:
    if not traces.lines:
        assert traces.journal.count(b"event='requ") >= len(traces.answers)
        return
    told = [line for line in traces.lines if line["logger"] == "orientess.http"]
    expected = {sent.route for sent, _ in traces.answers} - PROBES - {"/static"}
    assert expected <= {line["route"] for line in told}
    numbers = {line["requete"] for line in told}
    asked = [answer for sent, answer in traces.answers if sent.route not in PROBES]
    assert {answer.headers["x-request-id"] for answer in asked} <= numbers
    assert {line.get("mode") for line in told if line["statut"] == 200} == {None, "lexical"}


def test_no_line_should_hold_a_need_or_an_address(traces: Traces) -> None:
    lines = traces.journal.splitlines()
    assert [line for line in lines if marks_in(line) or GIVEN_MARK in line] == []
    assert [line for line in lines if ADDRESS.encode() in line] == []
    requests_ = [line for line in lines if b"orientess.http" in line]
    assert [line for line in requests_ if b"127.0.0.1" in line] == []


def test_faults_should_be_told_without_what_made_them(traces: Traces) -> None:
    failed = [sent for sent, answer in traces.answers if answer.status_code == 500]
    told = traces.journal.count("erreur imprévue".encode())
    assert told >= len([sent for sent in failed if sent.route != "/mcp"])
    if traces.talkative:
        assert b"message de asyncio (talkative.reads" in traces.journal
        assert b"message de httpx (talkative.reads" in traces.journal
        assert {"/api/v1/search", "/recherche"} <= {sent.route for sent in failed}
        assert b"ValueError" in traces.journal
        assert b"KeyError" in traces.journal


def test_no_measure_should_hold_a_need(traces: Traces) -> None:
    assert b'orientess_requete_duree_seconds_count{methode="GET"' in traces.measures
    assert b'orientess_recherches_total{issue="rien",mode="lexical"}' in traces.measures
    assert marks_in(traces.measures) == []
    assert GIVEN_MARK not in traces.measures


def test_no_file_should_hold_a_need(traces: Traces) -> None:
    assert any(path.name == "orientess.sqlite3" for path in traces.files)
    assert {path: marks_in(data) for path, data in traces.files.items() if marks_in(data)} == {}
    addresses = {ADDRESS.encode(), b"127.0.0.1"}
    assert [path for path, data in traces.files.items() if any(a in data for a in addresses)] == []


def test_what_a_person_writes_to_us_should_be_in_the_store_alone(traces: Traces) -> None:
    kept = {path.name for path, data in traces.files.items() if GIVEN_MARK in data}
    assert {name for name in kept if not name.startswith("orientess.sqlite3")} == set()


def test_nothing_should_be_written_outside_the_folder_of_the_service(traces: Traces) -> None:
    assert [path for path in traces.files if "var" not in path.parts] == []


GIVEN_BACK = re.compile(
    r'<input\b[^>]*>|<textarea\b.*?</textarea>|(?<=(?:href|base)=")/(?!/)[^"]*(?=")', re.DOTALL
)
"""Where a page of error gives back what was typed."""
IDENTIFIER = re.compile(r"(?:l(?:'|&#39;)identifiant|the identifier) [«“][^»”]*[»”]")
"""What an error says of something that was not found."""


AROUND = re.compile(f".{{0,60}}{MARKS[0].decode()}.{{0,60}}", re.IGNORECASE)


def test_errors_should_repeat_a_need_only_to_give_it_back(traces: Traces) -> None:
    errors = [(sent, answer) for sent, answer in traces.answers if answer.status_code >= 400]
    assert {400, 401, 404, 405, 413, 422} <= {answer.status_code for _, answer in errors}
    repeated = set()
    for sent, answer in errors:
        is_page = answer.headers.get("content-type", "").startswith("text/html")
        text = IDENTIFIER.sub("", answer.text)
        text = GIVEN_BACK.sub("", text) if is_page else text
        if not sent.as_name and marks_in(text.encode()):
            repeated.add((sent.method, sent.route, answer.status_code, *AROUND.findall(text)))
        assert marks_in(repr(answer.headers.raw).encode()) == []
    assert repeated == set()
