"""Opinions and reports by the API: who may send them, what is kept, what is refused and how."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from service.app import create_app
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.feedback.opinions import LIMITS as OPINION_LIMITS
from service.feedback.opinions import MAX_WORDS_CHARS, Feedback, Opinion
from service.feedback.reports import LIMITS, MAX_COMMENT, REASONS, SECTIONS, Report, Reports
from service.http.problems import MEDIA_TYPE, Problem
from service.presentation.forms import until_tomorrow_s
from service.settings import Settings
from service.storage.sqlite_store import SqliteStore
from service.storage.store import open_store
from tests.service.services import replace_services, services_in

NEED = "demarches--impots"
OPINION = {"fiche": "clic-pour-tous", "besoin": NEED, "utile": True}
REPORT = {"fiche": "clic-pour-tous", "raison": "contact", "rubrique": "contact"}
FEEDBACK, REPORTS = "/api/v1/feedback", "/api/v1/reports"
SENT = [pytest.param(FEEDBACK, OPINION, id="avis"), pytest.param(REPORTS, REPORT, id="signalement")]
Send = Callable[..., Any]


@pytest.fixture(scope="module")
def settings(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings over the small catalogue, and a store of their own."""
    var = tmp_path_factory.mktemp("retours")
    (var / "index").symlink_to(small_home)
    return Settings(var=var, use_encoder=False)


@pytest.fixture(scope="module")
def opened(settings: Settings) -> Iterator[TestClient]:
    """A client of the service, which asks for keys, opened once."""
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def client(opened: TestClient, tmp_path: Path) -> TestClient:
    """A client of the service, over what nobody sent anything to yet."""
    store = SqliteStore(tmp_path / "store.sqlite3")
    replace_services(opened.app, {Feedback: Feedback(store), Reports: Reports(store)})
    return opened


def headers(settings: Settings, scope: Scope) -> dict[str, str]:
    """What presents a new key."""
    secret, _ = Keys(open_store(settings)).create(Rights(name="Site", scopes=(scope,)))
    return {"Authorization": f"Bearer {secret}"}


@pytest.fixture(scope="module")
def key(settings: Settings) -> dict[str, str]:
    """What presents a key that may write."""
    return headers(settings, Scope.ECRITURE)


@pytest.fixture
def send(client: TestClient, key: dict[str, str]) -> Send:
    """Sends JSON with a key that may write."""

    def sends(path: str, **content: Any) -> Any:
        return client.post(path, json=content, headers=key)

    return sends


def kept(client: TestClient) -> tuple[Feedback, Reports]:
    """What the service keeps."""
    services = services_in(client.app)
    return services.get(Feedback), services.get(Reports)


def fault(response: Any, status: int) -> Problem:
    """The problem of an answer, checked to be one."""
    assert response.status_code == status
    assert response.headers["Content-Type"] == MEDIA_TYPE
    return Problem.model_validate(response.json())


def test_an_opinion_should_be_stored_and_returned_as_stored(client: TestClient, send: Send) -> None:
    response = send(FEEDBACK, **OPINION, mots="  mes   impôts ")
    assert response.status_code == 201
    assert {name: response.json()[name] for name in (*OPINION, "mots")} == OPINION | {
        "mots": "mes impôts"
    }
    (page,) = kept(client)[0].all()
    assert (page.day, page.record, page.need) == (str(date.today()), "clic-pour-tous", NEED)
    assert (page.useful, page.words, page.judgement) == (True, "mes impôts", "")


def test_a_report_should_be_stored_and_returned_as_stored(client: TestClient, send: Send) -> None:
    response = send(REPORTS, **REPORT, commentaire="Le numéro\na changé.")
    assert response.status_code == 201
    assert response.json()["commentaire"] == "Le numéro a changé."
    (page,) = kept(client)[1].all()
    assert (page.record, page.reason, page.section) == ("clic-pour-tous", "contact", "contact")


@pytest.mark.parametrize(
    "content", [{"besoin": NEED, "utile": False}, {"fiche": "reseau-libre", "utile": True}]
)
def test_an_opinion_may_be_on_a_list_or_on_a_record_alone(
    send: Send, content: dict[str, Any]
) -> None:
    assert send(FEEDBACK, **content).status_code == 201


@pytest.mark.parametrize(("path", "content"), SENT)
def test_nobody_should_write_without_a_key(
    client: TestClient, path: str, content: dict[str, Any]
) -> None:
    problem = fault(client.post(path, json=content), 401)
    assert "« ecriture »" in problem.detail
    assert [each.all() for each in kept(client)] == [[], []]


