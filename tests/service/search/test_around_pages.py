"""Tests of the search around the position of a person, which is sent on request only."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.service.page import read

PATH = "/recherche"
GUERET = {"lat": "46.16", "lon": "1.88"}


def sent_to(
    client: TestClient, path: str = PATH, **fields: str
) -> tuple[str, dict[str, list[str]]]:
    """The path that a position leads to, and its parameters."""
    answer = client.post(path, data=fields, follow_redirects=False)
    assert answer.status_code == 303
    parts = urlsplit(answer.headers["Location"])
    return parts.path, parse_qs(parts.query)


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_position_should_become_the_name_of_a_commune(client: TestClient, prefix: str) -> None:
    path, parameters = sent_to(client, prefix + PATH, q="mes papiers", **GUERET)
    assert path == prefix + PATH
    assert parameters == {"q": ["mes papiers"], "lieu": ["Guéret (23)"]}
    page = read(client, PATH, q="ordinateur", lieu="Guéret (23)")
    assert "ordinateur · Guéret (23) Modifier" in page.texts("summary")


@pytest.mark.parametrize(
    "position",
    [
        {},
        {"lat": "x", "lon": "1"},
        {"lat": "nan", "lon": "nan"},
        {"lat": "91", "lon": "0"},
        {"lat": "inf", "lon": "0"},
        {"lat": "0.00", "lon": "0.00"},
        {"lat": "52.52", "lon": "13.40"},
    ],
    ids=str,
)
def test_without_a_position_in_france_there_should_be_no_place(
    client: TestClient, position: dict[str, str]
) -> None:
    assert sent_to(client, q="mes papiers", **position)[1] == {"q": ["mes papiers"]}


def test_a_position_should_not_be_logged(client: TestClient, journalled: Callable[[], str]) -> None:
    sent_to(client, q="mes papiers", **GUERET)
    written = journalled()
    assert PATH in written
    assert not [text for text in ("46.16", "1.88", "Guéret", "papiers") if text in written]


def test_a_position_sent_from_another_site_should_be_refused(client: TestClient) -> None:
    answer = client.post(PATH, data=GUERET, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_the_button_should_be_beside_the_field_and_pages_may_ask_the_position(
    client: TestClient,
) -> None:
    page = read(client, "/")
    (button,) = (each for each in page.all("button") if "data-around" in each)
    assert button["data-around"] == PATH
    assert "Autour de moi" in page.texts("button")
    allowed = client.get("/").headers["Permissions-Policy"]
    assert "geolocation=(self)" in allowed
