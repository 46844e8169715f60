"""Replay of requests over all the routes, recorded before a change and compared after it.

`python -m bench.replay record FILE` asks the application requests drawn from a fixed seed for each
route that it has, follows some links of its pages, and writes all of them with the answers. `python
-m bench.replay compare FILE` asks the same again, and exits with 1 when an answer differs. The
application runs in this process over the index in use (ORIENTESS_VAR), its clock stopped.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import html
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from difflib import unified_diff
from hashlib import sha256
from itertools import islice
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, urlencode
from uuid import UUID, uuid4

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from bench.prove_api import borrowed
from index.search import results
from service.app import create_app
from service.assistants.tools import TOOLS
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.developers.openapi import operations
from service.feedback import opinions
from service.presentation.templating import STATIC
from service.settings import Settings
from service.storage.store import open_store

NOW = datetime(2026, 12, 2, 9, 30, tzinfo=UTC)
"""A Wednesday morning, when some places are open and others are not."""
SHOWN, DIFF_LINES = 5, 30
"""Answers of which `compare` says how they differ, and lines of the difference of each."""
HEADERS = re.compile("cache-control|content-|etag|link|location|vary|deprecation|x-index-version")
NOT_REPLAYED = {"GET /metrics": "durations and memory", "GET /static": "files, sent as they are"}
"""Route -> why it is left out. Nothing is accepted at /reception: that writes in the catalogue."""
KEY = "{cle}"
"""What stands for the API key of the run in what is recorded."""
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
DRAWN, USUAL = {
    "/api/v1/search": 50, "/recherche": 60, "/carte": 12, "/aidant": 12, "/mcp": 16,
    "/api/v1/needs/{id}/actors": 25, "/api/v1/match/skills": 20, "/competences": 10,
}, 4  # fmt: skip
"""Requests of each route of some paths, and of each other route."""
EDITIONS = ("", "", "", "/en", "/ar", "/facile", "/es", "/pt", "/uk")
LINK, FIELD = re.compile(r'(?:href|action)="(/(?!static/)[^"#]+)'), re.compile(r'name="([a-z_]+)"')
"""A link of a page, and a field of a form: fields are the parameters that pages read."""
NEEDED, NEED = {
    "/aidant/comparer": "f", "/aidant/fiche": "f", "/aidant/selection": "f", "/liste": "codes",
    "/mes-fiches/codes": "f", "/comprendre/atelier/mots-voisins": "mot", "/widget.css": "couleur",
    "/comprendre/atelier/biais": "metier", "/avis/merci": "avis", "/avis/mots/merci": "avis",
}, "q"  # fmt: skip
"""Parameter that the addresses of some pages hold, and those of others."""
REPEATED = dict.fromkeys(("f", "mot", "metier"), {"type": "array", "items": {}})
TEXTS = "q textes profil competences texte mission c ajout mots commentaire description"
"""Parameters that hold what a person types."""
POOLS = {
    "lieu": "Lille|st etienne|Vesoul|59|2A|Nord|ile de france|974|Fort-de-France|Bruxelles|Genève|"
    "Lausanne|Belgique|Luxembourg|Ouessant|Berlin|Québec|Marsielle|93048|75011|zzzz|Mende|Liège|"
    "Saint-Pierre-et-Miquelon|Wallis-et-Futuna|Guéret|Cayenne|Île-de-Sein|Castellane|Barcelonnette",
    "distance": "1|1|5|50|3000", "page": "1|1|2|99", "size": "1|3|20", "champs": "nom|adresse|zz",
    "ouvert_le": "2026-12-05T10:00|2026-12-24|zz", "id": "{fiches}", "identifiant": "{fiches}",
    "f": "{fiches}", "fiche": "{fiches}", "actors": "{fiches}", "besoin": "{needs}",
    "besoins": "{needs}", "theme": "{themes}", "metier": "{metiers}", "occupations": "{metiers}",
    "docs": "search|actor|zz", "formes": "ResultatReponse|zz", "liste": "C8BC|zz", "couleur": "red",
    "codes": "C8BC WBPH|zz", "sitemap-lieux-": "1|9", "mot": "facteur|velo|zz", "avis": "utile|zz",
    "rubrique": "contact|zz", "raison": "contact|zz", "preuve": "https://atelier.example/|zz",
    "cle": "{cle}|zz", "action": "refuser|zz", "voie": "emploi|zz", "separateur": ";|,",
}  # fmt: skip
"""Parameter, or what precedes an identifier in a path -> values; in braces, those of the data."""
WIDENED = ("/api/v1/search", "/api/v1/search.csv", "/recherche", "/en/recherche", "/ar/recherche",
           "/facile/recherche", "/uk/recherche", "/carte", "/aidant", "/widget")  # fmt: skip
FAR = (("bus", "Vesoul"), ("sans-papiers", "Lausanne"), ("curatelle", "Saint-Pierre-et-Miquelon"))
"""Paths and needs of searches that are widened, or find nothing near: few of those drawn are."""
UPLOAD = (
    '--lot\r\nContent-Disposition: form-data; name="fichier"; filename="a.csv"\r\n'
    "Content-Type: text/csv\r\n\r\nnom,commune,services,latitude\nCyber,{lieu},,91\r\n--lot--\r\n"
)
FILES = {
    "/valider": ("multipart/form-data; boundary=lot", UPLOAD),
    "/api/v1/search/csv": ("text/csv", "besoin;lieu\nréparer mon ordi;{lieu}\nwifi;\n;{lieu}\n"),
    "/api/v1/communes/csv": ("text/csv", "adresse;latitude;longitude\n{lieu};;\n;48.8;2.3\n"),
}
"""Path that takes a file -> its media type, and the file."""


@dataclass(frozen=True)
class Exchange:
    """A request and its answer. address: path and query; sent: the body; body: in base 85."""

    method: str
    address: str
    kind: str = ""
    sent: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict, hash=False)
    sha256: str = ""
    body: str = ""


class _Alike(type):
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__mro__[1])


class _Moment(datetime, metaclass=_Alike):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return NOW.astimezone(tz)


class _Day(date, metaclass=_Alike):
    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return NOW.date()


def stop_clock() -> None:
    """Stop all that differs from one run to the next: hours, durations, and drawn numbers."""
    stopped = {id(datetime): _Moment, id(date): _Day, id(uuid4): lambda: UUID(int=0)}
    ours = [module for name, module in sys.modules.items() if name[:6] in ("index.", "servic")]
    for module in ours:
        for name, value in tuple(vars(module).items()):
            setattr(module, name, stopped.get(id(value), value))
    vars(results)["perf_counter"] = lambda: 0.0
    vars(opinions)["secrets"] = SimpleNamespace(randbelow=Random(0).randrange)  # noqa: S311


class Requests:
    """Requests of each route of an application; the same for the same data."""

    def __init__(self, app: FastAPI, data: Path) -> None:
        """data: folder of the catalogue and of the judged needs."""
        self._app, self._document = app, app.openapi()
        told = list(operations(self._document))
        self._operations = {(method.upper(), path): each for method, path, each in told}
        forms = "".join(
            path.read_text("utf-8") for path in STATIC.parent.glob("*/templates/*.html")
        )
        self._pages: dict[str, Any] = {name: {} for name in sorted(set(FIELD.findall(forms)))}
        self._pages |= _schemas([each for *_, one in told for each in one.get("parameters", ())])
        self._pages |= REPEATED
        files = {"fiches": "actors", "needs": "needs", "metiers": "occupations"}
        own = {name: _read(data / f"{file}.jsonl", "id") for name, file in files.items()}
        own["themes"] = sorted({need.partition("--")[0] for need in own["needs"]})
        own["lieux"] = [f"france-services--{number}" for number in range(1, 40)]
        pools = {name: values.split("|") for name, values in POOLS.items()}
        named = {name: own.get(values[0].strip("{}"), values) for name, values in pools.items()}
        judged = sorted(data.rglob("queries*.jsonl"))
        said = [text for path in judged for text in _read(path, "text")]
        said += ["", "???", "a" * 600, "je veux mourir"]
        self._pools = own | named | dict.fromkeys(TEXTS.split(), said)

    def drawn(self) -> Iterator[Exchange]:
        """Yield requests of every route, those of the document and those of pages alike."""
        for context in iter_route_contexts(self._app.routes):
            for method in sorted(set(context.methods or {"GET"}) - {"HEAD"}):
                route, path = f"{method} {context.path}", str(context.path)
                for number in range(0 if route in NOT_REPLAYED else DRAWN.get(path, USUAL)):
                    yield self._request(method, path, Random(f"{route} {number}"))  # noqa: S311

        for address in WIDENED:
            for need, place in FAR:
                asked = {"q": need, "lieu": place, "distance": "1"}
                yield Exchange("GET", f"{address}?{urlencode(asked)}")

    def _request(self, method: str, path: str, random: Random) -> Exchange:
        def identifier(match: re.Match[str]) -> str:
            return match[1] + match[2] + quote(random.choice(self._pools.get(match[1], ["1"])))

        told = self._operations.get((method, path), {})
        address = re.sub(r"([^/{]+)(/?)\{\w+\}", identifier, path)
        given = [each for each in told.get("parameters", ()) if each["in"] == "query"]
        asked, needed = _schemas(given), {each["name"] for each in given if each.get("required")}
        if not told and path != "/mcp":
            address = random.choice(EDITIONS) + address
            asked, needed = self._pages, {NEEDED.get(path, NEED)}
            if method == "POST" and path not in FILES:
                needed = {name for name in asked if random.random() < 0.7}
        query = urlencode(self._values(asked, random, needed), doseq=True)
        if not told and method == "POST" and path not in (*FILES, "/mcp"):
            return Exchange(method, address, FORM, query)
        address += f"?{query}" if query else ""
        return Exchange(method, address, *self._body(path, told, random))

    def _body(self, path: str, told: Mapping[str, Any], random: Random) -> tuple[str, str]:
        """Return the media type and the body of a request; both are empty when it has none."""
        if path in FILES:
            kind, text = FILES[path]
            return kind, text.replace("{lieu}", random.choice(self._pools["lieu"]))
        if path == "/mcp":
            tool = TOOLS[random.choice(sorted(TOOLS))]
            given = self._value("", tool.parameters.model_json_schema(), random)
            call = {"name": tool.name, "arguments": given}
            return JSON, json.dumps(
                {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call}
            )
        if "requestBody" not in told:
            return "", ""
        schema = told["requestBody"]["content"][JSON]["schema"]
        return JSON, json.dumps(self._value("", schema, random))

    def _values(
        self, asked: Mapping[str, Any], random: Random, needed: Iterable[str]
    ) -> dict[str, Any]:
        """Return values of the parameters needed, of the place often, and of some others."""
        names = {*needed, *random.sample([*asked], min(random.randint(0, 2), len(asked)))}
        names |= {"lieu"} if random.random() < 0.6 else set()
        return {name: self._value(name, asked[name], random) for name in asked if name in names}

    def _value(self, name: str, schema: Mapping[str, Any], random: Random) -> Any:  # noqa: ANN401
        """Return a value of a parameter: of its pool, or one that its schema allows."""
        if "$ref" in schema:
            schema = self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        schema = schema.get("anyOf", [schema])[0]
        match schema.get("type"):
            case "object":
                needed = schema.get("required") or [*schema["properties"]][:1]
                return self._values(schema["properties"], random, needed)
            case "array":
                count = random.choice((1, 1, 2))
                return [self._value(name, schema["items"], random) for _ in range(count)]
            case "boolean":
                return random.random() < 0.7
        known = schema.get("enum") or self._pools.get(name) or schema.get("examples", ["1"])
        value = random.choice(known)
        is_number = schema.get("type") in ("integer", "number")
        return json.loads(value) if is_number and isinstance(value, str) else value


def _schemas(parameters: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {each["name"]: each["schema"] for each in parameters}


def _read(path: Path, name: str) -> list[str]:
    """Return the value of a name in each line of a file of JSON lines."""
    return [json.loads(line)[name] for line in path.read_text(encoding="utf-8").splitlines()]


@contextmanager
def opened() -> Iterator[tuple[FastAPI, TestClient, str]]:
    """Yield the application without limits, its client, and an API key."""
    with TemporaryDirectory() as folder:
        slow = {"engine_limit_ms": 60_000, "encode_limit_ms": 60_000, "wait_limit_ms": 60_000}
        free = {"quota_per_minute": 0, "key_quota_per_minute": 0}
        settings = borrowed(Settings(), Path(folder)).model_copy(update=slow | free)
        scopes = (Scope.LECTURE, Scope.ECRITURE, Scope.RECEPTION)
        secret, _ = Keys(open_store(settings)).create(Rights(name="replay", scopes=scopes))
        stop_clock()
        app = create_app(settings)
        with TestClient(app, follow_redirects=False) as client:
            yield app, client, secret


def ask(client: TestClient, asked: Exchange, secret: str) -> Exchange:
    """Send a request, and return it with its answer."""
    headers = {"accept-encoding": "identity", "authorization": f"Bearer {secret}"}
    headers["accept"] = f"{JSON}, text/event-stream" if asked.address == "/mcp" else "*/*"
    headers |= {"content-type": asked.kind} if asked.kind else {}
    sent = asked.sent.replace(quote(KEY), secret).encode()
    answer = client.request(asked.method, asked.address, content=sent, headers=headers)
    kept = {name: value for name, value in answer.headers.items() if HEADERS.match(name)}
    body = answer.content.replace(secret.encode(), KEY.encode())
    digest, text = sha256(body).hexdigest(), base64.b85encode(body).decode()
    return replace(asked, status=int(answer.status_code), headers=kept, sha256=digest, body=text)


def followed(page: Exchange) -> list[Exchange]:
    """Return the request of a link of a page, or none when it has no link."""
    is_page = page.headers.get("content-type", "").startswith("text/html")
    links = LINK.findall(base64.b85decode(page.body).decode()) if is_page else []
    drawn = [Random(page.address + page.sent).choice(links)] if links else []  # noqa: S311
    return [Exchange("GET", html.unescape(link)) for link in drawn]


def record(file: Path) -> int:
    """Ask what is drawn, then what some links of the answers lead to, and write all of it."""
    with opened() as (app, client, secret):
        answers = [ask(client, each, secret) for each in Requests(app, Settings().data).drawn()]
        links = dict.fromkeys(link for each in answers for link in followed(each))
        answers += [ask(client, link, secret) for link in links]
    with gzip.open(file, "wt", encoding="utf-8") as stream:
        stream.writelines(json.dumps(asdict(each)) + "\n" for each in answers)
    statuses = Counter(each.status for each in answers)
    sys.stdout.write(f"{len(answers)} requests recorded, by status: {dict(statuses)}\n")
    sys.stdout.writelines(f"not replayed: {route} ({why})\n" for route, why in NOT_REPLAYED.items())
    return 0


def compare(file: Path) -> int:
    """Ask what was recorded again; print how many answers are equal, and how the first differ."""
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        before = [Exchange(**json.loads(line)) for line in stream]
    with opened() as (_, client, secret):
        pairs = [(each, ask(client, each, secret)) for each in before]
    differing = [(old, new) for old, new in pairs if old != new]
    sys.stdout.write(f"{len(pairs) - len(differing)}/{len(pairs)} equal\n")
    for old, new in differing[:SHOWN]:
        sys.stdout.write(f"\n{old.method} {old.address} {old.sent[:200]}\n")
        changes = unified_diff(_said(old), _said(new), "before", "after", n=1, lineterm="")
        sys.stdout.writelines(f"{line[:300]}\n" for line in islice(changes, DIFF_LINES))
    return 1 if differing else 0


def _said(answer: Exchange) -> list[str]:
    """Return the status, the headers and the body of an answer in short lines."""
    body = base64.b85decode(answer.body).decode(errors="backslashreplace")
    headers = [f"{name}: {value}" for name, value in answer.headers.items()]
    return [str(answer.status), *headers, *re.sub(r'([>,{}])(?=[<"{])', r"\1\n", body).splitlines()]


def main() -> int:
    """Record or compare, as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("action", choices=("record", "compare"))
    parser.add_argument("file", type=Path)
    options = parser.parse_args()
    return record(options.file) if options.action == "record" else compare(options.file)


if __name__ == "__main__":
    sys.exit(main())
