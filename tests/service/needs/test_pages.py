"""Pages of themes: the thesaurus, to choose from."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from service.search.pages import ENTRIES, entry_themes
from tests.conftest import make_thesaurus
from tests.service.page import read


@pytest.mark.parametrize("identifier", ENTRIES)
def test_a_theme_should_lead_to_who_answers_each_of_its_needs(
    client: TestClient, identifier: str
) -> None:
    page = read(client, f"/themes/{identifier}")
    needs = [
        parse_qs(urlsplit(each["href"]).query)["q"][0]
        for each in page.all("a")
        if each["href"].startswith("/recherche?")
    ]
    assert len(needs) >= 8
    assert set(needs) <= set(page.texts("a"))
    assert f"/themes/{identifier}" not in {each["href"] for each in page.all("a")}


def test_a_theme_that_does_not_exist_should_not_be_found(client: TestClient) -> None:
    assert read(client, "/themes/jardinage", 404).texts("h1") == ["Introuvable"]


def test_another_thesaurus_should_open_with_its_own_themes() -> None:
    assert [theme.id for theme in entry_themes(make_thesaurus(a="Un besoin"))] == ["theme"]


def test_the_themes_should_be_listed_at_their_address(client: TestClient) -> None:
    page = read(client, "/themes")
    links = [each["href"] for each in page.all("a") if each["href"].startswith("/themes/")]
    assert len(links) == len(set(links)) >= len(ENTRIES)
    assert {f"/themes/{each}" for each in ENTRIES} <= set(links)
    assert "/themes" in [each["href"] for each in read(client, "/plan-du-site").all("a")]
    assert "/themes</loc>" in client.get("/sitemap-pages.xml").text
