"""Real answers of each route, as the OpenAPI document gives them.

`python -m tests.service.refresh_examples` asks the service, over the index that is published, what
the examples of the document ask, and renews the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from typing import Any
from unittest.mock import patch

from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.need_suggestions import NeedSuggestions
from service import api_batch, api_export, api_feedback, api_suggestions, openapi
from service.app import create_app
from service.schemas_suggestions import SUGGESTIONS_TYPE
from service.settings import Settings
from tests.service.wiring import with_access, with_routes

COMMAND = "python -m tests.service.refresh_examples"
SHOWN = 2
"""Values of a list that are kept: what matters is the form."""
SIZE = {"size": 2}
JSON = "application/json"
RECORDED = (JSON, SUGGESTIONS_TYPE)
ROUTES = (api_batch, api_export, api_feedback, api_suggestions)
"""Modules whose routes the service may not have yet."""


def described(settings: Settings) -> FastAPI:
    """The service, whose document is completed whether it does so itself yet or not."""
    named = partial(FastAPI, generate_unique_id_function=openapi.operation_id)
    with patch("service.app.FastAPI", named):
        app = create_app(settings)
    for routes in ROUTES:
        app = with_routes(app, routes.router)
    if "servers" not in app.openapi():
        openapi.install(app, settings)
    return app


def first(told: Mapping[str, Any]) -> Any:
    """The example of a parameter, a header or a field, or None."""
    examples = told.get("examples") or told.get("schema", {}).get("examples") or [None]
    return examples[0]


def request_of(method: str, path: str, operation: Mapping[str, Any]) -> dict[str, Any]:
    """What to ask of an operation, from the examples of the document: arguments of a client."""
    given = {each["name"]: each for each in operation.get("parameters", ())}
    asked = {name: first(each) for name, each in given.items() if first(each) is not None}
    if "size" in given:
        asked |= SIZE
    inside = {name for name, each in given.items() if each["in"] == "path"}
    url = path.format(**{name: asked[name] for name in inside})
    query = {name: value for name, value in asked.items() if name not in inside}
    body = operation.get("requestBody")
    if body is None:
        return {"method": method, "url": url, "params": query}
    value = next(iter(body["content"][JSON]["examples"].values()))["value"]
    return {"method": method, "url": url, "json": value}


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
    settings = Settings(quota_per_minute=0)
    app = with_access(described(settings), settings)
    app.state.need_suggestions = NeedSuggestions(app.state.thesaurus)
    answers = record(app)
    text = json.dumps(answers, ensure_ascii=False, indent=1)
    openapi.EXAMPLES.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
