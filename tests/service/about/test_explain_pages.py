"""Tests of the page that explains semantic search."""

from __future__ import annotations

import math
from urllib.parse import parse_qsl

import pytest
from fastapi.testclient import TestClient

from service.about import explain_pages
from tests.service.page import Page


def page(client: TestClient, address: str, status: int = 200) -> Page:
    response = client.get(address, headers={"accept": "text/html"})
    assert response.status_code == status
    return Page(response.text)


def test_the_map_should_show_a_need_and_the_same_with_mistakes(guided: TestClient) -> None:
    results = page(guided, "/comprendre?q=faire+réparer+un+smartphone")
    assert results.html.count('<g class="you">') == 2
    assert "1. « faire réparer un smartphone »" in results.texts("th")
    assert results.html.count("/fiches/atelier-phenix") >= 2


def test_the_example_should_be_shown_in_phonetic_spelling(guided: TestClient) -> None:
    heard = f"2. « {explain_pages.PHONETIC_EXAMPLE} »"
    assert heard in page(guided, "/comprendre").texts("th")
    assert heard in page(guided, f"/comprendre?q={explain_pages.EXAMPLE}").texts("th")
    assert heard not in page(guided, "/comprendre?q=faire+réparer+un+smartphone").texts("th")


@pytest.mark.parametrize("need", ["internet", explain_pages.EXAMPLE, "faire réparer un smartphone"])
def test_both_numbers_should_be_read_on_the_map(guided: TestClient, need: str) -> None:
    circles = [each for each in page(guided, f"/comprendre?q={need}").all("circle") if "cx" in each]
    one, other = ((int(each["cx"]), int(each["cy"])) for each in circles if each.get("r") == "15")
    assert math.dist(one, other) >= explain_pages.MIN_DISTANCE - 2
    for across, down in (one, other):
        assert 0 < across < explain_pages.WIDTH
        assert 0 < down < explain_pages.HEIGHT


def test_the_map_should_say_what_is_wrong_with_a_text(guided: TestClient) -> None:
    results = page(guided, "/comprendre?q=…", 422)
    assert dict(parse_qsl("q=…"))["q"] in results.html


def test_without_the_encoder_the_page_should_explain_without_the_map(client: TestClient) -> None:
    html = page(client, "/comprendre").html
    assert "il n&#39;a pas d&#39;encodeur" in html
    assert '<svg viewBox="0 0 640' not in html
    assert "C'est vous qui décidez" in html