@pytest.mark.parametrize(("path", "content"), SENT)
def test_a_key_that_reads_should_not_write(
    client: TestClient, settings: Settings, path: str, content: dict[str, Any]
) -> None:
    reading = headers(settings, Scope.LECTURE)
    fault(client.post(path, json=content, headers=reading), 403)
    assert [each.all() for each in kept(client)] == [[], []]


@pytest.mark.parametrize(
    ("path", "content", "field"),
    [
        (FEEDBACK, {"fiche": "clic-pour-tous"}, "utile"),
        (FEEDBACK, {"fiche": "clic-pour-tous", "utile": "oui"}, "utile"),
        (FEEDBACK, {"utile": True}, "fiche"),
        (FEEDBACK, {"utile": True, "fiche": "inconnue"}, "fiche"),
        (FEEDBACK, {"utile": True, "besoin": "inconnu"}, "besoin"),
        (FEEDBACK, {"utile": True, "besoin": "x" * 121}, "besoin"),
        (FEEDBACK, OPINION | {"mots": "x" * (MAX_WORDS_CHARS + 1)}, "mots"),
        (FEEDBACK, OPINION | {"mots": "\ufdfa" * 100}, "mots"),
        (FEEDBACK, OPINION | {"q": "mes impôts"}, "q"),
        (REPORTS, {"fiche": "clic-pour-tous"}, "raison"),
        (REPORTS, REPORT | {"fiche": "inconnue"}, "fiche"),
        (REPORTS, REPORT | {"fiche": ""}, "fiche"),
        (REPORTS, REPORT | {"raison": "inconnue"}, "raison"),
        (REPORTS, REPORT | {"rubrique": "inconnue"}, "rubrique"),
        (REPORTS, REPORT | {"commentaire": "x" * (MAX_COMMENT + 1)}, "commentaire"),
    ],
)
def test_a_field_with_an_error_should_be_named(
    client: TestClient, send: Send, path: str, content: dict[str, Any], field: str
) -> None:
    problem = fault(send(path, **content), 422)
    assert [each.champ for each in problem.errors] == [field]
    assert [each.all() for each in kept(client)] == [[], []]


def test_half_a_character_should_be_refused(client: TestClient, key: dict[str, str]) -> None:
    content = json.dumps(OPINION | {"mots": "a\ud800"})
    sent = {"Content-Type": "application/json", **key}
    fault(client.post(FEEDBACK, content=content, headers=sent), 422)
    assert kept(client)[0].all() == []


def test_floods_should_be_refused_with_a_time_to_retry(client: TestClient, send: Send) -> None:
    feedback, reports = kept(client)
    for _ in range(OPINION_LIMITS.a_subject):
        feedback.add(Opinion("clic-pour-tous", NEED, useful=True), with_key=True)
    for _ in range(LIMITS.a_subject):
        reports.add(Report("clic-pour-tous", "autre"), with_key=True)
    for response in (send(FEEDBACK, **OPINION), send(REPORTS, **REPORT)):
        assert "n'a pas été gardé" in fault(response, 429).detail
        assert 0 < int(response.headers["Retry-After"]) <= until_tomorrow_s() + 60


def test_a_store_that_fails_should_be_reported(
    client: TestClient, send: Send, tmp_path: Path
) -> None:
    broken = SqliteStore(tmp_path / "dossier")
    broken.path.mkdir()
    replace_services(client.app, {Feedback: Feedback(broken)})
    fault(send(FEEDBACK, **OPINION), 503)


def test_the_description_should_say_codes_responses_and_errors(client: TestClient) -> None:
    document = cast(FastAPI, client.app).openapi()
    fields = document["components"]["schemas"]["SignalementParametres"]["properties"]
    assert fields["raison"]["enum"] == list(REASONS)
    assert fields["rubrique"]["enum"] == ["", *SECTIONS]
    for path in (FEEDBACK, REPORTS):
        text = document["paths"][path]["post"]
        statuses = {"201", "400", "401", "403", "413", "415", "422", "429", "500", "503"}
        assert set(text["responses"]) == statuses
        assert text["security"]
        assert text["requestBody"]["content"]["application/json"]["examples"]


def test_forms_alone_should_not_close_the_box_to_keys(client: TestClient, send: Send) -> None:
    """Anybody fills forms: a part of each day is kept for partners."""
    feedback, reports = kept(client)
    for _ in range(OPINION_LIMITS.a_subject):
        feedback.add(Opinion("clic-pour-tous", NEED, useful=True))
    for _ in range(LIMITS.a_subject):
        reports.add(Report("clic-pour-tous", "autre"))
    assert send(FEEDBACK, **OPINION).status_code == 201
    assert send(REPORTS, **REPORT).status_code == 201
