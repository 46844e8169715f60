"""What the server gives to a browser that keeps sheets: a page, a worker and codes, and no more."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient

from index.codes.short_code import MAX_CODES, write_codes
from service.http.security import CONTENT_SECURITY_POLICY, DEFAULT_CACHE
from service.presentation.i18n import PREFIXES
from service.presentation.templating import STATIC
from tests.service.page import HOSTILE, read
from tests.service.referral.conftest import GIVEN, PLACE, RECORD

WORKER_BYTES = 3000
COPY_NOTE = '<p class="note copy" hidden>'
"""What the worker looks for in a copy, to show that it is one."""


def test_the_worker_should_see_the_whole_site_and_be_asked_for_anew(client: TestClient) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.content == (STATIC / "sw.js").read_bytes()
    assert len(answer.content) <= WORKER_BYTES


def test_the_policy_should_let_our_worker_run_and_no_other() -> None:
    assert "worker-src 'self'" in CONTENT_SECURITY_POLICY.split("; ")


@pytest.mark.parametrize("prefix", PREFIXES.values())
def test_the_list_should_be_one_touch_away_in_every_language(
    client: TestClient, prefix: str
) -> None:
    home = read(client, f"{prefix}/")
    (link,) = [each["href"] for each in home.all("a") if each.get("class") == "mine"]
    assert link == f"{prefix}/mes-fiches"
    page = read(client, link)
    assert COPY_NOTE in page.html
    assert "noindex" in page.html


def test_the_list_should_be_the_same_for_everybody_and_tell_who_sees_it(
    client: TestClient,
) -> None:
    page = read(client, "/mes-fiches")
    assert page.texts("main") == read(client, "/mes-fiches", f="france-services").texts("main")
    assert client.get("/mes-fiches").headers["Cache-Control"] == DEFAULT_CACHE
    assert "Les personnes qui utilisent cet appareil peuvent les voir." in page.texts("strong")
    assert page.foreign_scripts == []


def test_without_a_script_the_list_should_tell_another_way(client: TestClient) -> None:
    page = read(client, "/mes-fiches")
    (otherwise,) = page.texts("noscript")
    assert "un code à noter" in otherwise
    assert page.link("Retrouver une liste par ses codes") == "/liste"


@pytest.mark.parametrize(
    ("path", "identifier"),
    [
        ("/fiches/france-services", "france-services"),
        ("/lieux/france-services--lille", "france-services--lille"),
    ],
)
def test_a_sheet_should_be_kept_or_its_code_noted_down(
    coded: TestClient, path: str, identifier: str
) -> None:
    page = read(coded, path)
    link = page.link("Garder")
    assert link == f"/mes-fiches/codes?f={identifier}"
    code = GIVEN.by_identifier[identifier]
    answer = coded.get(link, follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/liste/{write_codes([code])}"
    assert page.html.count(COPY_NOTE) == 1


def test_the_codes_of_a_list_should_keep_its_order_and_language(coded: TestClient) -> None:
    address = "/ar/mes-fiches/codes?f=france-services--lille&f=france-services&f=france-services"
    answer = coded.get(address, follow_redirects=False)
    assert answer.headers["location"] == f"/ar/liste/{write_codes([PLACE, RECORD])}"


@pytest.mark.parametrize("asked", ["", "?f=", "?f=inconnue", f"?f={HOSTILE}", "?f=//exemple.fr"])
def test_sheets_without_a_code_should_be_told_and_lead_nowhere(
    coded: TestClient, asked: str
) -> None:
    page = read(coded, f"/mes-fiches/codes{asked}")
    assert any("n'ont pas toutes un code" in note for note in page.notes)
    assert HOSTILE not in page.html


def test_as_many_should_be_kept_as_a_list_of_codes_holds(client: TestClient) -> None:
    page = read(client, "/recherche", q="ordinateur")
    (most,) = [each["data-most"] for each in page.all("section") if "data-most" in each]
    assert int(most) == MAX_CODES


def test_each_card_should_be_kept_by_a_button_that_bears_its_name(client: TestClient) -> None:
    page = read(client, "/recherche", q="ordinateur")
    buttons = [each for each in page.all("button") if each.get("class") == "keep"]
    names = [each["aria-label"].removeprefix("Garder : ") for each in buttons]
    assert names
    assert set(names) <= set(page.texts("h2") + page.texts("h3"))


def test_the_worker_should_look_for_the_note_that_pages_have() -> None:
    worker = (STATIC / "sw.js").read_text(encoding="utf-8")
    (sought,) = re.findall(r"replace\('([^']+)'", worker)
    assert sought in COPY_NOTE
