"""What the developers' guide shows of the API: its own OpenAPI document, and answers made live."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel

from index.errors import InvalidQuery
from index.messages import Sentence
from index.search.searcher import Searcher
from service.http.problems import orientess_problem
from service.search.dependencies import parse_query
from service.search.parameters import SearchParameters
from service.search.schemas import search_answer

SEARCH = "/api/v1/search"
Document = Mapping[str, Any]
"""An OpenAPI document."""
SHOWN_CHARS = 120
"""Of a text in an answer, before it is cut."""
SHOWN_VALUES = 3
"""Of a list of plain values in an answer; of a list of objects, the first alone."""
CUT = "…"
TITLES = (
    Sentence("Un besoin écrit comme il vient"),
    Sentence("Autour d'un lieu, pour des services gratuits"),
)
"""Of the examples of the document: told here so that they can be said in another language."""
CLIENT = Sentence("Python, avec notre client")
EMPTY: tuple[object, ...] = (None, "", [], {})
"""Values that an answer is shown without."""
_PLAIN_LIST = re.compile(r"\[\s+([^\[\]{}]+?)\s+\]")
_LINE_BREAK = re.compile(r"\n\s*")


@dataclass(frozen=True)
class Operation:
    """A route: how it is called, and what it is for."""

    method: str
    path: str
    summary: str
    group: str


@dataclass(frozen=True)
class Parameter:
    """A parameter of a search.

    kind: a type of JSON Schema; default: as JSON, empty for none; least, most: of a number, or of
    the length of a text; codes: that a list may hold, or words that a text may be.
    """

    name: str
    kind: str
    description: str
    required: bool
    default: str
    least: float | None
    most: float | None
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """A call, and what it answered just now, shortened.

    address: of the call by GET; title: empty when the document gives none; body: the same by POST.
    """

    address: str
    answer: str
    title: str = ""
    body: str = ""


def operations(document: Document) -> Iterator[Operation]:
    """The routes of the API, in the order of its document."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            group = next(iter(operation.get("tags", ())), "")
            yield Operation(method.upper(), path, operation["summary"], group)


def parameters(document: Document) -> Iterator[Parameter]:
    """The parameters of a search."""
    for told in document["paths"][SEARCH]["get"]["parameters"]:
        kinds = told["schema"].get("anyOf", ())
        schema = told["schema"] | next((each for each in kinds if each["type"] != "null"), {})
        default = schema.get("default")
        yield Parameter(
            told["name"],
            schema["type"],
            told.get("description", ""),
            told.get("required", False),
            "" if default in (None, [], "") else json.dumps(default),
            _first(schema, "minimum", "minLength"),
            _first(schema, "maximum", "maxLength", "maxItems"),
            tuple(schema.get("items", schema).get("enum", ())),
        )


def _first(schema: Mapping[str, Any], *names: str) -> float | None:
    """The first of some bounds that a schema has."""
    return next((schema[name] for name in names if name in schema), None)


def examples(document: Document, searcher: Searcher) -> Iterator[Example]:
    """The examples of the document, answered by a searcher."""
    content = document["paths"][SEARCH]["post"]["requestBody"]["content"]
    for example in content["application/json"]["examples"].values():
        result = searcher.search(parse_query(SearchParameters(**example["value"])))
        yield _example(example["summary"], example["value"], search_answer(result))


def record_example(searcher: Searcher) -> Example:
    """The first record of the catalogue, as the API gives it."""
    record = searcher.retriever.records[0]
    return Example(f"/api/v1/actors/{record.id}", _shown(record))


def fault_example() -> Example:
    """A search without a word, and the problem that answers it."""
    empty = {"q": " "}
    try:
        parse_query(SearchParameters(**empty))
    except InvalidQuery as error:
        return _example("", empty, orientess_problem(error).problem)
    raise AssertionError("a need without a word was accepted")


def _example(title: str, value: dict[str, Any], answer: BaseModel) -> Example:
    address = f"{SEARCH}?{urlencode(value, doseq=True)}"
    return Example(address, _shown(answer), title, json.dumps(value, ensure_ascii=False))


def _shown(answer: BaseModel) -> str:
    """An answer as JSON that people read: empty values left out, the rest of lists cut."""
    text = json.dumps(_cut(answer.model_dump(mode="json")), ensure_ascii=False, indent=2)
    return _PLAIN_LIST.sub(lambda found: f"[{_LINE_BREAK.sub(' ', found[1])}]", text)


def _cut(value: Any) -> Any:  # noqa: ANN401 - any JSON
    match value:
        case dict():
            told = {name: each for name, each in value.items() if each not in EMPTY}
            return {name: _cut(each) for name, each in told.items()}
        case list():
            shown = 1 if isinstance(value[0], dict) else SHOWN_VALUES
            return [*map(_cut, value[:shown]), *([CUT] if len(value) > shown else [])]
        case str() if len(value) > SHOWN_CHARS:
            return value[:SHOWN_CHARS].rsplit(" ", 1)[0] + CUT
        case _:
            return value


def calls(base: str, body: str) -> dict[str, str]:
    """A first search in three languages of programming, and by our client: name -> code.

    base: the address of the site, without a slash at its end; body: the JSON to send.
    """
    address = base + SEARCH
    given = ", ".join(
        f"{name}={value!r}" if name != "q" else repr(value)
        for name, value in json.loads(body).items()
    )
    return {
        "curl": f"curl {shlex.quote(address)} \\\n"
        f"  -H 'Content-Type: application/json' \\\n  -d {shlex.quote(body)}",
        "Python": f"""import httpx

reponse = httpx.post({json.dumps(address)}, json={body})
reponse.raise_for_status()
for resultat in reponse.json()["items"]:
    print(resultat["fiche"]["nom"], ":", resultat["raison"]["texte"])""",
        CLIENT: f"""from orientess_client import OrientESS

with OrientESS({json.dumps(base)}) as client:
    reponse = client.search({given})
for resultat in reponse["items"]:
    print(resultat["fiche"]["nom"], ":", resultat["raison"]["texte"])""",
        "JavaScript": f"""const reponse = await fetch({json.dumps(address)}, {{
  method: "POST",
  headers: {{ "Content-Type": "application/json" }},
  body: JSON.stringify({body}),
}});
if (!reponse.ok) throw new Error((await reponse.json()).detail);
for (const {{ fiche, raison }} of (await reponse.json()).items) {{
  console.log(fiche.nom, ":", raison.texte);
}}""",
    }
