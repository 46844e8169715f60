"""Errors as answers: one shape, in French, and a page where a person asked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.exceptions import HTTPException

from index import errors
from service.app import create_app
from service.http.problems import (
    MEDIA_TYPE,
    http_problem,
    orientess_problem,
    status_of,
    validation_problem,
)
from service.runtime.live_index import LiveIndex, OpenIndex
from service.settings import Settings
from tests.service.page import Page
from tests.service.services import replace_services

SEARCH = "/api/v1/search"
BROWSER = {"accept": "text/html,application/xhtml+xml"}
TITLES = {
    400: "Requête illisible",
    404: "Introuvable",
    405: "Méthode non permise",
    413: "Requête trop longue",
    422: "Paramètre invalide",
    500: "Erreur interne",
    503: "Service indisponible",
}


class Failing:
    """In the place of the current searcher: whatever is asked fails."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    @property
    def current(self) -> OpenIndex:
        raise self.error


@pytest.fixture
def unready(tmp_path: Any) -> Iterator[TestClient]:
    """A client of a service without an index."""
    with TestClient(create_app(Settings(var=tmp_path, use_encoder=False))) as opened:
        yield opened


@pytest.fixture
def failing(settings: Settings) -> Callable[[Exception], TestClient]:
    """A client of a service whose searches raise an error."""

    def opened(error: Exception) -> TestClient:
        app = create_app(settings)
        replace_services(app, {LiveIndex: Failing(error)})
        return TestClient(app, raise_server_exceptions=False)

    return opened


