"""Tests of the sitemap for search engines."""

from __future__ import annotations

from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from service.about import sitemap
from tests.locations import LOCATIONS


def addresses(client: TestClient, path: str) -> list[str]:
    """The paths that a file of the sitemap lists."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(answer.text)  # noqa: S314 - made by the service
    return [urlsplit(each.text or "").path for each in root.iter(f"{{{sitemap.SCHEMA}}}loc")]


def test_the_index_should_lead_to_every_page_and_location(
    located_client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "LOCATIONS_A_FILE", 3)
    files = addresses(located_client, "/sitemap.xml")
    assert files == ["/sitemap-pages.xml", "/sitemap-lieux-1.xml", "/sitemap-lieux-2.xml"]
    listed = [path for file in files for path in addresses(located_client, file)]
    assert {f"/lieux/{location.id}" for location in LOCATIONS} <= set(listed)
    assert {"/", "/fiches/france-services", "/themes/equipement"} <= set(listed)
    assert len(listed) == len(set(listed))


def test_pages_of_the_site_map_should_be_listed_but_those_of_what_somebody_keeps(
    located_client: TestClient,
) -> None:
    listed = set(addresses(located_client, "/sitemap-pages.xml"))
    assert {"/aidant", "/comprendre/atelier", "/mentions", "/plan-du-site"} <= listed
    assert listed & {"/mes-fiches", "/liste"} == set()


def test_every_page_listed_should_answer(located_client: TestClient) -> None:
    pages = addresses(located_client, "/sitemap-pages.xml")
    wrong = {path for path in pages if located_client.get(path).status_code != 200}
    assert wrong == set()


@pytest.mark.parametrize("number", ["0", "-1", "99", "999999999999"])
def test_a_file_that_does_not_exist_should_not_be_found(
    located_client: TestClient, number: str
) -> None:
    assert located_client.get(f"/sitemap-lieux-{number}.xml").status_code == 404


def test_robots_should_be_told_where_the_sitemap_is(located_client: TestClient) -> None:
    lines = located_client.get("/robots.txt").text.splitlines()
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
