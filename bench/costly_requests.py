"""The costliest request of each route of the API, found by search over what its document takes.

A request is an example of the document, one value of which is changed at a time: a change that
costs more processor a unit of quota is kept, until none does. Texts are made anew at each request,
so that nothing kept from another answers.
"""

from __future__ import annotations

import http.client
import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count, islice
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

JSON_TYPE = "application/json"
LETTERS = "aeioubcdlmnprst"
SENTENCE = "réparer un ordinateur pour ma mère à la médiathèque de Lille"
REPEATS, FINAL, KEPT_FROM, PASSES, DEEPEST = 3, 7, 1.15, 2, 4
"""Times that a request is sent, and the costliest once found; how many times costlier a change must
be to be kept; how often each value is tried; how deep objects are made."""
Value = Any
Make = Callable[[int], Value]
"""Makes a value of its own from a seed."""


def _letters(chars: int) -> Make:
    return lambda seed: "".join(random.Random(seed).choices(LETTERS, k=chars))  # noqa: S311


def _misspelt(chars: int) -> Make:
    """Return what makes words of seven random letters among short French ones."""

    def make(seed: int) -> str:
        draw = random.Random(seed)  # noqa: S311 - no secret
        words = (
            "de" if draw.random() < 1 / 2 else "".join(draw.choices(LETTERS, k=7)) for _ in count()
        )
        return " ".join(islice(words, chars))[:chars]

    return make


def _french(chars: int) -> Make:
    def make(seed: int) -> str:
        draw = random.Random(seed)  # noqa: S311 - no secret
        return " ".join(draw.choices(SENTENCE.split(), k=chars))[:chars]

    return make


def _repeated(piece: str, chars: int) -> Make:
    return lambda seed: (f"{seed} " + piece * chars)[:chars]


def _same(value: Value) -> Make:
    return lambda _seed: value


def texts(most: int) -> list[Make]:
    """Return what makes costly texts of some characters at most."""
    return [
        *(_repeated(piece, most) for piece in ("à ", "é", "a b ", "12 ", "œ'")),
        *(make(most) for make in (_letters, _french, _misspelt)),
    ]


class Document:
    """An OpenAPI document: what its routes take."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        """content: the document, read from its JSON."""
        self._content = content

    def schema(self, told: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return a schema without its references; of several, the first that is not null."""
        while "$ref" in told:
            told = self._content["components"]["schemas"][told["$ref"].rpartition("/")[2]]
        choices = [each for each in told.get("anyOf", ()) if each.get("type") != "null"]
        return {**told, **self.schema(choices[0])} if choices else told

    def values(self, told: Mapping[str, Any], depth: int = 0) -> list[Make]:
        """Return what makes the values to try of a schema, from the least to the most."""
        schema = self.schema(told)
        if "enum" in schema:
            return [_same(value) for value in schema["enum"]]
        match schema.get("type"):
            case "boolean":
                return [_same(False), _same(True)]
            case "integer" | "number":
                ends = (schema.get("minimum", 0), schema.get("maximum", 100))
                return [_same(value) for value in (*schema.get("examples", ()), *ends)]
            case "array":
                return self._lists(schema, depth)
            case "object":
                return [self._whole(schema, depth)] if depth < DEEPEST else []
        examples = [_same(each) for each in schema.get("examples", ())]
        if "pattern" in schema or "format" in schema:
            return examples
        return [*examples, *texts(schema.get("maxLength", 100))]

    def _lists(self, schema: Mapping[str, Any], depth: int) -> list[Make]:
        most = schema.get("maxItems", 30)
        items = self.values(schema["items"], depth + 1)
        if "enum" in self.schema(schema["items"]):
            whole = [item(0) for item in items][:most]
            return [_same([]), _same(whole[:1]), _same(whole)]
        return [
            _same([]),
            *(_list_of(item, size) for item in items for size in {1, most}),
        ]

    def _whole(self, schema: Mapping[str, Any], depth: int) -> Make:
        """Return what makes an object of the longest texts that it requires."""
        required = {
            name: self.values(schema["properties"][name], depth + 1)[-1]
            for name in schema.get("required", ())
        }
        return lambda seed: {name: make(seed) for name, make in required.items()}

    def operations(self) -> Iterator[Operation]:
        """Yield the routes: each with its example, and the values to try of each of its fields."""
        for path, methods in self._content["paths"].items():
            for method, told in methods.items():
                yield self._operation(path, method.upper(), told)

    def _operation(self, path: str, method: str, told: Mapping[str, Any]) -> Operation:
        parameters = told.get("parameters", ())
        values = {each["name"]: self.values(each["schema"]) for each in parameters}
        inside = frozenset(each["name"] for each in parameters if each["in"] == "path")
        given = {
            each["name"]: _same(examples[0])
            for each in parameters
            if (examples := each["schema"].get("examples")) and each.get("required")
        }
        bodies = told.get("requestBody", {}).get("content", {})
        kind = next(iter(bodies), "")
        operation = Operation(method, path, values, given, inside, kind, "x-portee" in told)
        if not bodies:
            return operation
        example = next(iter(bodies[kind]["examples"].values()))["value"]
        if kind != JSON_TYPE:
            return replace(operation, body=_same(example))
        properties = self.schema(bodies[kind]["schema"])["properties"]
        return replace(
            operation,
            given={name: _same(value) for name, value in example.items()},
            values={name: self.values(each) for name, each in properties.items()},
        )


