"""The page of emergency numbers, which every page leads to."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.service.page import Page, read
from tests.service.presentation.test_emergency import AWAY, called


@pytest.mark.parametrize("prefix", ["", "/ar", "/en", "/facile"])
def test_the_page_of_numbers_should_list_them_with_their_sources(
    client: TestClient, prefix: str
) -> None:
    page = Page(client.get(f"{prefix}/urgences").text)
    assert called(page)[:5] == ["tel:15", "tel:17", "tel:18", "tel:112", "sms:114"]
    assert "https://3133.gouv.fr" in [each.get("href") for each in page.all("a")]
    assert AWAY in page.html
    assert page.title == ("Results – OrientESS" if prefix == "/en" else page.title)


def test_what_to_do_after_a_loss_should_come_after_the_numbers(client: TestClient) -> None:
    page = read(client, "/urgences")
    titles = page.texts("h2")
    assert titles[-2:] == [
        "Carte, compte, papiers, téléphone : à faire d'abord",
        "Dans d'autres pays",
    ]
    assert page.texts("h3") == ["Belgique", "Suisse", "Luxembourg"]
    assert len(page.all("ol")) >= 4


def test_the_page_should_say_nothing_to_other_sites(client: TestClient) -> None:
    page = read(client, "/urgences")
    assert [each for each in page.all("meta") if each.get("property", "").startswith("og:")] == []
