"""TypeScript declarations of the JavaScript client, from the OpenAPI document of the API."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

HEAD = """// Types of the client of the API. Made from the OpenAPI document by
// `make generated`: do not edit.

export interface Options {
  /** API key; without it, reads are those of everybody. */
  key?: string;
  /** Function that sends a request; by default, that of the browser or of Node. */
  fetch?: typeof fetch;
  /** Milliseconds to wait for the first bytes of an answer; no limit for a file of needs. */
  timeout?: number;
}

export interface FieldFault {
  champ: string;
  message: string;
}

/** An error response: a problem document (RFC 9457), or that of a server in between. */
export class OrientESSError extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly FieldFault[];
}
"""
CLASS = """
export class OrientESS {
  constructor(address: string, options?: Options);
  /** Sends any operation of the API, by its name. */
  call(name: string, parameters?: Record<string, unknown>, body?: string): Promise<unknown>;
  /** Chercher ; le besoin part dans le corps, jamais dans l'adresse. */
  search(parameters: SearchByPostParameters): Promise<RechercheReponse>;
  /** Results of all the pages of a search, best first. */
  everyResult(parameters: SearchByPostParameters): AsyncGenerator<ResultatReponse>;
  /** Records of all the pages of a list. */
  everyActor(parameters?: ActorsParameters): AsyncGenerator<ActeurListe>;
  /** Lines of an export, as they arrive. */
  exportLines(parameters?: ExportParameters): AsyncGenerator<string>;
"""
TEXT, JSON, FILE = "string", "application/json", "text/csv"
SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean"}


def declarations(document: Mapping[str, Any], operations: Mapping[str, Any]) -> str:
    """Return the content of `index.d.ts`.

    document: of OpenAPI; operations: name -> (method, path, operation).
    """
    schemas = document["components"]["schemas"]
    received = _named([each.get("requestBody") for *_, each in operations.values()], schemas)
    parts = [HEAD]
    parts += [
        f"\nexport type {name} = {type_of(schema, answered=name not in received)};\n"
        for name, schema in sorted(schemas.items())
    ]
    methods = []
    operations = {name: each for name, each in operations.items() if name != "search"}
    for name, (_, path, operation) in sorted(operations.items()):
        fields = _fields(path, operation)
        kind = f"{_pascal(name)}Parameters"
        body = operation.get("requestBody", {}).get("content", {})
        if JSON in body:
            parts.append(f"\nexport type {kind} = {type_of(body[JSON]['schema'])};\n")
        else:
            parts.append(f"\nexport interface {kind} {{\n{fields}}}\n")
        methods.append(_method(name, kind, operation, FILE in body, "?:" not in fields and fields))
    return "".join(parts) + CLASS + "".join(methods) + "}\n"


def _named(node: object, schemas: Mapping[str, Any]) -> set[str]:
    """Return the names of the schemas that a part of the document refers to, at any depth."""
    found: set[str] = set()
    left = [node]
    while left:
        match left.pop():
            case {"$ref": str(reference)}:
                name = reference.rpartition("/")[2]
                if name in schemas and name not in found:
                    found.add(name)
                    left.append(schemas[name])
            case dict(fields):
                left += fields.values()
            case list(items):
                left += items
    return found


def _method(
    name: str, kind: str, operation: Mapping[str, Any], file: bool, required: object
) -> str:
    needed = bool(required) or "requestBody" in operation or _required(operation)
    given = f"parameters{'' if needed and not file else '?'}: {kind}"
    arguments = f"content: string, {given}" if file else given
    text = operation.get("summary", name)
    return f"  /** {text}. */\n  {_camel(name)}({arguments}): Promise<{_answer(operation)}>;\n"


def _required(operation: Mapping[str, Any]) -> bool:
    return any(each.get("required") for each in operation.get("parameters", ()))


def _answer(operation: Mapping[str, Any]) -> str:
    """Return the type of what an operation answers: JSON when it can, else text."""
    success = next(
        answer for status, answer in operation["responses"].items() if status.startswith("2")
    )
    content = success.get("content", {})
    first = next(iter(content), "")
    if "json" not in first or "ndjson" in first:
        return TEXT
    return type_of(content[first]["schema"], answered=True)


def _fields(path: str, operation: Mapping[str, Any]) -> str:
    lines = []
    for each in operation.get("parameters", ()):
        mark = ":" if each.get("required") or f"{{{each['name']}}}" in path else "?:"
        lines.append(f"  {each['name']}{mark} {type_of(each['schema'])};\n")
    return "".join(lines)


def type_of(schema: Mapping[str, Any] | bool, answered: bool = False) -> str:
    """Return the TypeScript type of a JSON schema.

    schema: of JSON Schema 2020-12; answered: True for what the service sends, whose fields that
    have a default value are always there.
    """
    if isinstance(schema, bool):
        return "unknown"
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "const" in schema:
        return json.dumps(schema["const"], ensure_ascii=False)
    if "enum" in schema:
        return " | ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            kinds = dict.fromkeys(type_of(each, answered) for each in schema[several])
            return " | ".join(kinds)
    kind = schema.get("type")
    if isinstance(kind, list):
        return " | ".join(type_of({**schema, "type": each}, answered) for each in kind)
    if kind == "array":
        return _array(schema, answered)
    if kind == "object":
        return _object(schema, answered)
    return "null" if kind == "null" else SIMPLE.get(str(kind), "unknown")


def _array(schema: Mapping[str, Any], answered: bool) -> str:
    if "prefixItems" in schema:
        items = ", ".join(type_of(each, answered) for each in schema["prefixItems"])
        return f"[{items}]"
    return f"Array<{type_of(schema.get('items', True), answered)}>"


def _object(schema: Mapping[str, Any], answered: bool) -> str:
    if "properties" not in schema:
        return f"Record<string, {type_of(schema.get('additionalProperties', True), answered)}>"
    required = schema.get("required", ())
    fields = (
        f"  {name}{':' if name in required or (answered and 'default' in each) else '?:'} "
        f"{type_of(each, answered)};\n"
        for name, each in schema["properties"].items()
    )
    return "{\n" + "".join(fields) + "}"


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _camel(name: str) -> str:
    return re.sub(r"_(\w)", lambda found: found[1].upper(), name)
