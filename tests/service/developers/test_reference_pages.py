"""Pages of the reference of the API: served by us alone, tried without a script."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from scripts.generated.openapi import published
from service.developers.reference_pages import ADDRESS, CHANGES_ADDRESS, changes
from tests.service.page import HOSTILE, read

OPERATIONS = [
    operation["operationId"]
    for methods in published()["paths"].values()
    for operation in methods.values()
]

FIRST = {
    "/pret", "/sante", "/version",
    *(f"/api/v1/{path}" for path in (
        "actors/{id}", "actors/{id}/complementary", "actors/{id}/needs", "actors/{id}/similar",
        "classify", "communes", "export", "facets", "feedback", "lieux", "lieux/{id}",
        "match/skills", "needs", "needs/{id}", "needs/{id}/actors", "occupations",
        "occupations/{id}", "reports", "search", "search/batch", "suggestions",
        "suggestions/opensearch",
    )),
}  # fmt: skip
"""Paths of the API when its changes began to be told."""


def test_every_operation_should_be_listed(client: TestClient) -> None:
    links = {each["href"] for each in read(client, ADDRESS).all("a")}
    assert {f"{ADDRESS}/{name}" for name in OPERATIONS} <= links
    assert CHANGES_ADDRESS in links


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_should_have_its_page_whose_links_all_answer(
    client: TestClient, name: str
) -> None:
    page = read(client, f"{ADDRESS}/{name}")
    assert page.foreign_scripts == []
    for link in {each["href"] for each in page.all("a")}:
        if link.startswith(f"{ADDRESS}/formes/"):
            assert client.get(link).status_code == 200, link


def test_an_answer_should_be_tried_without_a_script(client: TestClient) -> None:
    page = read(client, f"{ADDRESS}/search")
    names = [each["name"] for each in page.all("input") if each.get("name")]
    assert "q" in names
    tried = client.get(
        f"{ADDRESS}/search/essai", params={"q": "ordinateur", "lieu": "", "size": "1"}
    )
    assert tried.status_code == 200
    assert len(tried.json()["items"]) == 1


def test_a_file_of_needs_should_be_called_with_its_csv_and_without_a_key(
    client: TestClient,
) -> None:
    page = client.get(f"{ADDRESS}/search_file").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "est nécessaire." not in page
    assert "-H 'Content-Type: text/csv'" in page
    assert "\nbesoin;lieu\nrecondissioné dé smartfone;St-Étienne\n" in page
    assert re.search(r"«.ecriture.» est nécessaire", client.get(f"{ADDRESS}/give_feedback").text)


@pytest.mark.parametrize(
    "path",
    [
        f"{ADDRESS}/inconnue",
        f"{ADDRESS}/formes/Inconnue",
        f"{ADDRESS}/search_by_post/essai",
        f"{ADDRESS}/actor/essai",
        f"{ADDRESS}/inconnue/essai",
    ],
)
def test_what_does_not_exist_should_not_be_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "typed", [HOSTILE, "//evil.example", "\r\nX-Evil: 1", "https://evil.example"]
)
def test_a_trial_should_lead_nowhere_else(client: TestClient, typed: str) -> None:
    response: Any = client.get(
        f"{ADDRESS}/actor/essai", params={"id": typed}, follow_redirects=False
    )
    assert response.status_code == 303
    assert response.headers["Location"].startswith("/api/v1/actors/")
    assert "\n" not in response.headers["Location"]


def test_the_changes_should_come_the_last_first(client: TestClient) -> None:
    days = [each.day for each in changes()]
    assert days == sorted(days, reverse=True)
    assert all(day <= date(2100, 1, 1) for day in days)
    assert len(read(client, CHANGES_ADDRESS).texts("h2")) == len(days)


def test_each_path_and_parameter_that_came_later_should_be_among_the_changes() -> None:
    told = " ".join(text for change in changes() for text in change.ajouts)
    words = set(told.replace(",", " ").replace(" : ", " ").split())
    assert {path for path in published()["paths"] if path not in FIRST} <= words
    assert {"champs", "/api/v1/export"} <= words


def test_what_is_deprecated_in_the_document_should_be_among_the_changes() -> None:
    ends = " ".join(text for change in changes() for text in change.fins)
    for path, methods in published()["paths"].items():
        for operation in methods.values():
            for each in operation.get("parameters", ()):
                if each.get("deprecated"):
                    assert f"« {each['name']} » de {path}" in ends, json.dumps(each)


@pytest.mark.parametrize("path", [ADDRESS, f"{ADDRESS}/search", CHANGES_ADDRESS])
def test_the_reference_should_be_in_french_alone(client: TestClient, path: str) -> None:
    page = read(client, path)
    assert [each for each in page.all("link") if each.get("hreflang") not in {None, "fr"}] == []
    assert client.get(f"/en{path}").status_code == 404


@pytest.mark.parametrize(
    ("path", "where"), [("/docs", ADDRESS), ("/openapi.json", "/api/openapi.json")]
)
def test_the_usual_addresses_should_lead_to_ours(client: TestClient, path: str, where: str) -> None:
    answer = client.get(path, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (308, where)
