"""The OpenAPI document as partners read it: real examples, whom to ask, keys and quotas."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from scripts.generated.examples import faults, first
from scripts.generated.openapi import published
from service.app import create_app
from service.developers import openapi
from service.http.problems import MEDIA_TYPE, TITLES, Problem
from service.settings import Settings

SITE = "https://orientess.example"
DOCUMENT = published()
OPERATIONS = {
    f"{method.upper()} {path}": each for method, path, each in openapi.operations(DOCUMENT)
}
OF_THE_API = [name for name in OPERATIONS if f" {openapi.API}/" in name]


def completed(**settings: object) -> dict[str, Any]:
    """The document of a site with some settings."""
    bare: dict[str, Any] = {"info": {}, "paths": {}, "components": {}}
    return openapi.completed(bare, Settings.model_validate(settings))


def test_every_good_answer_should_have_an_example_of_its_form() -> None:
    assert faults() == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_free_text_that_is_taken_should_have_an_example(name: str) -> None:
    for parameter in OPERATIONS[name].get("parameters", ()):
        schema = parameter["schema"]
        if schema.get("type") == "string" and "enum" not in schema:
            assert first(parameter), parameter["name"]
    body = OPERATIONS[name].get("requestBody")
    assert body is None or all(each["examples"] for each in body["content"].values())


def test_operations_should_have_short_names_all_different() -> None:
    names = [each["operationId"] for each in OPERATIONS.values()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+(_[a-z]+){0,3}", name)] == []
    assert {"search", "search_batch", "actor", "suggestions"} <= set(names)


def test_every_tag_should_be_used_and_described() -> None:
    used = {tag for each in OPERATIONS.values() for tag in each["tags"]}
    told = [each["name"] for each in DOCUMENT["tags"]]
    assert set(told) == used
    assert told == [name for name in openapi.TAGS if name in used]
    assert all(each["description"].endswith((".", "?")) for each in DOCUMENT["tags"])
    assert all(each["x-displayName"] for each in DOCUMENT["tags"])
    assert all(each["name"].isascii() for each in DOCUMENT["tags"])  # of modules, in clients


@pytest.mark.parametrize("name", OF_THE_API)
@pytest.mark.parametrize("status", [401, 403, 429, 500])
def test_every_route_of_the_api_should_tell_what_may_be_refused(name: str, status: int) -> None:
    answer = OPERATIONS[name]["responses"][str(status)]
    example = Problem.model_validate(answer["content"][MEDIA_TYPE]["example"])
    assert (example.status, example.title) == (status, TITLES[status])


ENGLISH = re.compile(
    r"\b(the|of|and|its|an|or|who|what|with|from|for|that|is|successful|error|another)\b", re.I
)


def descriptions(node: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """The place and the words of each description and summary; examples are data."""
    match node:
        case dict():
            for name, each in node.items():
                if name in {"description", "summary"} and isinstance(each, str):
                    yield place, each
                elif name not in {"example", "examples", "default", "enum"}:
                    yield from descriptions(each, f"{place}/{name}")
        case list():
            for number, each in enumerate(node):
                yield from descriptions(each, f"{place}/{number}")


def test_the_document_should_speak_french() -> None:
    told = dict(descriptions(DOCUMENT))
    assert {place: words for place, words in told.items() if ENGLISH.search(words)} == {}
    assert {
        openapi.SUCCESS,
        "Une structure : association, coopérative, fondation, organisme public.",
    } <= set(told.values())


def test_every_form_should_be_told_and_no_other() -> None:
    assert set(openapi.described_schemas()) == set(DOCUMENT["components"]["schemas"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_should_tell_the_number_of_its_request(name: str) -> None:
    for answer in OPERATIONS[name]["responses"].values():
        assert "X-Request-Id" in answer["headers"]


@pytest.mark.parametrize("name", OF_THE_API)
def test_answers_should_tell_what_is_left_of_the_quota(name: str) -> None:
    responses = OPERATIONS[name]["responses"]
    for status in ("429", next(each for each in responses if each.startswith("2"))):
        assert {"RateLimit", "RateLimit-Policy"} <= set(responses[status]["headers"])
    assert "Retry-After" in responses["429"]["headers"]


def test_a_key_should_be_known_and_optional() -> None:
    schemes = DOCUMENT["components"]["securitySchemes"]
    assert (schemes["cle"]["type"], schemes["cle"]["scheme"]) == ("http", "bearer")
    assert (schemes["cle_en_tete"]["in"], schemes["cle_en_tete"]["name"]) == (
        "header",
        "X-API-Key",
    )
    assert {} in DOCUMENT["security"]
    assert [set(each) for each in DOCUMENT["security"] if each] == [{"cle"}, {"cle_en_tete"}]


@pytest.mark.parametrize(
    ("settings", "server", "contact"),
    [
        ({}, "/", {"name": "OrientESS"}),
        ({"address": f"{SITE}/"}, SITE, {"name": "OrientESS", "url": f"{SITE}/api"}),
        (
            {"address": SITE, "publisher": " Un réseau ", "publisher_contact": "a@reseau.example"},
            SITE,
            {"name": "Un réseau", "email": "a@reseau.example"},
        ),
        (
            {"publisher": "Un réseau", "publisher_contact": "https://reseau.example/ecrire"},
            "/",
            {"name": "Un réseau", "url": "https://reseau.example/ecrire"},
        ),
    ],
    ids=["nothing", "address", "mail", "page"],
)
def test_the_document_should_say_where_it_is_served_and_whom_to_ask(
    settings: dict[str, str], server: str, contact: dict[str, str]
) -> None:
    document = completed(**settings)
    assert [each["url"] for each in document["servers"]] == [server]
    assert document["info"]["contact"] == contact


def test_completing_a_document_should_leave_it_as_it_was() -> None:
    app = create_app(Settings())
    assert app.openapi() is app.openapi()
    assert openapi.completed(app.openapi(), Settings()) == app.openapi()


def patterns(node: Any) -> Iterator[str]:
    """The patterns of texts that a part of the document tells."""
    match node:
        case dict():
            for name, each in node.items():
                if name == "pattern" and isinstance(each, str):
                    yield each
                else:
                    yield from patterns(each)
        case list():
            for each in node:
                yield from patterns(each)


KNOWN_ESCAPES = re.compile(r"\\(?:[dDsSwWbBfnrtv0^$\\.*+?()\[\]{}|/-]|[pP]\{\w+\}|u[0-9a-f]{4})")


def test_patterns_should_have_no_escape_that_javascript_refuses() -> None:
    """Ajv compiles patterns with the flag `u`, which refuses an escape without a meaning."""
    found = set(patterns(DOCUMENT))
    assert len(found) > 10
    assert [each for each in found if "\\" in KNOWN_ESCAPES.sub("", each)] == []
    assert "\\" in KNOWN_ESCAPES.sub("", '^[^<>\\"]+$')  # the fault that there was


@pytest.mark.skipif(shutil.which("node") is None, reason="node n'est pas installé")
def test_patterns_should_compile_in_javascript_with_the_unicode_flag() -> None:
    script = "for (const each of JSON.parse(process.argv[1])) new RegExp(each, 'u')"
    command = ["node", "-e", script, json.dumps(sorted(set(patterns(DOCUMENT))))]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)  # noqa: S603 - a program found on the path, on our own text
    assert ended.returncode == 0, ended.stderr


def test_every_required_field_should_be_described() -> None:
    """Generators of clients make a field of each required name: it needs a form."""

    def faults(node: Any, place: str = "") -> Iterator[str]:
        match node:
            case dict():
                required, told = node.get("required"), node.get("properties")
                if isinstance(required, list) and isinstance(told, dict):
                    yield from (f"{place} {name}" for name in required if name not in told)
                for name, each in node.items():
                    if name not in {"example", "examples"}:
                        yield from faults(each, f"{place}/{name}")
            case list():
                for number, each in enumerate(node):
                    yield from faults(each, f"{place}/{number}")

    assert list(faults(DOCUMENT)) == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_route_should_tell_how_a_client_may_be_wrong(name: str) -> None:
    assert any(status.startswith("4") for status in OPERATIONS[name]["responses"])


def test_an_example_of_a_list_in_geojson_should_have_no_field_out_of_its_form() -> None:
    content = OPERATIONS["GET /api/v1/search.geojson"]["responses"]["200"]["content"]
    told = content["application/geo+json"]
    assert set(told["example"]) <= set(told["schema"]["properties"])
