"""The description of the API: what is published, and that it is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from scripts.generated.openapi import GOLDEN, published
from service.http.problems import MEDIA_TYPE, TITLES, Problem
from service.search.api import SEARCH_EXAMPLES
from service.search.formats import FormattedSearch

DESCRIPTION = published()
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
}


ERRORS = {
    f"{name} {status}": (int(status), answer)
    for name, operation in OPERATIONS.items()
    for status, answer in operation["responses"].items()
    if status.startswith(("4", "5"))
}
PARAMETERS = {
    f"{name} {parameter['name']}": parameter
    for name, operation in OPERATIONS.items()
    for parameter in operation.get("parameters", [])
}
COMPULSORY = {name: each for name, each in PARAMETERS.items() if each["required"]}


def test_the_description_should_be_the_committed_one() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert golden == DESCRIPTION, "si le changement est voulu : make generated"


def test_the_description_should_be_served(client: TestClient) -> None:
    assert client.get("/api/openapi.json").json() == DESCRIPTION


def test_only_the_api_and_the_state_of_the_service_should_be_described() -> None:
    assert set(OPERATIONS) == {
        "GET /api/v1/search",
        "POST /api/v1/search",
        "GET /api/v1/search.geojson",
        "POST /api/v1/search.geojson",
        "GET /api/v1/search.csv",
        "POST /api/v1/search.csv",
        "GET /api/v1/actors",
        "GET /api/v1/actors/{id}",
        "GET /api/v1/changes",
        "GET /api/v1/changes.atom",
        "GET /api/v1/facets",
        "POST /api/v1/search/batch",
        "POST /api/v1/search/csv",
        "GET /api/v1/export",
        "GET /api/v1/export/datapackage.json",
        "GET /api/v1/suggestions",
        "GET /api/v1/suggestions/opensearch",
        "POST /api/v1/feedback",
        "POST /api/v1/reports",
        "GET /api/v1/communes",
        "GET /api/v1/communes/reverse",
        "POST /api/v1/communes/csv",
        "GET /api/v1/needs",
        "GET /api/v1/needs/{id}",
        "GET /api/v1/needs/{id}/actors",
        "GET /api/v1/actors/{id}/needs",
        "GET /api/v1/actors/{id}/similar",
        "GET /api/v1/actors/{id}/complementary",
        "GET /api/v1/lieux",
        "GET /api/v1/lieux/{id}",
        "POST /api/v1/classify",
        "POST /api/v1/match/skills",
        "GET /api/v1/occupations",
        "GET /api/v1/occupations/{id}",
        "GET /sante",
        "GET /pret",
        "GET /version",
    }


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_every_operation_should_say_what_it_does(name: str) -> None:
    assert OPERATIONS[name]["summary"]
    assert OPERATIONS[name]["description"]


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_every_success_should_have_the_form_of_its_answer(name: str) -> None:
    responses = OPERATIONS[name]["responses"]
    success = responses.get("200") or responses["201"]
    schema = next(iter(success["content"].values()))["schema"]
    assert {"$ref", "oneOf", "items", "type"} & set(schema)


@pytest.mark.parametrize("parameter", PARAMETERS.values(), ids=PARAMETERS)
def test_every_parameter_should_be_described(parameter: dict[str, Any]) -> None:
    assert parameter["description"]


@pytest.mark.parametrize("parameter", COMPULSORY.values(), ids=COMPULSORY)
def test_every_compulsory_parameter_should_have_an_example(parameter: dict[str, Any]) -> None:
    assert parameter["schema"]["examples"]


@pytest.mark.parametrize(("status", "answer"), ERRORS.values(), ids=ERRORS)
def test_every_documented_error_should_be_a_problem_with_an_example(
    status: int, answer: dict[str, Any]
) -> None:
    assert set(answer["content"]) == {MEDIA_TYPE}
    example = Problem.model_validate(answer["content"][MEDIA_TYPE]["example"])
    assert (example.status, example.title) == (status, TITLES[status])


READ = {"200", "401", "403", "429", "500", "503"}
SENT = READ | {"400", "413", "415", "422"}


@pytest.mark.parametrize(
    ("operation", "statuses"),
    [
        ("GET /api/v1/search", READ | {"422"}),
        ("POST /api/v1/search", SENT),
        ("POST /api/v1/search/batch", SENT),
        ("POST /api/v1/feedback", SENT - {"200"} | {"201"}),
        ("GET /api/v1/actors/{id}", READ | {"404", "422"}),
        ("GET /api/v1/facets", READ | {"422"}),
        ("GET /api/v1/communes", READ | {"422"}),
        ("GET /api/v1/communes/reverse", READ | {"422", "503"}),
        ("GET /api/v1/export", READ | {"422"}),
        ("GET /sante", {"200", "422", "500"}),
        ("GET /pret", {"200", "422", "500", "503"}),
        ("GET /version", {"200", "422", "500", "503"}),
    ],
)
def test_every_status_that_may_come_should_be_documented(
    operation: str, statuses: set[str]
) -> None:
    assert set(OPERATIONS[operation]["responses"]) == statuses


def test_the_examples_of_a_search_should_be_published() -> None:
    content = OPERATIONS["POST /api/v1/search"]["requestBody"]["content"]["application/json"]
    assert content["examples"] == SEARCH_EXAMPLES


@pytest.mark.parametrize("name", list(SEARCH_EXAMPLES))
def test_the_examples_of_a_search_should_be_accepted(client: TestClient, name: str) -> None:
    answer = client.post("/api/v1/search", json=SEARCH_EXAMPLES[name]["value"])
    assert answer.status_code == 200


def test_get_and_post_should_take_the_same_parameters() -> None:
    by_get = {each["name"] for each in OPERATIONS["GET /api/v1/search"]["parameters"]}
    by_post = DESCRIPTION["components"]["schemas"]["PostedSearch"]["properties"]
    assert by_get == set(by_post) == set(FormattedSearch.model_fields)


@pytest.mark.parametrize("path", ["/docs/oauth2-redirect", "/redoc"])
def test_no_page_of_the_framework_should_be_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404
