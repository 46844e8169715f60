"""A search without a trace: no address holds what was typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from tests.service.page import Page

TYPED = "zorglub ordinateur mirabolant"
LINKS = ("href", "action", "formaction", "src", "value")


def runs(text: str) -> set[str]:
    """The runs of four letters of a text."""
    words = re.findall(r"[a-zà-ÿ]+", text.lower())
    return {word[at : at + 4] for word in words for at in range(len(word) - 3)}


def links(page: Page) -> Iterator[str]:
    """The addresses of a page, those of its forms included."""
    for tag in ("a", "form", "button", "link", "script"):
        for each in page.all(tag):
            yield from (value for name in LINKS if (value := each.get(name)))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/facile",
        "/recherche?q=ordinateur",
        "/facile/recherche?q=ordinateur",
        "/ar/recherche?q=x",
    ],
)
def test_the_search_field_should_be_sent_without_a_trace_once(
    client: TestClient, path: str
) -> None:
    page = Page(client.get(path).text)
    buttons = [each for each in page.all("button") if each.get("name") == "sans_trace"]
    assert [(each.get("form"), each.get("formmethod")) for each in buttons] == [
        ("chercher", "post")
    ]
    assert len([each for each in page.all("form") if each.get("id") == "chercher"]) == 1


@pytest.mark.parametrize("path", ["/recherche", "/facile/recherche", "/ar/recherche"])
@pytest.mark.parametrize("typed", [TYPED, "mon mari me frappe zorglub", "zorglubesque"])
def test_no_link_should_hold_what_was_typed(client: TestClient, path: str, typed: str) -> None:
    sent = {"q": typed, "lieu": "Lille", "sans_trace": "1"}
    answer = client.post(path, data=sent, follow_redirects=False)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]
    page = Page(answer.text)
    assert not [link for link in links(page) if "lieu=" in link or "besoin=" in link]
    forms = [each for each in page.all("form") if each.get("id") == "chercher"]
    assert [each.get("method") for each in forms] == ["post"]
    unusual = runs(typed) - runs("ordinateur")
    assert not [link for link in links(page) if any(run in link.lower() for run in unusual)]
    assert not any(run in page.title.lower() for run in runs(typed))


def test_results_should_be_those_of_an_ordinary_search(client: TestClient) -> None:
    sent = {"q": "ordinateur", "sans_trace": "1"}
    without = Page(client.post("/recherche", data=sent).text)
    usual = Page(client.get("/recherche", params={"q": "ordinateur"}).text)
    assert without.texts("h2")[:2] == usual.texts("h2")[:2]


@pytest.mark.parametrize("typed", ["", "?!", "x" * 301])
def test_what_cannot_be_searched_should_be_told(client: TestClient, typed: str) -> None:
    answer = client.post("/recherche", data={"q": typed, "sans_trace": "1"})
    assert answer.status_code == 422


def test_nothing_typed_should_be_in_the_journal(
    client: TestClient, journalled: Callable[[], str]
) -> None:
    client.post("/recherche", data={"q": TYPED, "sans_trace": "1"})
    assert not any(run in journalled().lower() for run in runs("zorglub mirabolant"))


def test_a_form_of_another_site_should_be_refused(client: TestClient) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    answer = client.post("/recherche", data={"q": TYPED, "sans_trace": "1"}, headers=headers)
    assert answer.status_code == 403


@pytest.mark.parametrize("path", ["/recherche", "/aidant"])
def test_no_record_of_a_page_of_danger_should_be_linked_with_what_was_typed(
    client: TestClient, path: str
) -> None:
    typed = "je veux mourir, clic pour tous"
    page = Page(client.get(path, params={"q": typed}).text)
    led = [link for link in links(page) if "/fiches/" in link]
    assert led
    assert not [link for link in led if "mourir" in link]
