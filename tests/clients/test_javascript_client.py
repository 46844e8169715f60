"""The JavaScript client: what it sends, what it does of errors, and the running service."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.clients.service import service_with_key
from tests.conftest import ROOT

NODE = shutil.which("node")
FOLDER = ROOT / "clients" / "javascript"
TSC = ROOT / "tests" / "clients" / "generators" / "node_modules" / ".bin" / "tsc"
pytestmark = pytest.mark.skipif(NODE is None, reason="node n'est pas installé")
FAKE = """
const sent = [];
const answers = %s;
const send = async (url, init) => {
  sent.push({ url, method: init.method, headers: init.headers, body: init.body ?? null });
  const { status = 200, json, text, headers = {} } = answers.shift();
  const type = json === undefined ? "text/csv" : "application/json";
  const body = json === undefined ? text : JSON.stringify(json);
  return new Response(body, { status, headers: { "content-type": type, ...headers } });
};
globalThis.setTimeout = (resume, delay) => {
  sent.push({ waited: delay });
  queueMicrotask(resume);
};
const client = new OrientESS("https://orientess.example/", { key: "orientess_x", fetch: send });
"""
USE = """
import {{ OrientESS }} from {module};
const client = new OrientESS("https://orientess.example", {{ key: "k", timeout: 1000 }});
const answer = await client.search({{ q: "wifi", lieu: "Lille", size: 3 }});
const name: string = answer.items[0].fiche.nom;
for await (const each of client.everyActor({{ champs: ["id"] }})) each.fiche.id.trim();
const nature: string = (await client.changes({{ depuis: "2026-11-01" }})).items[0].nature;
const file: string = await client.searchFile("besoin\\n", {{ resultats: 2 }});
// @ts-expect-error there is no such parameter
await client.search({{ q: "wifi", nimp: 1 }});
// @ts-expect-error a record is asked by its identifier
await client.actor({{}});
console.log(name, nature, file);
"""


def run(code: str, folder: Path) -> Any:
    """What a module prints, which imports the client: JSON."""
    module = json.dumps((FOLDER / "index.js").as_uri())
    script = folder / "essai.mjs"
    script.write_text(
        f"import {{ OrientESS, OrientESSError, VERSION }} from {module};\n{code}", encoding="utf-8"
    )
    ended = subprocess.run(  # noqa: S603 - own script
        [str(NODE), str(script)], capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def faked(answers: list[dict[str, Any]], code: str, folder: Path) -> Any:
    """What a module prints when a made-up service answers."""
    return run(FAKE % json.dumps(answers) + code, folder)


def test_needs_should_travel_in_bodies_and_the_key_in_a_header(tmp_path: Path) -> None:
    code = 'await client.search({ q: "wifi", lieu: undefined }); console.log(JSON.stringify(sent))'
    (request,) = faked([{"json": {}}], code, tmp_path)
    assert request == {
        "url": "https://orientess.example/api/v1/search",
        "method": "POST",
        "headers": {"Authorization": "Bearer orientess_x", "Content-Type": "application/json"},
        "body": '{"q":"wifi"}',
    }


@pytest.mark.parametrize("name", ["search", "searchGeojson", "searchCsv"])
def test_no_search_should_write_its_need_in_an_address(name: str, tmp_path: Path) -> None:
    code = f"""
    await client.{name}({{ q: "wifi" }});
    await client.call("{name}", {{ q: "wifi" }});
    console.log(JSON.stringify(sent));
    """
    for request in faked([{"json": {}}, {"json": {}}], code, tmp_path):
        assert (request["method"], request["body"]) == ("POST", '{"q":"wifi"}')
        assert "wifi" not in request["url"]


def test_lists_should_be_repeated_and_identifiers_escaped(tmp_path: Path) -> None:
    code = """
    await client.actors({ frais: ["gratuit", "payant"], size: 2 });
    await client.actor({ id: "../facets?x=1" });
    await client.searchFile("besoin\\n", { resultats: 2 });
    console.log(JSON.stringify(sent));
    """
    found = faked([{"json": {}}, {"json": {}}, {"text": "besoin\n"}], code, tmp_path)
    assert [each["url"].removeprefix("https://orientess.example/api/v1/") for each in found] == [
        "actors?frais=gratuit&frais=payant&size=2",
        "actors/..%2Ffacets%3Fx%3D1",
        "search/csv?resultats=2",
    ]
    assert (found[2]["headers"]["Content-Type"], found[2]["body"]) == ("text/csv", "besoin\n")


def test_all_pages_should_be_read(tmp_path: Path) -> None:
    pages = [{"json": {"items": [page], "pages": 3}} for page in (1, 2, 3)]
    code = """
    const items = [];
    for await (const each of client.everyActor({ size: 1 })) items.push(each);
    console.log(JSON.stringify([items, sent.length]));
    """
    assert faked(pages, code, tmp_path) == [[1, 2, 3], 3]


def test_the_lines_of_an_export_should_come_one_by_one(tmp_path: Path) -> None:
    code = """
    const lines = [];
    for await (const line of client.exportLines({ format: "csv" })) lines.push(line);
    console.log(JSON.stringify(lines));
    """
    assert faked([{"text": "id,nom\na,é\nb,x"}], code, tmp_path) == ["id,nom", "a,é", "b,x"]


SLOW = """
import { createServer } from "node:http";
const server = createServer(async (request, response) => {
  for await (const part of request) void part;
  const begin = () => {
    response.writeHead(200, { "content-type": "text/csv" });
    response.write("a\\n");
    setTimeout(() => response.end("b\\n"), 600);
  };
  setTimeout(begin, request.url.includes("/needs") || request.url.includes("/csv") ? 600 : 0);
});
await new Promise((resume) => server.listen(0, "127.0.0.1", resume));
const client = new OrientESS(`http://127.0.0.1:${server.address().port}`, { timeout: 300 });
"""


def test_a_long_answer_should_be_read_to_its_end_once_it_began(tmp_path: Path) -> None:
    code = """
    const lines = [];
    for await (const line of client.exportLines()) lines.push(line);
    const file = await client.searchFile("besoin\\nwifi\\n");
    const late = await client.needs().catch(({ name }) => name);
    console.log(JSON.stringify([lines, file, late]));
    server.close();
    """
    assert run(SLOW + code, tmp_path) == [["a", "b"], "a\nb\n", "TimeoutError"]


def test_a_busy_service_should_be_asked_again_when_it_says(tmp_path: Path) -> None:
    busy = {"status": 503, "text": "", "headers": {"retry-after": "7"}}
    code = """
    const answer = await client.facets();
    console.log(JSON.stringify([answer, sent.filter(({ waited }) => waited === 7000).length]));
    """
    assert faked([busy, busy, {"json": {"total": 5}}], code, tmp_path) == [{"total": 5}, 2]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            {"status": 422, "json": {"title": "T", "detail": "D", "errors": [{"champ": "q"}]}},
            [422, "T", "D", [{"champ": "q"}]],
        ),
        (
            {"status": 502, "text": "<html>"},
            [502, "Erreur", "La réponse n'est pas du service.", []],
        ),
    ],
)
def test_a_problem_should_be_thrown_with_what_to_mend(
    answer: dict[str, Any], told: list[Any], tmp_path: Path
) -> None:
    code = """
    try { await client.needs(); } catch (error) {
      const { status, title, detail, errors } = error;
      const told = [status, title, detail, errors];
      console.log(JSON.stringify(error instanceof OrientESSError && told));
    }
    """
    assert faked([answer], code, tmp_path) == told


def test_an_unknown_operation_should_be_told(tmp_path: Path) -> None:
    code = """
    const told = [];
    for (const [name, given] of [["nimp", {}], ["constructor", {}], ["actor", {}]])
      await client.call(name, given).catch((error) => told.push(error.message));
    console.log(JSON.stringify(told));
    """
    assert faked([], code, tmp_path) == [
        "Opération inconnue : nimp", "Opération inconnue : constructor", "Paramètre attendu : id",
    ]  # fmt: skip


def test_the_example_should_read_nothing_of_an_answer_as_html() -> None:
    page = (FOLDER / "exemple.html").read_text(encoding="utf-8")
    assert "innerHTML" not in page
    assert 'from "./index.js"' in page


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a service, and a key."""
    with service_with_key(tmp_path_factory.mktemp("var")) as opened:
        yield opened


