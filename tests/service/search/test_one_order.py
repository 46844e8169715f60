"""One order: the page, the API and every other form show the same results in the same order."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from orientess_client import OrientESS
from service.app import create_app
from service.settings import Settings
from tests.conftest import ROOT

NEEDS = (
    "imprimer un papier", "cours d'informatique gratuits", "réparer mon ordinateur", "aide caf",
    "carte grise", "donner un ordinateur", "mon compte est piraté", "apprendre à coder",
    "logiciel pour mon association", "box internet pas chère",
)  # fmt: skip
PLACES = (
    "", "Amiens", "Lyon", "Brive", "Saint-Denis (97400)", "Guéret", "Marseille (13)", "Lille",
    "Mulhouse", "29",
)  # fmt: skip
SEARCHES = [*product(NEEDS, PLACES)]
PARTS = 4
_ITEM = re.compile(
    r'<li(?: id="resultat-\d+")? value="\d+".*?(?=<li(?: id="resultat| value)|</ol>)', re.DOTALL
)
_RECORD = re.compile(r'/fiches/([\w-]+?)(?:/lieux)?[?"#&]')
_LINK = re.compile(r'<a[^>]* href="(?:/facile)?(/(?:fiches|lieux)/[\w-]+)')
_NUMBER = re.compile(r'value="(\d+)"')
_CHOICE = re.compile(r'<li data-id="([\w-]+?)(?:\.[\w-]+)?" value="(\d+)"')


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """The service over the catalogue of the project, where nobody has a quota."""
    settings = Settings(var=ROOT / "var", data=ROOT / "data", quota_per_minute=0)
    with TestClient(create_app(settings)) as opened:
        yield opened


def records(html: str) -> list[str]:
    """The record of each result of a page, in the order of the page."""
    return [found[1] for item in _ITEM.findall(html) if (found := _RECORD.search(item))]


def links(html: str) -> dict[str, str]:
    """Number of each result of a page -> what it leads to."""
    return {
        number[1]: found[1]
        for item in _ITEM.findall(html)
        if (found := _LINK.search(item)) and (number := _NUMBER.search(item))
    }


def in_answer(answer: dict[str, Any]) -> list[str]:
    """The records of an answer of the API."""
    return [each["fiche"]["id"] for each in answer["items"]]


def sent_to(client: TestClient) -> Callable[[httpx.Request], httpx.Response]:
    """What the client of partners sends and receives."""

    def send(request: httpx.Request) -> httpx.Response:
        told = client.request(
            request.method, str(request.url), content=request.read(), headers=dict(request.headers)
        )
        return httpx.Response(told.status_code, json=told.json())

    return send


def told_to_assistant(client: TestClient, asked: dict[str, str]) -> list[str]:
    """The records that an assistant is told, by MCP."""
    params = {
        "name": "chercher",
        "arguments": {"besoin": asked["q"], "lieu": asked["lieu"], "nombre": 10},
    }
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    told = client.post("/mcp", json=call, headers={"Accept": "application/json, text/event-stream"})
    return [each["id"] for each in told.json()["result"]["structuredContent"]["items"]]


@pytest.mark.slow
@pytest.mark.model
@pytest.mark.catalogue
@pytest.mark.parametrize("part", range(PARTS))
def test_every_form_should_show_the_same_order(client: TestClient, part: int) -> None:
    partner = OrientESS("http://testserver", transport=httpx.MockTransport(sent_to(client)))
    for need, place in SEARCHES[part::PARTS]:
        asked = {"q": need, "lieu": place}
        expected = in_answer(client.get("/api/v1/search", params=asked).json())
        table = client.get("/api/v1/search", params=asked | {"format": "csv"}).text
        lot = client.post("/api/v1/search/batch", json={"recherches": [asked]}).json()
        page = client.get("/recherche", params=asked).text
        forms = {
            "assistant": told_to_assistant(client, asked),
            "client": [each["fiche"]["id"] for each in partner.search(need, lieu=place)["items"]],
            "csv": [row["id"] for row in csv.DictReader(io.StringIO(table.lstrip("\ufeff")))],
            "lot": in_answer(lot["items"][0]["reponse"]),
            "page": records(page),
        }
        assert {name: [*dict.fromkeys(form)] for name, form in forms.items()} == dict.fromkeys(
            forms, expected
        ), asked
        shown = links(page)
        for path in ("/facile/recherche", "/carte", "/widget"):
            others = links(client.get(path, params=asked | {"size": "10"}).text)
            assert {number: others.get(number) for number in shown} == shown, (path, asked)
        ranks = [int(rank) for _, rank in _CHOICE.findall(client.get("/aidant", params=asked).text)]
        assert ranks == sorted(ranks), asked
