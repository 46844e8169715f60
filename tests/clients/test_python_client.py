"""The Python client, against the running service."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from index.indexing.build import build
from orientess_client import AsyncOrientESS, OrientESS, OrientESSError, calls
from tests.conftest import SMALL_CATALOGUE, make_actor
from tests.hash_encoder import HashEncoder
from tests.service.process import served

NEED = "réparer un smartphone"


LAST_DAY = "2099-12-31"
ENDING = make_actor(
    id="tenir-la-caisse", type="besoin", nom="Tenir la caisse", description="Une fois par semaine.",
    date_fin=LAST_DAY,
)  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a service over the small catalogue and an open need that ends."""
    home = tmp_path_factory.mktemp("var") / "index"
    build((*SMALL_CATALOGUE, ENDING), HashEncoder(), "hash", home)
    with served(home) as (_, opened):
        yield opened


@pytest.fixture
def client(address: str) -> Iterator[OrientESS]:
    with OrientESS(address) as opened:
        yield opened


def asked(address: str, ask: Callable[[AsyncOrientESS], Any]) -> Any:
    """What the client for asyncio answers."""

    async def scene() -> Any:
        async with AsyncOrientESS(address) as opened:
            return await ask(opened)

    return asyncio.run(scene())


def without_times(found: Any) -> Any:
    return {name: value for name, value in found.items() if name != "durees_ms"}


def test_a_search_should_give_records_and_reasons(client: OrientESS) -> None:
    found = client.search(NEED, lieu="Lille", size=2)
    assert found["items"][0]["fiche"]["id"] == "atelier-phenix"
    assert found["items"][0]["raison"]["texte"]
    assert found["size"] == 2


def test_a_search_should_keep_the_fields_asked_for(client: OrientESS) -> None:
    (item,) = client.search(NEED, size=1, champs=["id", "nom"])["items"]
    assert set(item["fiche"]) == {"id", "nom"}


def test_both_clients_should_answer_the_same(client: OrientESS, address: str) -> None:
    found = asked(address, lambda opened: opened.search(NEED))
    assert without_times(found) == without_times(client.search(NEED))
    assert asked(address, lambda opened: opened.record("reseau-libre")) == client.record(
        "reseau-libre"
    )


def test_the_last_day_of_an_open_need_should_be_told_wherever_records_are(
    client: OrientESS,
) -> None:
    assert client.record(ENDING.id)["date_fin"] == LAST_DAY
    found = {each["fiche"]["id"]: each["fiche"] for each in client.every_result("tenir la caisse")}
    assert found[ENDING.id].get("date_fin") == LAST_DAY
    exported = [json.loads(line) for line in client.export("jsonl")]
    assert {each["id"]: each.get("date_fin") for each in exported}[ENDING.id] == LAST_DAY
    features = json.loads("".join(client.export("geojson")))["features"]
    assert [each["properties"]["date_fin"] for each in features if each["id"] == ENDING.id] == [
        LAST_DAY
    ]


def test_only_an_open_need_should_have_a_last_day(client: OrientESS) -> None:
    assert "date_fin" not in client.record("atelier-phenix")
    assert client.record("mairie-cherche-benevoles")["date_fin"] is None


def test_every_page_should_be_read(client: OrientESS, address: str) -> None:
    need = "ordinateur smartphone internet"
    whole = [each["fiche"]["id"] for each in client.search(need, size=50)["items"]]
    assert len(whole) > 1
    assert [each["fiche"]["id"] for each in client.every_result(need, size=1)] == whole

    async def every(opened: AsyncOrientESS) -> list[str]:
        return [each["fiche"]["id"] async for each in opened.every_result(need, size=1)]

    assert asked(address, every) == whole


def test_a_batch_should_keep_the_order_and_tell_problems_apart(
    client: OrientESS, address: str
) -> None:
    searches = [{"q": NEED}, {"q": " "}]
    for lot in (client.batch(searches), asked(address, lambda opened: opened.batch(searches))):
        first, second = lot["items"]
        assert first["reponse"] is not None
        assert first["reponse"]["total"]
        assert second["probleme"] is not None
        assert second["probleme"]["status"] == 422


def test_suggestions_should_be_given(client: OrientESS, address: str) -> None:
    told = client.suggestions("ordina")
    assert "ordinateur" in json.dumps(told, ensure_ascii=False)
    assert asked(address, lambda opened: opened.suggestions("ordina")) == told


def test_the_catalogue_should_be_read_line_by_line(client: OrientESS, address: str) -> None:
    records = [json.loads(line) for line in client.export("jsonl")]
    assert {"atelier-phenix", "clic-pour-tous"} <= {each["id"] for each in records}

    async def lines(opened: AsyncOrientESS) -> list[str]:
        return [line async for line in opened.export("csv")]

    assert len(asked(address, lines)) > len(records)