def _list_of(item: Make, size: int) -> Make:
    return lambda seed: [item(seed * 1000 + number) for number in range(size)]


@dataclass(frozen=True)
class Operation:
    """A route of the API, and a request to it.

    method, path: its template; values: name of a field -> what makes the values to try; given: name
    -> what makes its value in the request; inside: names of the fields of the path; kind: type of
    its body, "" without one; needs_key: whether a key must be sent; body: what makes a body that is
    no JSON.
    """

    method: str
    path: str
    values: Mapping[str, list[Make]]
    given: Mapping[str, Make]
    inside: frozenset[str] = frozenset()
    kind: str = ""
    needs_key: bool = False
    body: Make | None = None

    @property
    def name(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"

    def request(self, seed: int) -> tuple[str, bytes | None]:
        """Return the address and the body of the request; seed: of its texts."""
        fields = {name: make(seed) for name, make in self.given.items()}
        path = self.path
        for name in self.inside:
            path = path.replace(f"{{{name}}}", quote(str(fields.pop(name, "x")), safe=""))
        if self.kind == JSON_TYPE:
            return path, json.dumps(fields).encode()
        written = {name: _in_url(value) for name, value in fields.items()}
        address = f"{path}?{urlencode(written, doseq=True)}" if written else path
        return address, None if self.body is None else str(self.body(seed)).encode()


def _in_url(value: Value) -> Value:
    return str(value).lower() if isinstance(value, bool) else value


@dataclass(frozen=True)
class Cost:
    """What a request costs: milliseconds of processor, and units of quota; status of its answer."""

    ms: float = 0.0
    units: int = 1
    status: int = 0

    @property
    def a_unit(self) -> float:
        """Milliseconds of processor a unit of quota."""
        return self.ms / self.units


@dataclass
class Prober:
    """Sends requests to a service, each from an address of its own, and reads what they cost.

    port, pid: of the service; quota: of an address; secret: key for the routes that ask for one;
    seeds: of texts and of addresses; left_of_key: units left to the key.
    """

    port: int
    pid: int
    quota: int
    secret: str
    seeds: Iterator[int] = field(default_factory=lambda: count(1))
    timeout_s: float = 120.0
    left_of_key: int = 0

    def cost(self, operation: Operation, repeats: int = REPEATS) -> Cost:
        """Return the least cost of a request, sent some times, each with texts of its own."""
        return min(
            (self._sent(operation) for _ in range(repeats)), key=lambda cost: (cost.status, cost.ms)
        )

    def _sent(self, operation: Operation) -> Cost:
        seed = next(self.seeds)
        address, body = operation.request(seed)
        headers = {"X-Forwarded-For": f"10.{seed >> 16 & 255}.{seed >> 8 & 255}.{seed & 255}"}
        if operation.kind:
            headers["Content-Type"] = operation.kind
        if operation.needs_key:
            headers["Authorization"] = f"Bearer {self.secret}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout_s)
        before = processor_ms(self.pid)
        connection.request(operation.method, address, body, headers)
        response = connection.getresponse()
        response.read()
        spent = processor_ms(self.pid) - before
        connection.close()
        return Cost(spent, self._units(response, operation.needs_key), response.status)

    def _units(self, response: http.client.HTTPResponse, is_by_key: bool) -> int:
        """Return the units that a request took: what is left of the quota of its client says it.

        An address sends one request; the quota of the key is what the one before left.
        """
        left = response.headers.get("RateLimit", "").partition("r=")[2].partition(";")[0]
        if not left:
            return 1
        if not is_by_key:
            return max(1, self.quota - int(left))
        before, self.left_of_key = self.left_of_key, int(left)
        return max(1, before - int(left))


def processor_ms(pid: int) -> float:
    """Return the time of processor of the threads of a process, in milliseconds (Linux)."""
    spent = 0
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            spent += int((thread / "schedstat").read_text("ascii").split()[0])
        except (FileNotFoundError, ProcessLookupError):  # it ended meanwhile
            continue
    return spent / 1e6


def costliest(prober: Prober, operation: Operation) -> tuple[Operation, Cost]:
    """Return the costliest request of a route that is answered, and what it costs.

    Args:
        prober: sends requests.
        operation: the route, and the request to begin with.

    Returns:
        The request that costs most processor a unit, of those tried, and its cost.
    """
    best, cost = operation, prober.cost(operation)
    for _ in range(PASSES):
        before = best
        for name, values in operation.values.items():
            for make in values:
                tried = replace(best, given={**best.given, name: make})
                if not _is_costlier(prober.cost(tried, 1), cost):
                    continue
                found = prober.cost(tried)  # the first time may have been disturbed
                if _is_costlier(found, cost):
                    best, cost = tried, found
        if best is before:
            break
    return best, prober.cost(best, FINAL)  # the dearest of many tries is dear by chance too


def _is_costlier(found: Cost, cost: Cost) -> bool:
    """Return whether a request that was answered costs more than the costliest so far."""
    if found.status >= http.HTTPStatus.BAD_REQUEST:
        return False
    refused = cost.status >= http.HTTPStatus.BAD_REQUEST
    return refused or found.a_unit >= KEPT_FROM * cost.a_unit
