"""API v1: many searches in one request."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.errors import QuotaSpent
from index.search.query import MAX_CHARS, MAX_PAGE_SIZE
from service.app import create_app
from service.http.problems import MEDIA_TYPE
from service.search import batch_api
from service.search.batch_schemas import EXAMPLES, MAX_RESULTS, MAX_SEARCHES, RechercheDuLot
from service.search.formats import FormattedSearch
from service.search.parameters import SearchParameters
from service.settings import Settings
from service.statistics.counters import Counters
from tests.service.full_line import fill_line
from tests.service.services import services_in

PATH = "/api/v1/search/batch"
NEED = {"q": "ordinateur smartphone internet"}


class Counted:
    """How many searches were counted."""

    def __init__(self) -> None:
        self.number = 0

    def add(self, *_: object) -> None:
        self.number += 1


@pytest.fixture(scope="module")
def app(settings: Settings) -> FastAPI:
    """The service, where nobody has a quota."""
    endless = settings.model_copy(update={"quota_per_minute": 0})
    return create_app(endless)


@pytest.fixture(scope="module")
def batching(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as opened:
        yield opened


def items(client: TestClient, *searches: object) -> list[dict[str, Any]]:
    response = client.post(PATH, json={"recherches": searches})
    assert response.status_code == 200, response.text
    found: list[dict[str, Any]] = response.json()["items"]
    return found


def untimed(answer: dict[str, Any]) -> dict[str, Any]:
    return answer | {"durees_ms": None}


def test_each_search_should_be_answered_as_alone_and_in_its_order(batching: TestClient) -> None:
    asked: list[dict[str, Any]] = [
        NEED | {"size": 1, "page": 2},
        {"q": "réparé un smartfone", "lieu": "Lille"},
        {"q": "asdkjh"},
        NEED | {"frais": ["gratuit"], "exact": True},
    ]
    alone = [batching.post("/api/v1/search", json=each).json() for each in asked]
    together = items(batching, *asked)
    assert [untimed(each["reponse"]) for each in together] == list(map(untimed, alone))
    assert [each["probleme"] for each in together] == [None] * 4


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"q": ""}, "q", "Écrivez votre besoin avec quelques mots."),
        ({"q": " …"}, "q", "Écrivez votre besoin avec quelques mots."),
        ({"q": "a" * (MAX_CHARS + 1)}, "q", "Le besoin fait 301 caractères ; 300 au plus."),
        (NEED | {"lat": 50}, "lat", "Donnez la latitude et la longitude, ou aucune des deux."),
        (NEED | {"frais": ["cher"]}, "frais", "Codes de frais : gratuit"),
    ],
    ids=["empty", "no word", "too long", "half a place", "unknown code"],
)
def test_a_wrong_search_should_have_its_own_problem_and_spare_the_others(
    batching: TestClient, wrong: dict[str, Any], field: str, message: str
) -> None:
    before, refused, after = items(batching, NEED, wrong, NEED)
    assert before["reponse"]["total"] == after["reponse"]["total"] == 3
    assert refused["reponse"] is None
    problem = refused["probleme"]
    assert (problem["status"], problem["title"]) == (422, "Paramètre invalide")
    assert [each["champ"] for each in problem["errors"]] == [field]
    assert problem["detail"].startswith(message)


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"recherches": [NEED, NEED, NEED, {"q": 1}]}, ["recherches.3.q"]),
        ({"recherches": [NEED, {}]}, ["recherches.1.q"]),
        ({"recherches": [NEED | {"couleur": "bleu"}]}, ["recherches.0.couleur"]),
        ({"recherches": [NEED | {"page": 0}, NEED | {"size": 51}]},
         ["recherches.0.page", "recherches.1.size"]),
        ({"recherches": []}, ["recherches"]),
        ({"recherches": [NEED] * (MAX_SEARCHES + 1)}, ["recherches"]),
        ({"recherches": [NEED | {"size": MAX_PAGE_SIZE}] * 11}, ["recherches"]),
        ({"recherches": NEED}, ["recherches"]),
        ({"recherches": [NEED], "autre": 1}, ["autre"]),
        ([NEED], ["corps"]),
    ],
)  # fmt: skip
def test_a_batch_of_a_wrong_form_should_be_refused_whole_and_say_where(
    batching: TestClient, body: Any, fields: list[str]
) -> None:
    response = batching.post(PATH, json=body)
    assert response.status_code == 422
    assert response.headers["Content-Type"] == MEDIA_TYPE
    assert [each["champ"] for each in response.json()["errors"]] == fields


def test_a_batch_without_searches_should_be_told_how_many_there_must_be(
    batching: TestClient,
) -> None:
    (fault,) = batching.post(PATH, json={"recherches": []}).json()["errors"]
    assert fault["message"] == "Au moins 1 valeur."


def test_a_batch_may_be_as_large_as_it_says(batching: TestClient) -> None:
    size = MAX_RESULTS // MAX_SEARCHES
    found = items(batching, *[NEED | {"size": size}] * MAX_SEARCHES)
    assert {each["reponse"]["total"] for each in found} == {3}
    assert len(found) == MAX_SEARCHES


def test_each_search_should_be_counted_once_and_refused_ones_never(
    app: FastAPI, batching: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted()
    monkeypatch.setattr(services_in(app).get(Counters), "add", counted.add)
    items(batching, NEED, {"q": " "}, NEED | {"page": 2}, NEED)
    assert counted.number == 2


def test_each_search_should_be_charged_once_before_any_is_made(
    batching: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[int] = []

    async def charge(_: object, cost: int) -> None:
        costs.append(cost)
        raise QuotaSpent(300, 12)

    monkeypatch.setattr(batch_api, "charge", charge)
    monkeypatch.setattr(batch_api, "_answer", None)
    response = batching.post(PATH, json={"recherches": [NEED, {"q": " "}, NEED]})
    assert costs == [3]
    assert (response.status_code, response.headers["Retry-After"]) == (429, "12")


def test_a_batch_that_a_full_line_refuses_should_not_be_charged(
    batching: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = fill_line(monkeypatch, batch_api)
    assert batching.post(PATH, json={"recherches": [NEED, NEED]}).status_code == 503
    assert costs == []


def test_a_search_of_a_batch_should_take_what_a_search_alone_takes() -> None:
    own, alone = RechercheDuLot.model_json_schema(), SearchParameters.model_json_schema()
    kept = own["properties"].pop("champs")
    assert (
        kept["maxItems"] == FormattedSearch.model_json_schema()["properties"]["champs"]["maxItems"]
    )
    for schema in (own, alone):
        for name in ("title", "description"):
            schema.pop(name, None)
        del schema["properties"]["q"]  # judged one search at a time, as codes are
        for field in schema["properties"].values():
            field.get("items", {}).pop("enum", None)
            field.get("items", {}).pop("maxLength", None)
    assert own == alone


def test_the_example_should_be_accepted(batching: TestClient) -> None:
    value: Any = EXAMPLES["lot"]["value"]
    found = items(batching, *value["recherches"])
    assert [each["probleme"] is None for each in found] == [True, True, False]


def test_an_unknown_code_of_a_place_should_refuse_its_own_search(client: TestClient) -> None:
    searches = [{"q": "internet", "code_commune": code} for code in ("59350", "59999")]
    body = client.post("/api/v1/search/batch", json={"recherches": searches}).json()
    good, bad = body["items"]
    assert good["reponse"]["lieu"]["nom"] == "Lille (59)"
    assert [error["champ"] for error in bad["probleme"]["errors"]] == ["code_commune"]


def test_a_search_of_a_batch_should_keep_the_fields_asked_for(batching: TestClient) -> None:
    first, second = items(batching, NEED | {"champs": ["nom"]}, NEED | {"champs": ["inconnu"]})
    assert [set(item["fiche"]) for item in first["reponse"]["items"]] == [{"nom"}] * 3
    assert first["probleme"] is None
    assert (second["reponse"], second["probleme"]["status"]) == (None, 422)
    assert second["probleme"]["errors"][0]["champ"] == "champs"
