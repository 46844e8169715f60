"""Contents of the guide for developers: routes and parameters of the API, and live examples.

Routes and parameters are read from the OpenAPI document of the API, responses are those of the
running service.
"""

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
from service.search.location_schemas import opening_now
from service.search.parameters import SearchParameters
from service.search.schemas import search_answer

SEARCH = "/api/v1/search"
Document = Mapping[str, Any]
"""An OpenAPI document, which describes an API, as parsed JSON."""
SHOWN_CHARS = 120
"""Number of characters after which a text in the response of an example is cut."""
SHOWN_VALUES = 3
"""Number of values shown of a list in the response of an example; of a list of JSON objects, only
the first is shown.
"""
CUT = "…"
TITLES = (
    Sentence("Un besoin écrit comme il vient"),
    Sentence("Autour d'un lieu, pour des services gratuits"),
)
"""Titles of the examples in the OpenAPI document, repeated here so that they are translated."""
CLIENT = Sentence("Python, avec notre client")
EMPTY: tuple[object, ...] = (None, "", [], {})
"""Empty values: the fields that have one are left out of the response of an example."""
_PLAIN_LIST = re.compile(r"\[\s+([^\[\]{}]+?)\s+\]")
_LINE_BREAK = re.compile(r"\n\s*")


@dataclass(frozen=True)
class Operation:
    """A route of the API, as the guide lists it.

    method: HTTP method, such as "GET"; path: such as "/api/v1/search"; summary: what it does, in
    French; group: tag in the OpenAPI document, such as "recherche", "" without one.
    """

    method: str
    path: str
    summary: str
    group: str


@dataclass(frozen=True)
class Parameter:
    """A parameter of the route of the API that searches records, as the guide lists it.

    name: in the URL; kind: JSON Schema type, such as "string"; description: in French; required:
    True when a search cannot be sent without it; default: value when it is absent, as JSON, "" when
    there is none; least, most: bounds, both included, of a number, or of the length of a text or
    list, None for no bound; codes: values allowed, empty when any is.
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
    """Example of the guide: a request to the API, and the response of the running service.

    address: path and parameters of the GET request, such as "/api/v1/search?q=internet"; answer:
    response as indented JSON, with long lists and texts cut; title: what the example shows, in
    French, possibly ""; body: JSON of the same request by POST, "" when the route has no POST.
    """

    address: str
    answer: str
    title: str = ""
    body: str = ""


def operations(document: Document) -> Iterator[Operation]:
    """Yield the routes of the API, in the order of its OpenAPI document.

    document: the OpenAPI document.
    """
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            group = next(iter(operation.get("tags", ())), "")
            yield Operation(method.upper(), path, operation["summary"], group)


def parameters(document: Document) -> Iterator[Parameter]:
    """Yield the parameters of the route that searches records, from the OpenAPI document."""
    for parameter in document["paths"][SEARCH]["get"]["parameters"]:
        kinds = parameter["schema"].get("anyOf", ())
        schema = parameter["schema"] | next((kind for kind in kinds if kind["type"] != "null"), {})
        default = schema.get("default")
        yield Parameter(
            parameter["name"],
            schema["type"],
            parameter.get("description", ""),
            parameter.get("required", False),
            "" if default in (None, [], "") else json.dumps(default),
            _bound(schema, "minimum", "minLength"),
            _bound(schema, "maximum", "maxLength", "maxItems"),
            tuple(schema.get("items", schema).get("enum", ())),
        )


def _bound(schema: Mapping[str, Any], *names: str) -> float | None:
    """Return the first of these keywords that a schema has, or None."""
    return next((schema[name] for name in names if name in schema), None)


def examples(document: Document, searcher: Searcher) -> Iterator[Example]:
    """Yield the examples of searches in the OpenAPI document, each with its response.

    document: the OpenAPI document; searcher: search engine of the running service, which runs these
    searches.
    """
    content = document["paths"][SEARCH]["post"]["requestBody"]["content"]
    for example in content["application/json"]["examples"].values():
        result = searcher.search(parse_query(SearchParameters(**example["value"])))
        answer = search_answer(result, opening_now(searcher.retriever))
        yield _example(example["summary"], example["value"], answer)


def record_example(searcher: Searcher) -> Example:
    """Return the example of a request for one record, with the first record of the catalogue."""
    record = searcher.retriever.records[0]
    return Example(f"/api/v1/actors/{record.id}", _shortened(record))


def error_example() -> Example:
    """Return the example of an error: a search without a word, and its response.

    The response is a problem document (RFC 9457), a JSON object that describes the error.
    """
    empty = {"q": " "}
    try:
        parse_query(SearchParameters(**empty))
    except InvalidQuery as error:
        return _example("", empty, orientess_problem(error).problem)
    raise AssertionError("a query without a word was accepted")


def _example(title: str, value: dict[str, Any], answer: BaseModel) -> Example:
    address = f"{SEARCH}?{urlencode(value, doseq=True)}"
    return Example(address, _shortened(answer), title, json.dumps(value, ensure_ascii=False))


def _shortened(answer: BaseModel) -> str:
    """Serialize a response as indented JSON, without empty values, with long lists cut."""
    text = json.dumps(_cut(answer.model_dump(mode="json")), ensure_ascii=False, indent=2)
    return _PLAIN_LIST.sub(lambda match: f"[{_LINE_BREAK.sub(' ', match[1])}]", text)


def _cut(value: Any) -> Any:  # noqa: ANN401 - any JSON
    match value:
        case dict():
            return {name: _cut(item) for name, item in value.items() if item not in EMPTY}
        case list():
            number = 1 if isinstance(value[0], dict) else SHOWN_VALUES
            return [*map(_cut, value[:number]), *([CUT] if len(value) > number else [])]
        case str() if len(value) > SHOWN_CHARS:
            return value[:SHOWN_CHARS].rsplit(" ", 1)[0] + CUT
        case _:
            return value


def calls(base: str, body: str) -> dict[str, str]:
    """Return source code that sends one search to the API, in several languages.

    Args:
        base: URL of the site, without a slash at its end.
        body: JSON object of the parameters to send, such as {"q": "internet pas cher"}.

    Returns:
        Label of a language or client ("curl", "Python", "JavaScript"…) -> source code.
    """
    address = base + SEARCH
    arguments = ", ".join(
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
    reponse = client.search({arguments})
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