@pytest.mark.slow
def test_a_running_service_should_answer_each_way(service: tuple[str, str], tmp_path: Path) -> None:
    address, key = map(json.dumps, service)
    code = f"""
    const client = new OrientESS({address}, {{ key: {key}, timeout: 60000 }});
    const search = await client.search({{ q: "réparer un smartphone", lieu: "Lille", size: 1 }});
    const file = await client.searchFile("besoin\\nréparer un smartphone\\n");
    const listed = [];
    for await (const {{ fiche }} of client.everyActor({{ size: 2 }})) listed.push(fiche.id);
    const lines = [];
    for await (const line of client.exportLines({{ frais: "payant" }}))
      lines.push(JSON.parse(line).id);
    const refused = await client.actors({{ nimp: 1 }}).catch(({{ status }}) => status);
    const changes = await client.changes();
    const found = search.items[0].fiche.id;
    console.log(JSON.stringify([found, file, listed, lines, refused, changes.total]));
    """
    found, file, listed, lines, refused, changes = run(code, tmp_path)
    assert found == "atelier-phenix"
    assert "atelier-phenix" in file
    assert listed == sorted(listed)
    assert len(listed) == 5
    assert lines == ["atelier-phenix", "reseau-libre"]
    assert (refused, changes) == (422, 0)


@pytest.mark.slow
@pytest.mark.skipif(not TSC.exists(), reason="sans les générateurs : make generators")
def test_the_types_should_hold_under_strict(tmp_path: Path) -> None:
    use = tmp_path / "essai.mts"
    use.write_text(USE.format(module=json.dumps(str(FOLDER / "index.js"))), encoding="utf-8")
    options = ["--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"]
    ended = subprocess.run(  # noqa: S603 - own script
        [str(TSC), *options, str(use)], capture_output=True, text=True, timeout=300, check=False
    )
    assert ended.stdout == ""
    assert ended.returncode == 0