def streamed(size: int) -> Iterator[bytes]:
    """A body whose length is not announced."""
    for _ in range(size // 500):
        yield b" " * 500


def assert_problem(response: Any, status: int, detail: str) -> None:
    """Check the status, the media type, the five members and the words of an error."""
    assert response.status_code == status
    assert response.headers["Content-Type"] == MEDIA_TYPE
    body = response.json()
    assert list(body) == ["type", "title", "status", "detail", "errors"]
    assert (body["type"], body["title"], body["status"]) == ("about:blank", TITLES[status], status)
    assert detail in body["detail"]
    assert all(set(each) == {"champ", "message"} for each in body["errors"])


@pytest.mark.parametrize(
    ("method", "path", "status", "detail"),
    [
        ("GET", "/nulle-part", 404, "Rien ne se trouve à cette adresse."),
        ("GET", "/api/v1/nulle-part", 404, "Rien ne se trouve à cette adresse."),
        ("GET", "/api/v1/actors/x", 404, "Aucune fiche n'a l'identifiant « x »."),
        ("GET", "/fiches/x", 404, "Aucune fiche n'a l'identifiant « x »."),
        ("GET", "/static/x.css", 404, "Rien ne se trouve à cette adresse."),
        ("GET", "/static/%2e%2e/app.py", 404, "Rien ne se trouve à cette adresse."),
        ("DELETE", SEARCH, 405, "Cette adresse ne répond pas à cette méthode."),
        ("POST", "/comprendre", 405, "Cette adresse ne répond pas à cette méthode."),
        ("POST", "/static/style.css", 405, "Cette adresse ne répond pas à cette méthode."),
        ("PUT", "/sante", 405, "Cette adresse ne répond pas à cette méthode."),
    ],
)
def test_an_unknown_address_or_a_wrong_method_should_be_a_problem(
    client: TestClient, method: str, path: str, status: int, detail: str
) -> None:
    assert_problem(client.request(method, path), status, detail)


def test_what_the_framework_says_in_english_should_not_be_told() -> None:
    told = http_problem(HTTPException(416, "Range Not Satisfiable")).problem
    assert (told.title, told.detail) == ("Erreur", "Erreur")


def test_a_wrong_method_should_be_told_the_right_one(client: TestClient) -> None:
    assert "GET" in client.post("/comprendre").headers["Allow"].split(", ")


@pytest.mark.parametrize(
    "body",
    [pytest.param(b" " * 70_000, id="announced"), pytest.param(streamed(70_000), id="streamed")],
)
def test_a_body_too_long_should_be_a_problem(client: TestClient, body: Any) -> None:
    response = client.post(SEARCH, content=body)
    assert_problem(response, 413, "Le corps de la requête dépasse 65536 octets.")


@pytest.mark.parametrize(
    ("address", "field", "message"),
    [
        ("", "q", "Ce paramètre est obligatoire."),
        ("?q=", "q", "Au moins 1 caractère."),
        ("?q=%21%21%21", "q", "Écrivez votre besoin avec quelques mots."),
        ("?q=" + "a" * 301, "q", "Au plus 300 caractères."),
        ("?q=" + "%EF%B7%BA" * 50, "q", "Le besoin contient des caractères trop longs"),
        ("?q=x&couleur=bleu", "couleur", "Ce paramètre n'existe pas."),
        ("?q=x&page=un", "page", "Un nombre entier est attendu."),
        ("?q=x&page=0", "page", "Au moins 1."),
        ("?q=x&size=51", "size", "Au plus 50."),
        ("?q=x&lat=nord", "lat", "Un nombre est attendu."),
        ("?q=x&lat=inf&lon=1", "lat", "Un nombre fini est attendu."),
        ("?q=x&lat=1", "lat", "Donnez la latitude et la longitude, ou aucune des deux."),
        ("?q=x&exact=oui", "exact", "« true » ou « false » est attendu."),
        ("?q=x&frais=cher", "frais", "Codes de frais : gratuit, "),
        ("?q=x&format=xml", "format", "Valeurs possibles : json, geojson ou csv."),
        ("?q=x&tri=prix", "tri", "Valeurs possibles : pertinence ou distance."),
        ("?q=x" + "&frais=payant" * 31, "frais", "Au plus 30 valeurs."),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_parameter_at_fault_should_be_named_and_explained(
    client: TestClient, address: str, field: str, message: str
) -> None:
    response = client.get(SEARCH + address)
    assert_problem(response, 422, message)
    (error,) = response.json()["errors"]
    assert error["champ"] == field
    assert message in error["message"]


@pytest.mark.parametrize(
    ("body", "fields", "message"),
    [
        ("", ["corps"], "Ce paramètre est obligatoire."),
        ("[]", ["corps"], "Un objet JSON est attendu."),
        ('"réparer"', ["corps"], "Un objet JSON est attendu."),
        ('{"q": 1}', ["q"], "Un texte est attendu."),
        ('{"q": "x", "frais": "payant"}', ["frais"], "Une liste est attendue."),
        ('{"q": "x", "frais": ["payant", 1]}', ["frais.1"], "Un texte est attendu."),
        ('{"q": "x", "lat": []}', ["lat"], "Un nombre est attendu."),
        ('{"q": "x", "lat": NaN}', ["lat"], "Un nombre fini est attendu."),
        ('{"q": "x", "page": []}', ["page"], "Un nombre entier est attendu."),
        ('{"q": "x", "exact": []}', ["exact"], "« true » ou « false » est attendu."),
        ('{"q": "\\ud800"}', ["q"], "Valeur refusée."),
        ('{"page": 0, "size": 0}', ["q", "page", "size"], "page : Au moins 1. size : Au moins 1."),
    ],
)
def test_a_json_body_at_fault_should_be_named_and_explained(
    client: TestClient, body: str, fields: list[str], message: str
) -> None:
    response = client.post(SEARCH, content=body, headers={"content-type": "application/json"})
    assert_problem(response, 422, message)
    assert [error["champ"] for error in response.json()["errors"]] == fields


def test_a_body_that_is_no_json_should_be_explained(client: TestClient) -> None:
    response = client.post(SEARCH, content="{q", headers={"content-type": "application/json"})
    assert_problem(response, 400, "Le corps n'est pas du JSON valide.")
    assert [each["champ"] for each in response.json()["errors"]] == ["corps"]


@pytest.mark.parametrize("path", [f"{SEARCH}?q=x", "/api/v1/facets", "/api/v1/actors/x", "/pret"])
def test_without_an_index_the_service_should_say_so_and_when_to_come_back(
    unready: TestClient, path: str
) -> None:
    response = unready.get(path)
    assert_problem(response, 503, "Aucun index n'est prêt : lancez « orientess build ».")
    assert response.headers["Retry-After"] == "5"


@pytest.mark.parametrize(("prefix", "said"), [("", "Erreur interne"), ("/en", "Internal error")])
def test_an_error_that_has_nothing_more_to_tell_should_be_told_once(
    failing: Callable[[Exception], TestClient], prefix: str, said: str
) -> None:
    page = failing(RuntimeError()).get(f"{prefix}/recherche?q=ordinateur", headers=BROWSER).text
    assert Page(page).texts("h1") == [said]
    assert said not in Page(page).texts("p")
    assert 'class="lead"' not in page


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(RuntimeError("/chemin/secret"), id="unforeseen"),
        pytest.param(errors.EngineError("/chemin/secret"), id="of the library"),
    ],
)
def test_an_internal_error_should_be_logged_whole_and_told_without_detail(
    failing: Callable[[Exception], TestClient],
    error: Exception,
    caplog: pytest.LogCaptureFixture,
) -> None:
    response = failing(error).get(f"{SEARCH}?q=ordinateur")
    assert_problem(response, 500, "Erreur interne")
    assert "secret" not in response.text
    (logged,) = [each for each in caplog.records if each.name == "orientess"]
    assert logged.levelno == logging.ERROR
    assert logged.exc_info is not None
    assert logged.exc_info[1] is error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.InvalidQuery("q", ""), 422),
        (errors.UnknownRecord("x"), 404),
        (errors.ArtefactMissing(), 503),
        (errors.ArtefactCorrupt(), 503),
        (errors.ArtefactMismatch(), 503),
        (errors.DimensionMismatch(384, 64), 500),
        (errors.EncoderUnavailable(), 503),
        (errors.InvalidRecords([]), 500),
        (errors.EvaluationError(), 500),
    ],
    ids=lambda value: type(value).__name__,
)
def test_every_error_of_the_library_should_have_its_status(
    error: errors.OrientessError, status: int
) -> None:
    assert status_of(error) == status


