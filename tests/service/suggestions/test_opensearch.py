"""The OpenSearch description: what a browser learns of the site."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, fromstring

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.settings import Settings
from service.suggestions.opensearch import CACHE, MEDIA_TYPE, NAMESPACE, OWN_CACHE

PATH = "/opensearch.xml"
SITE = "https://orientess.example"


@pytest.fixture(scope="module")
def browser(settings: Settings) -> Iterator[TestClient]:
    """A client of the service at a public address."""
    public = settings.model_copy(update={"address": f"{SITE}/"})
    with TestClient(create_app(public)) as opened:
        yield opened


@pytest.fixture(scope="module")
def description(browser: TestClient) -> Element:
    response = browser.get(PATH)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == MEDIA_TYPE
    assert response.headers["Cache-Control"] == CACHE
    return fromstring(response.content)  # noqa: S314 - our own answer


def text(description: Element, name: str) -> str:
    return description.findtext(f"{{{NAMESPACE}}}{name}") or ""


def addresses(description: Element) -> dict[str, str]:
    """Relation -> template."""
    page = description.findall(f"{{{NAMESPACE}}}Url")
    return {each.get("rel", ""): each.get("template", "") for each in page}


def test_the_description_should_keep_the_limits_of_the_format(description: Element) -> None:
    assert description.tag == f"{{{NAMESPACE}}}OpenSearchDescription"
    assert 0 < len(text(description, "ShortName")) <= 16
    assert 0 < len(text(description, "Description")) <= 1024
    assert text(description, "Language") == "fr"
    assert text(description, "InputEncoding") == "UTF-8"


def test_addresses_should_be_public_ones(description: Element) -> None:
    assert addresses(description) == {
        "results": f"{SITE}/recherche?q={{searchTerms}}",
        "suggestions": f"{SITE}/api/v1/suggestions/opensearch?q={{searchTerms}}",
        "self": f"{SITE}{PATH}",
    }


@pytest.mark.parametrize(
    ("relation", "refusal"),
    [
        pytest.param("results", 422, id="results, where a form posts a position"),
        ("suggestions", 405),
        ("self", 405),
    ],
)
def test_each_address_should_answer(
    browser: TestClient, description: Element, relation: str, refusal: int
) -> None:
    address = urlsplit(addresses(description)[relation].replace("{searchTerms}", "x"))
    assert browser.head(f"{address.path}?{address.query}").status_code in (200, 422)
    assert browser.post(f"{address.path}?{address.query}").status_code == refusal


def test_without_a_public_address_that_of_the_request_should_do_for_who_asks_alone() -> None:
    page = TestClient(create_app(Settings()), base_url="https://ici.example").get(PATH)
    assert "https://ici.example/recherche?q={searchTerms}" in page.text
    assert page.headers["Cache-Control"] == OWN_CACHE
    assert "public" not in OWN_CACHE
