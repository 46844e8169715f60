"""Reference of the API, read from its OpenAPI document: operations, their fields, forms of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from service.auth.access import SCOPE
from service.developers.openapi import Document, operations

FORM = "#/components/schemas/"
TRIED = "get"
"""Method of the operations that a page can try: a link to an answer changes nothing."""
MAX_DEPTH = 4
"""Levels of a form that are read in one line: "liste de listes de…"."""
TYPES = {
    "string": "texte",
    "integer": "nombre entier",
    "number": "nombre",
    "boolean": "true ou false",
    "object": "objet",
    "null": "null",
}
"""JSON type -> its name for readers."""


@dataclass(frozen=True)
class Field:
    """A parameter of an operation, or a field of a form of JSON.

    name: such as "lieu"; kind: its type in French, such as "liste de textes"; form: name of the
    form of JSON that it holds, "" for none; required; deprecated; description: in French; codes:
    values allowed, empty when any is; default: as JSON, "" when there is none; example: a value to
    try, as text, "" for none; place: "query", "path" or "body".
    """

    name: str
    kind: str
    form: str
    required: bool
    deprecated: bool
    description: str
    codes: tuple[str, ...] = ()
    default: str = ""
    example: str = ""
    place: str = "body"


@dataclass(frozen=True)
class Answer:
    """An answer that an operation may give.

    status: HTTP status, such as "200"; description: when it comes, in French; media_type: of its
    body, "" without one; kind: type of its body; form: name of the form of JSON, "" for none;
    example: real or made, indented when it is JSON, "" for none.
    """

    status: str
    description: str
    media_type: str = ""
    kind: str = ""
    form: str = ""
    example: str = ""


@dataclass(frozen=True)
class Operation:
    """An operation of the API, as its page tells it.

    id: its identifier, "search"; method: in capitals; path: with its parameters, such as
    "/api/v1/actors/{id}"; summary, description: in French; fields: its parameters and the fields of
    its body; body: an example of its body, "" without one; media_type: of its body, such as
    "text/csv", "" without one; body_description: in French, "" for none; answers; is_tried: True
    when the page has a form to try it; scope: that of the API key it asks for, "" when it asks for
    none.
    """

    id: str
    method: str
    path: str
    summary: str
    description: str
    fields: tuple[Field, ...]
    body: str
    media_type: str
    body_description: str
    answers: tuple[Answer, ...]
    is_tried: bool
    scope: str


@dataclass(frozen=True)
class Form:
    """A form of JSON, received or answered: its name, its description in French, its fields."""

    name: str
    description: str
    fields: tuple[Field, ...]


class Reference:
    """Operations and forms of an OpenAPI document, ready for pages; the document is not changed."""

    def __init__(self, document: Document) -> None:
        """document: the published one."""
        self._schemas: Mapping[str, Any] = document["components"]["schemas"]
        self.operations = {
            each.id: each for each in (self._operation(*row) for row in operations(document))
        }
        self.groups = {
            tag["x-displayName"]: (tag["description"], list(self._of(document, tag["name"])))
            for tag in document["tags"]
        }

    def form(self, name: str) -> Form | None:
        """Return a form of JSON by its name ("RechercheReponse"); None for an unknown one."""
        schema = self._schemas.get(name)
        if schema is None:
            return None
        return Form(name, schema.get("description", ""), tuple(self._fields(schema)))

    def _of(self, document: Document, tag: str) -> Iterator[Operation]:
        for _, _, operation in operations(document):
            if tag in operation.get("tags", ()):
                yield self.operations[operation["operationId"]]

    def _operation(self, method: str, path: str, told: Mapping[str, Any]) -> Operation:
        sent = told.get("requestBody", {})
        content: Mapping[str, Any] = sent.get("content", {})
        media_type = next(iter(content), "")
        media = content.get(media_type, {})
        parameters = [self._parameter(each) for each in told.get("parameters", ())]
        return Operation(
            id=told["operationId"],
            method=method.upper(),
            path=path,
            summary=told["summary"],
            description=told.get("description", ""),
            fields=(*parameters, *self._fields(media.get("schema", {}))),
            body=_example(media),
            media_type=media_type,
            body_description=sent.get("description", ""),
            answers=tuple(self._answers(told["responses"])),
            is_tried=method == TRIED,
            scope=told.get(SCOPE, ""),
        )

    def _parameter(self, told: Mapping[str, Any]) -> Field:
        schema = told["schema"]
        example = next(iter(told.get("examples") or schema.get("examples") or [""]), "")
        if isinstance(told.get("examples"), dict):
            example = next(iter(told["examples"].values()))["value"]
        return self._field(
            told["name"],
            schema | {"description": told.get("description", "")},
            required=told.get("required", False),
            deprecated=told.get("deprecated", False),
            example=str(example),
            place=told["in"],
        )

    def _fields(self, schema: Mapping[str, Any]) -> Iterator[Field]:
        """Yield the fields of an object; none of another form."""
        named = self._schemas.get(_name(schema), schema)
        required = named.get("required", ())
        for name, each in named.get("properties", {}).items():
            yield self._field(name, each, name in required, each.get("deprecated", False))

    def _field(
        self,
        name: str,
        schema: Mapping[str, Any],
        required: bool,
        deprecated: bool,
        example: str = "",
        place: str = "body",
    ) -> Field:
        default = schema.get("default")
        return Field(
            name=name,
            kind=self._kind(schema),
            form=_form_of(schema),
            required=required,
            deprecated=deprecated,
            description=schema.get("description", ""),
            codes=_codes(schema),
            default="" if default in (None, "", []) else json.dumps(default, ensure_ascii=False),
            example=example,
            place=place,
        )

    def _kind(self, schema: Mapping[str, Any], depth: int = 0) -> str:
        """Return the type of a value in French: "liste de nombre", "texte ou null"."""
        choices = schema.get("anyOf") or schema.get("oneOf")
        if choices and depth < MAX_DEPTH:
            return " ou ".join(dict.fromkeys(self._kind(each, depth + 1) for each in choices))
        if name := _name(schema):
            return "code" if "enum" in self._schemas.get(name, {}) else f"objet {name}"
        kind = schema.get("type", "valeur")
        if isinstance(kind, list):
            return " ou ".join(str(TYPES.get(each, each)) for each in kind)
        if kind == "array" and depth < MAX_DEPTH:
            return f"liste : {self._kind(schema.get('items', {}), depth + 1)}"
        return str(TYPES.get(kind, kind))

    def _answers(self, responses: Mapping[str, Any]) -> Iterator[Answer]:
        for status, told in sorted(responses.items()):
            content = told.get("content", {})
            if not content:
                yield Answer(status, told["description"])
            for media_type, media in content.items():
                schema = media.get("schema", {})
                yield Answer(
                    status,
                    told["description"],
                    media_type,
                    self._kind(schema),
                    _form_of(schema),
                    _example(media),
                )


def _name(schema: Mapping[str, Any]) -> str:
    """Return the name of the form that a schema refers to, "" for none."""
    reference: str = schema.get("$ref", "")
    return reference.removeprefix(FORM)


def _form_of(schema: Mapping[str, Any]) -> str:
    """Return the name of the first form that a schema holds, in a list or not; "" for none."""
    inside = [schema, schema.get("items", {}), *schema.get("anyOf", ()), *schema.get("oneOf", ())]
    inside += [each.get("items", {}) for each in inside]
    return next((name for each in inside if (name := _name(each))), "")


def _codes(schema: Mapping[str, Any]) -> tuple[str, ...]:
    values = schema.get("enum") or schema.get("items", {}).get("enum") or ()
    return tuple(map(str, values))


def _example(media: Mapping[str, Any]) -> str:
    """Return the example of a body, indented when it is JSON; "" for none."""
    examples = list(media.get("examples", {}).values())
    value = examples[0]["value"] if examples else media.get("example")
    if value is None or isinstance(value, str):
        return value or ""
    return json.dumps(value, ensure_ascii=False, indent=2)


def tried_address(operation: Operation, values: Mapping[str, list[str]]) -> str | None:
    """Return the address of an answer to try: that of a GET operation, with what a person typed.

    Args:
        operation: the operation, whose parameters alone are taken.
        values: name of a field of the form -> values typed; empty ones are left out.

    Returns:
        The address, on this site; None when the operation is not tried from a page, or when a part
        of its path is missing.
    """
    if not operation.is_tried:
        return None
    typed = {name: [each for each in given if each.strip()] for name, given in values.items()}
    path, query = operation.path, []
    for field in operation.fields:
        given = typed.get(field.name, [])
        if field.place == "path":
            if not given or given[0].strip(".") == "":
                return None
            path = path.replace(f"{{{field.name}}}", quote(given[0], safe=""))
        else:
            query += [(field.name, each) for each in given]
    return f"{path}?{urlencode(query)}" if query else path
