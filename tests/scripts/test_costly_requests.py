"""The search for the costliest request of a route."""

from __future__ import annotations

import json
import os
from typing import Any

from scripts.costly_requests import (
    Cost,
    Document,
    Operation,
    Prober,
    costliest,
    processor_ms,
    texts,
)

PUBLISHED = {
    "paths": {
        "/fiches/{id}": {
            "get": {
                "parameters": [
                    {"name": "id", "in": "path", "required": True,
                     "schema": {"type": "string", "examples": ["a b"]}},
                    {"name": "q", "in": "query", "schema": {"type": "string", "maxLength": 30}},
                    {"name": "codes", "in": "query",
                     "schema": {"type": "array", "items": {"enum": ["x", "y"]}}},
                    {"name": "size", "in": "query",
                     "schema": {"anyOf": [{"type": "null"}, {"$ref": "#/components/schemas/N"}]}},
                ]
            }
        },
        "/lots": {
            "post": {
                "x-portee": "lecture",
                "requestBody": {"content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/Lot"},
                    "examples": {"un": {"value": {"textes": ["souder"]}}},
                }}},
            }
        },
    },
    "components": {
        "schemas": {
            "N": {"type": "integer", "minimum": 1, "maximum": 50},
            "Lot": {"properties": {"textes": {
                "type": "array", "maxItems": 3, "items": {"type": "string", "maxLength": 20}}}},
        }
    },
}  # fmt: skip


class Priced(Prober):
    """A prober that sends nothing: a request costs by what it asks."""

    def cost(self, operation: Operation, _repeats: int = 1) -> Cost:
        address, body = operation.request(next(self.seeds))
        if "size=50" in address:
            return Cost(9.0, 1, 422)
        return Cost(1.0 + address.count("codes=") + len(body or b"") / 100, 1, 200)


def operations() -> dict[str, Operation]:
    """The routes of the document, by name."""
    return {each.name: each for each in Document(PUBLISHED).operations()}


def test_texts_should_be_as_long_as_they_may_and_never_the_same() -> None:
    for make in texts(120):
        assert 100 <= len(make(1)) <= 120
        assert make(1) != make(2)
        assert make(1) == make(1)


def test_a_request_should_be_an_example_of_the_document() -> None:
    read, sent = operations()["GET /fiches/{id}"], operations()["POST /lots"]
    assert read.request(1) == ("/fiches/a%20b", None)
    assert sent.request(1) == ("/lots", b'{"textes": ["souder"]}')
    assert (sent.needs_key, read.needs_key) == (True, False)
    values = {name: [make(1) for make in made] for name, made in read.values.items()}
    assert values["codes"] == [[], ["x"], ["x", "y"]]
    assert values["size"] == [1, 50]


def test_the_costliest_request_should_be_found_among_those_that_are_answered() -> None:
    found, cost = costliest(Priced(0, 0, 300, ""), operations()["GET /fiches/{id}"])
    assert "codes=x&codes=y" in found.request(1)[0]
    assert cost == Cost(3.0, 1, 200)
    found, _ = costliest(Priced(0, 0, 300, ""), operations()["POST /lots"])
    body: dict[str, Any] = json.loads(found.request(1)[1] or b"")
    assert (len(body["textes"]), {len(text) for text in body["textes"]}) == (3, {20})


def test_a_unit_should_cost_its_share_of_the_request() -> None:
    assert Cost(40.0, 4, 200).a_unit == 10.0


def test_the_time_of_processor_of_a_process_should_grow_as_it_works() -> None:
    before = processor_ms(os.getpid())
    sum(number * number for number in range(300_000))
    assert processor_ms(os.getpid()) > before