@pytest.mark.parametrize(
    ("call", "status", "faults"),
    [
        (lambda opened: opened.record("inconnue"), 404, []),
        (lambda opened: opened.record("../facets?x=1"), 404, []),
        (lambda opened: opened.search(NEED, size=1000), 422, ["size"]),
        (lambda opened: opened.call("search_by_post", q=NEED, inconnu=1), 422, ["inconnu"]),
        (lambda opened: opened.classify(["bonjour"]), 503, []),  # the encoder is not prepared
        (lambda opened: opened.call("export", format="tableau"), 422, ["format"]),
        (lambda opened: opened.feedback("reseau-libre", useful=True), 401, []),
        (lambda opened: opened.report("reseau-libre", "perime"), 401, []),
    ],
    ids=["unknown", "path", "bound", "parameter", "encoder", "format", "feedback", "report"],
)
def test_a_problem_should_be_raised_with_what_to_mend(
    client: OrientESS,
    monkeypatch: pytest.MonkeyPatch,
    call: Callable[[OrientESS], object],
    status: int,
    faults: list[str],
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    with pytest.raises(OrientESSError) as raised:
        call(client)
    assert raised.value.status == status
    assert [each.champ for each in raised.value.errors] == faults
    assert raised.value.detail


def answering(*statuses: int) -> Callable[[httpx.Request], httpx.Response]:
    """A service that answers these statuses, one after the other."""
    left = list(statuses)

    def answer(_request: httpx.Request) -> httpx.Response:
        status = left.pop(0)
        return httpx.Response(status, json={"id": "x"}, headers={"Retry-After": "7"})

    return answer


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_service_should_be_asked_again_when_it_says(
    monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    transport = httpx.MockTransport(answering(status, status, 200))
    with OrientESS("https://orientess.example", transport=transport) as client:
        assert client.record("x") == {"id": "x"}
    assert waited == [7, 7]


def test_a_busy_service_should_be_asked_again_without_blocking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("httpx_retries.retry.asyncio.sleep", sleep)

    async def scene() -> Any:
        transport = httpx.MockTransport(answering(503, 200))
        async with AsyncOrientESS("https://orientess.example", transport=transport) as client:
            return await client.search(NEED)

    assert asyncio.run(scene()) == {"id": "x"}
    assert waited == [7]


def test_a_service_that_stays_busy_should_be_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    transport = httpx.MockTransport(lambda _request: httpx.Response(503))
    with (
        OrientESS("https://orientess.example", transport=transport) as client,
        pytest.raises(OrientESSError, match="503"),
    ):
        client.record("x")
    assert len(waited) == 4


def test_an_error_of_a_proxy_should_be_told_too() -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(502, text="<html>"))
    with (
        OrientESS("https://orientess.example", transport=transport) as client,
        pytest.raises(OrientESSError) as raised,
    ):
        client.record("x")
    assert raised.value.status == 502


def test_the_key_should_travel_in_a_header_and_the_need_in_the_body() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    transport = httpx.MockTransport(answer)
    with OrientESS("https://orientess.example", "orientess_x", transport=transport) as client:
        client.search(NEED)
    assert seen[0].headers["Authorization"] == "Bearer orientess_x"
    assert seen[0].url == "https://orientess.example/api/v1/search"
    assert json.loads(seen[0].content) == {"q": NEED}


@pytest.mark.parametrize("name", ["search", "search_geojson", "search_csv"])
def test_no_search_should_write_its_need_in_an_address(name: str) -> None:
    call = calls.of(name, {"q": NEED, "lieu": None})
    assert (call.method, call.parameters, call.body) == ("POST", {}, {"q": NEED})


def test_records_should_be_listed_with_their_changes(client: OrientESS, address: str) -> None:
    found = client.records(frais=["payant"], champs=["id"])
    assert [each["fiche"]["id"] for each in found["items"]] == ["atelier-phenix", "reseau-libre"]
    every = [each["fiche"]["id"] for each in client.every_record(size=2)]
    assert len(every) == len(SMALL_CATALOGUE) + 1
    assert every == sorted(every)

    async def listed(opened: AsyncOrientESS) -> list[str]:
        return [each["fiche"]["id"] async for each in opened.every_record(size=4)]

    assert asked(address, listed) == every
    assert client.changes(depuis="2020-01-01")["complet"] is False


def test_each_reading_should_have_its_method(client: OrientESS, address: str) -> None:
    """Both clients: what is read by identifier, by place, and what is typed."""
    readings: list[Callable[[Any], Any]] = [
        lambda opened: opened.similar("reseau-libre", 2),
        lambda opened: opened.complementary("reseau-libre"),
        lambda opened: opened.needs_of("reseau-libre"),
        lambda opened: opened.needs(),
        lambda opened: opened.need("demarches--impots"),
        lambda opened: opened.serving("demarches--impots", lieu="Lille", size=2),
        lambda opened: opened.locations(code_departement="59"),
        lambda opened: opened.communes("lil"),
        lambda opened: opened.occupations("aidant", size=1),
        lambda opened: opened.facets(),
        lambda opened: opened.call("facets"),
    ]
    for read in readings:
        assert read(client) == asked(address, read)


def test_a_file_of_needs_should_need_a_key_and_go_as_csv() -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, text="besoin\n", headers={"Content-Type": "text/csv"})

    transport = httpx.MockTransport(answer)
    with OrientESS("https://orientess.example", "orientess_x", transport=transport) as client:
        assert client.search_file("besoin\nwifi\n", resultats=2) == "besoin\n"
    assert seen[0].headers["Content-Type"] == "text/csv"
    assert seen[0].url == "https://orientess.example/api/v1/search/csv?resultats=2"
    assert seen[0].content == b"besoin\nwifi\n"
    assert seen[0].extensions["timeout"]["read"] == 300  # rows take turns with other requests
    assert seen[0].extensions["timeout"]["connect"] == 10
