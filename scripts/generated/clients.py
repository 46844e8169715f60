"""What the clients of the API take from its OpenAPI document, written beside them.

The Python client gets its table of operations and the types of their parameters, the JavaScript one
its table and its types. Faces are written by hand.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from scripts.generated.openapi import GOLDEN
from scripts.generated.typescript_types import declarations

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / "clients" / "python" / "src" / "orientess_client" / "operations.py"
JAVASCRIPT = ROOT / "clients" / "javascript" / "operations.js"
TYPES = ROOT / "clients" / "javascript" / "index.d.ts"
JSON, CSV = "application/json", "text/csv"
FEW = 6
"""Most values of a parameter that its type lists."""
LEFT_OUT = {"q", "id"}
"""Parameters that methods take by position."""
SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool"}
NAMED = {
    "search_by_post": "SearchParameters",
    "actors": "RecordsParameters",
    "export": "ExportParameters",
    "locations": "LocationsParameters",
    "actors_of_need": "ServingParameters",
    "search_file": "FileParameters",
    "changes": "ChangesParameters",
    "match_skills": "SkillsParameters",
}
"""Operation -> class of its parameters, for those that have several."""
HEAD = '''"""Operations of the API and types of their parameters.

Made from the OpenAPI document by `make generated`: do not edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, TypedDict

VERSION = "{version}"
"""Version of the service whose API this is."""


class Operation(NamedTuple):
    """An operation of the API: its HTTP method, the template of its path, the type of its body."""

    method: str
    path: str
    body: Literal["", "json", "csv"] = ""


OPERATIONS: Mapping[str, Operation] = {{
{operations}}}
"""Name of an operation -> what to send."""
'''


def generated() -> dict[Path, str]:
    """Return the files of the clients: path -> content."""
    document = json.loads(GOLDEN.read_text(encoding="utf-8"))
    operations = {each["operationId"]: (method, path, each) for method, path, each in of(document)}
    return {
        PYTHON: _formatted(_python(document, operations)),
        JAVASCRIPT: _javascript(document, operations),
        TYPES: declarations(document, operations),
    }


def of(document: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (method, path, operation) for each operation of a document."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def body_kind(operation: Mapping[str, Any]) -> str:
    """Return the type of the body of an operation: "json", "csv" or "" for none."""
    content = operation.get("requestBody", {}).get("content", {})
    return "json" if JSON in content else "csv" if CSV in content else ""


def parameters_of(
    document: Mapping[str, Any], operation: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """Return the parameters of an operation, of its address or of its JSON body: name -> schema."""
    found = {
        each["name"]: each["schema"]
        for each in operation.get("parameters", ())
        if each["in"] == "query"
    }
    if body_kind(operation) == "json":
        schema = resolved(document, operation["requestBody"]["content"][JSON]["schema"])
        found |= schema["properties"]
    return found


def resolved(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the schema that a reference names, or the same schema."""
    if "$ref" not in schema:
        return schema
    name = schema["$ref"].rpartition("/")[2]
    found: Mapping[str, Any] = document["components"]["schemas"][name]
    return found


def _python(document: Mapping[str, Any], operations: Mapping[str, Any]) -> str:
    rows = "".join(
        f'"{name}": Operation("{method}", "{path}"{_told(body_kind(each))}),\n'
        for name, (method, path, each) in sorted(operations.items())
    )
    text = HEAD.format(version=document["info"]["version"], operations=rows)
    for name, kind in NAMED.items():
        if name in operations:
            text += "\n\n" + _typed(document, kind, operations[name])
    return text


def _told(body: str) -> str:
    return f', "{body}"' if body else ""


def _typed(document: Mapping[str, Any], kind: str, told: tuple[str, str, Any]) -> str:
    """Return the class of the parameters of an operation."""
    method, path, operation = told
    fields = parameters_of(document, operation)
    lines = [
        f"    {name}: {_python_type(document, schema)}"
        for name, schema in fields.items()
        if name not in LEFT_OUT
    ]
    head = f'class {kind}(TypedDict, total=False):\n    """Parameters of {method} {path}."""\n\n'
    return head + "\n".join(lines) + "\n"


def _python_type(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    schema = resolved(document, schema)
    if "anyOf" in schema:
        kept = [each for each in schema["anyOf"] if each.get("type") != "null"]
        return _python_type(document, kept[0])
    if "enum" in schema and len(schema["enum"]) <= FEW:
        return f"Literal[{', '.join(json.dumps(value) for value in schema['enum'])}]"
    if schema.get("type") == "array":
        return f"Sequence[{_python_type(document, schema['items'])}]"
    return SIMPLE.get(schema.get("type", ""), "object")


def _javascript(document: Mapping[str, Any], operations: Mapping[str, Any]) -> str:
    rows = "".join(
        f"  {camel(name)}: {json.dumps([method, path, body_kind(each)])},\n"
        for name, (method, path, each) in sorted(operations.items())
    )
    version = document["info"]["version"]
    return (
        "// Operations of the API: [method, path, body]. Made from the OpenAPI document by\n"
        "// `make generated`: do not edit.\n"
        f'export const VERSION = "{version}";\n'
        f"export const OPERATIONS = Object.freeze({{\n{rows}}});\n"
    )


def camel(name: str) -> str:
    """Return a name as JavaScript writes it: "search_by_post" -> "searchByPost"."""
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)


def _formatted(code: str) -> str:
    """Return Python code in the style of the project."""
    command: Iterable[str] = (sys.executable, "-m", "ruff", "format", "-")
    ended = subprocess.run(  # noqa: S603 - own command
        [*command], input=code, capture_output=True, text=True, check=True, cwd=ROOT
    )
    return ended.stdout
