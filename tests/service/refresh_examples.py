"""Real answers of each route, as the OpenAPI document gives them.

`python -m tests.service.refresh_examples` asks the service, over the index that is published, what
the examples of the document ask, and renews the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.places.models import CODE_PARAMETERS
from service.app import create_app
from service.developers import openapi
from service.settings import Settings
from service.suggestions.schemas import SUGGESTIONS_TYPE

COMMAND = "python -m tests.service.refresh_examples"
SHOWN = 2
"""Values of a list that are kept: what matters is the form."""
SIZE = {"size": 2}
JSON = "application/json"
RECORDED = (JSON, SUGGESTIONS_TYPE)


def first(told: Mapping[str, Any]) -> Any:
    """The example of a parameter, a header or a field, or None."""
    examples = told.get("examples") or told.get("schema", {}).get("examples") or [None]
    return examples[0]


def request_of(method: str, path: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    """What to ask of an operation, from the examples of the document: arguments of a client."""
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


def shortened(value: Any) -> Any:
    """An answer whose lists are cut."""
    match value:
        case dict():
            return {name: shortened(each) for name, each in value.items()}
        case list():
            return [shortened(each) for each in value[:SHOWN]]
        case _:
            return value


def of_schema(document: Mapping[str, Any], reference: str) -> dict[str, Any]:
    """The answer that the examples of its fields make, for a route that writes."""
    schema = document["components"]["schemas"][reference.rpartition("/")[2]]
    return {name: first(each) for name, each in schema["properties"].items()}


def record(app: FastAPI) -> dict[str, Any]:
    """Name of operation -> answer."""
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


def main() -> None:
    """Write the file."""
    answers = record(create_app(Settings(quota_per_minute=0)))
    text = json.dumps(answers, ensure_ascii=False, indent=1)
    openapi.EXAMPLES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