@pytest.mark.parametrize("told", [orientess_problem, http_problem, validation_problem])
def test_an_error_of_another_kind_should_not_be_hidden(told: Callable[[Exception], Any]) -> None:
    with pytest.raises(KeyError):
        told(KeyError("autre"))


@pytest.mark.parametrize(
    ("path", "status"),
    [("/nulle-part", 404), ("/fiches/x", 404), ("/static/x.css", 404)],
)
def test_a_browser_should_get_a_page(client: TestClient, path: str, status: int) -> None:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == status
    assert response.headers["Content-Type"].startswith("text/html")
    assert f"<h1>{TITLES[status]}</h1>" in response.text


def test_a_browser_should_get_a_page_and_the_headers_of_the_problem(unready: TestClient) -> None:
    response = unready.get("/recherche?q=x", headers=BROWSER)
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "<h1>Service indisponible</h1>" in response.text


def test_a_browser_should_get_a_page_for_an_internal_error(
    failing: Callable[[Exception], TestClient],
) -> None:
    response = failing(RuntimeError("/chemin/secret")).get("/recherche?q=x", headers=BROWSER)
    assert response.status_code == 500
    assert "<h1>Erreur interne</h1>" in response.text
    assert "secret" not in response.text


@pytest.mark.parametrize("path", ["/api/v1/nulle-part", "/api/v1/actors/x"])
def test_the_api_should_answer_json_to_a_browser_too(client: TestClient, path: str) -> None:
    response = client.get(path, headers=BROWSER)
    assert response.headers["Content-Type"] == MEDIA_TYPE


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/api/v1/changes?depuis=hier", "Par exemple : 2026-11-01"),
        ("/api/v1/actors?modifie_depuis=hier", "Par exemple : 2026-01-01"),
        ("/api/v1/communes", "Par exemple : st etien"),
    ],
)
def test_a_refusal_should_give_the_example_of_the_document(
    client: TestClient, address: str, told: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 422
    assert told in answer.json()["errors"][0]["message"]


def test_the_example_of_a_field_of_a_body_should_be_given_too(client: TestClient) -> None:
    answer = client.post("/api/v1/search", json={"q": 3})
    assert "Par exemple : recondissioné dé smartfone" in answer.json()["errors"][0]["message"]


def test_what_has_no_example_should_be_refused_without_one(client: TestClient) -> None:
    answer = client.get("/api/v1/changes?page=0")
    assert "Par exemple" not in answer.json()["detail"]


def test_thousands_of_unknown_fields_should_be_worded_twenty_times(client: TestClient) -> None:
    body = {"q": "souris", **{f"{number}": 1 for number in range(4_800)}}
    answer = client.post("/api/v1/search", json=body)
    assert answer.status_code == 422
    errors = answer.json()["errors"]
    assert len(errors) == 20
    assert errors[-1]["message"] == "Et 4781 autres erreurs."
