"""What clients take from the OpenAPI document: up to date, and every operation in it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from orientess_client.operations import OPERATIONS, VERSION
from scripts.generated.clients import JAVASCRIPT, PYTHON, TYPES, camel, generated, of
from scripts.generated.openapi import published
from scripts.generated.typescript_types import type_of
from tests.conftest import ROOT

COMMAND = "make generated"
DOCUMENT: Mapping[str, Any] = json.loads(json.dumps(published()))
NAMES = {each["operationId"] for _, _, each in of(DOCUMENT)}
FILES = generated()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_generated_should_be_that_of_the_document(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == FILES[path], COMMAND


def test_no_operation_should_be_missing_from_a_client() -> None:
    assert set(OPERATIONS) == NAMES, COMMAND
    table = JAVASCRIPT.read_text(encoding="utf-8")
    assert {name for name in NAMES if f"  {camel(name)}: [" not in table} == set()
    types = TYPES.read_text(encoding="utf-8")
    assert {name for name in NAMES if f"  {camel(name)}(" not in types} == set()


def test_each_client_should_have_the_version_of_the_service() -> None:
    service = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    client = tomllib.loads((ROOT / "clients/python/pyproject.toml").read_text("utf-8"))
    package = json.loads((ROOT / "clients/javascript/package.json").read_text("utf-8"))
    plugin = (ROOT / "clients/wordpress/orientess.php").read_text(encoding="utf-8")
    told = re.search(r"^ \* Version: +(\S+)$", plugin, re.M)
    assert told is not None
    assert {client["project"]["version"], package["version"], VERSION, told[1]} == {service}


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "string"}, "string"),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, "number | null"),
        ({"enum": ["a", "b"]}, '"a" | "b"'),
        ({"const": "structure", "type": "string"}, '"structure"'),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Fiche"}}, "Array<Fiche>"),
        ({"type": "array", "prefixItems": [{"type": "integer"}] * 2}, "[number, number]"),
        ({"type": ["object", "null"]}, "Record<string, unknown> | null"),
        ({"type": "object", "additionalProperties": {"type": "number"}}, "Record<string, number>"),
        (
            {"type": "object", "properties": {"x": {"type": "boolean", "default": True}}},
            "{\n  x?: boolean;\n}",
        ),
        (True, "unknown"),
    ],
)
def test_a_schema_should_have_its_type(schema: Any, kind: str) -> None:
    assert type_of(schema) == kind


def test_what_is_answered_should_hold_its_default_values() -> None:
    schema = {"type": "object", "properties": {"x": {"type": "boolean", "default": True}}}
    assert type_of(schema, answered=True) == "{\n  x: boolean;\n}"


def test_the_table_should_say_how_a_body_is_sent() -> None:
    assert OPERATIONS["search_file"] == ("POST", "/api/v1/search/csv", "csv")
    assert OPERATIONS["search_by_post"].body == "json"
    assert OPERATIONS["actor"] == ("GET", "/api/v1/actors/{id}", "")
    assert PYTHON.name == "operations.py"
