"""Facts of what a browser reads to put the site among its applications."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from service.about.installation import SIZES
from tests.service.page import read


@pytest.mark.parametrize(
    ("prefix", "lang", "direction"), [("", "fr", "ltr"), ("/ar", "ar", "rtl"), ("/uk", "uk", "ltr")]
)
def test_the_site_should_be_kept_in_the_language_of_the_reader(
    client: TestClient, prefix: str, lang: str, direction: str
) -> None:
    page = read(client, f"{prefix}/")
    (link,) = (each["href"] for each in page.all("link") if each["rel"] == "manifest")
    answer = client.get(link)
    assert answer.headers["content-type"] == "application/manifest+json"
    found = answer.json()
    assert (found["lang"], found["dir"]) == (lang, direction)
    assert found["start_url"] == f"{prefix}/"
    assert [icon["sizes"] for icon in found["icons"]] == [f"{size}x{size}" for size in SIZES]
    for icon in found["icons"]:
        assert client.get(icon["src"]).content.startswith(b"\x89PNG")


def test_the_icon_should_be_found_where_everything_looks_for_it(client: TestClient) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 200
    assert answer.content.startswith(b"\0\0\1\0")


def test_a_page_that_is_shared_should_say_its_title(client: TestClient) -> None:
    page = read(client, "/fiches/clic-pour-tous")
    shared = {each["property"]: each["content"] for each in page.all("meta") if "property" in each}
    assert shared["og:title"] == page.title
    assert shared["og:site_name"] == "OrientESS"
