"""Real answers of each route, as the OpenAPI document gives them.

The service is asked, over the index that is published, what the examples of the document ask.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from index.places.models import CODE_PARAMETERS
from scripts.generated.openapi import published
from service.app import create_app
from service.developers import openapi
from service.settings import Settings
from service.suggestions.schemas import SUGGESTIONS_TYPE

SHOWN = 2
"""Values of a list that are kept: what matters is the form."""
PASSING = (
    "age_s", "created", "date_index", "durees_ms", "id_inference", "index", "index_du", "nombre",
    "ouvert", "ouvert_jusqu_a", "sha256", "version", "version_index",
)  # fmt: skip
"""Fields that change from one minute or build to the next."""
SIZE = {"size": 2}
JSON = "application/json"
RECORDED = (JSON, SUGGESTIONS_TYPE)


def first(told: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """Return the example of a parameter, a header or a field, or None."""
    examples = told.get("examples") or told.get("schema", {}).get("examples") or [None]
    return examples[0]


def request_of(method: str, path: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to ask of an operation, from its examples: arguments of a client."""
    given = {each["name"]: each for each in operation.get("parameters", ())}
    asked = {name: first(each) for name, each in given.items() if first(each) is not None}
    for code in CODE_PARAMETERS.values():
        asked.pop(code, None)  # it would be a second place
    if "size" in given:
        asked |= SIZE
    inside = {name for name, each in given.items() if each["in"] == "path"}
    url = path.format(**{name: asked[name] for name in inside})
    query = {name: value for name, value in asked.items() if name not in inside}
    body = operation.get("requestBody")
    if body is None:
        return {"method": method, "url": url, "params": query}
    (kind, told), *_ = body["content"].items()
    value = next(iter(told["examples"].values()))["value"]
    return {"method": method, "url": url, "json" if kind == JSON else "content": value}


def shortened(value: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return an answer whose lists are cut."""
    match value:
        case dict():
            return {name: shortened(each) for name, each in value.items()}
        case list():
            return [shortened(each) for each in value[:SHOWN]]
        case _:
            return value


def settled(value: Any, old: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return an answer with the old values of what changes from one minute or build to the next."""
    match value, old:
        case dict(), dict():
            return {
                name: old[name] if name in PASSING and name in old else settled(each, old.get(name))
                for name, each in value.items()
            }
        case list(), list():
            olds = [*old, *[None] * len(value)]
            return [settled(each, before) for each, before in zip(value, olds, strict=False)]
        case _:
            return value


def of_schema(document: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """Return the answer that the examples of its fields make, for a route that writes."""
    schema = document["components"]["schemas"][reference.rpartition("/")[2]]
    return {name: first(each) for name, each in schema["properties"].items()}


def record(app: FastAPI) -> dict[str, Any]:
    """Ask an application the examples of its document: name of operation -> answer."""
    document = app.openapi()
    answers: dict[str, Any] = {}
    with TestClient(app) as client:
        for method, path, operation in openapi.operations(document):
            (status, told), *_ = operation["responses"].items()
            name, content = operation["operationId"], told.get("content", {})
            if status == "200" and next(iter(content)) in RECORDED:
                response = client.request(**request_of(method, path, operation))
                response.raise_for_status()
                answers[name] = shortened(response.json())
            elif status == "201":
                answers[name] = of_schema(document, content[JSON]["schema"]["$ref"])
    return answers


def generated() -> dict[Path, str]:
    """Return the file of the examples; what only time or a build changes stays."""
    recorded = record(create_app(Settings(quota_per_minute=0)))
    answers = settled(recorded, openapi.recorded())
    return {openapi.EXAMPLES: json.dumps(answers, ensure_ascii=False, indent=1) + "\n"}


def faults() -> list[str]:
    """Return what examples lack, or have that their answers have not, one sentence each."""
    document = published()
    names = {each["operationId"] for _, _, each in openapi.operations(document)}
    found = [f"{name} is no route" for name in sorted(set(openapi.recorded()) - names)]
    components = closed(document["components"])
    for name, kind, content in answers(document):
        told = examples_of(content)
        real = name in openapi.recorded() and kind in RECORDED
        schema = (closed if real else dict)(content.get("schema", {}))
        found += [] if told else [f"{name}, {kind}, has no example"]
        if kind.endswith("json") and "ndjson" not in kind:
            validator = Draft202012Validator(schema | {"components": components})
            found += [f"{name}: {e.message}" for each in told for e in validator.iter_errors(each)]
    return [f"{openapi.EXAMPLES.name}: {each}: make generated" for each in found]


def answers(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (name of operation, media type, content) of each good answer of a document."""
    for _, _, operation in openapi.operations(dict(document)):
        for status, answer in operation["responses"].items():
            if status.startswith("2"):
                for kind, content in answer["content"].items():
                    yield operation["operationId"], kind, content


def examples_of(content: Mapping[str, Any]) -> list[Any]:
    """Return the examples of a content."""
    if "example" in content:
        return [content["example"]]
    return [each["value"] for each in content.get("examples", {}).values()]


def closed(schema: Any) -> Any:  # noqa: ANN401 - any JSON
    """Return a schema whose objects have no other fields than those that it tells."""
    match schema:
        case dict():
            told = {name: closed(each) for name, each in schema.items()}
            fields = schema.get("type") == "object" and isinstance(schema.get("properties"), dict)
            return {"additionalProperties": False} | told if fields else told
        case list():
            return [closed(each) for each in schema]
        case _:
            return schema
