"""API v1 on needs: the thesaurus, both ways, similar and complementary records, classification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.artefact import manifest, versions
from index.indexing.build import build
from index.matching.classification import Classifier
from index.matching.needs import Matcher
from service.app import create_app
from service.needs import api
from service.needs.schemas import MAX_TEXTS, UNSURE
from service.runtime.dependencies import current_classifier, current_matcher, current_thesaurus
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE, make_occupation, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.locations import PAPERS
from tests.searchers import make_searcher
from tests.service.full_line import fill_line

THESAURUS = make_thesaurus(
    reparer="Faire réparer un smartphone", internet="Avoir une connexion internet à la maison"
)
RECORDS = tuple(
    each.model_copy(update={"besoins": ("reparer",)}) if each.id == "atelier-phenix" else each
    for each in SMALL_CATALOGUE
)
WELDER = make_occupation(
    "soudeur", ("Souder des composants",), nom="Soudeur en électronique", code_rome="H2914"
)


@pytest.fixture(scope="module")
def needy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the service over a thesaurus of two needs, with the hash encoder."""
    var = tmp_path_factory.mktemp("var")
    build(
        RECORDS,
        HashEncoder(),
        "hash",
        var / "index",
        thesaurus=THESAURUS,
        occupations=(WELDER,),
    )
    searcher = make_searcher(manifest.read(var / "index" / versions.CURRENT), HashEncoder())
    app = create_app(Settings(var=var, use_encoder=False))
    app.dependency_overrides[current_matcher] = lambda: Matcher(searcher.retriever)
    app.dependency_overrides[current_classifier] = lambda: Classifier(searcher.retriever)
    app.dependency_overrides[current_thesaurus] = lambda: THESAURUS
    with TestClient(app) as client:
        yield client


def get(client: TestClient, path: str, **parameters: Any) -> dict[str, Any]:
    response = client.get(f"/api/v1{path}", params=parameters)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_the_thesaurus_should_tell_how_many_records_serve_each_need(needy: TestClient) -> None:
    answer = get(needy, "/needs")
    (theme,) = answer["themes"]
    assert answer["total"] == 2
    assert {each["id"]: each["fiches"] for each in theme["besoins"]} == {
        "reparer": 1,
        "internet": 0,
    }


def test_a_need_should_be_read_with_the_ways_of_asking_for_it(needy: TestClient) -> None:
    answer = get(needy, "/needs/reparer")
    assert answer["libelle"] == "Faire réparer un smartphone"
    assert len(answer["formulations"]) == 8


def test_a_need_should_find_who_declares_it(needy: TestClient) -> None:
    answer = get(needy, "/needs/reparer/actors")
    assert answer["besoin"]["id"] == "reparer"
    first = answer["items"][0]
    assert (first["id"], first["declare"]) == ("atelier-phenix", True)
    assert "smartphone" in first["raison"]["texte"]


def test_who_serves_a_need_should_be_filtered_as_a_search_is(needy: TestClient) -> None:
    kept = get(needy, "/needs/reparer/actors", frais=["payant"], type="structure")
    assert [each["id"] for each in kept["items"]] == ["atelier-phenix"]
    free = get(needy, "/needs/reparer/actors", frais="gratuit")
    assert (free["items"], free["total"]) == ([], 0)
    refused = needy.get("/api/v1/needs/reparer/actors", params={"frais": "inconnu"})
    assert refused.status_code == 422


def test_a_record_should_find_its_needs_and_the_open_ones(needy: TestClient) -> None:
    answer = get(needy, "/actors/atelier-phenix/needs")
    first = answer["besoins"][0]
    assert (first["id"], first["libelle"]) == ("reparer", "Faire réparer un smartphone")
    assert first["declare"]
    assert first["extrait"]
    assert [each["id"] for each in answer["besoins_ouverts"]] == ["mairie-cherche-benevoles"]


@pytest.mark.parametrize("way", ["similar", "complementary"])
def test_records_that_go_together_should_be_given(needy: TestClient, way: str) -> None:
    answer = get(needy, f"/actors/atelier-phenix/{way}", size=2)
    assert len(answer["items"]) <= 2
    assert "atelier-phenix" not in [each["id"] for each in answer["items"]]


@pytest.mark.parametrize(
    "path", ["/needs/rien", "/needs/rien/actors", "/actors/personne/needs",
             "/actors/personne/similar", "/actors/personne/complementary"]
)  # fmt: skip
def test_what_is_unknown_should_not_be_found(needy: TestClient, path: str) -> None:
    response = needy.get(f"/api/v1{path}")
    assert response.status_code == 404
    assert response.json()["title"] == "Introuvable"


def test_texts_should_be_classified_each_with_its_own_identifier(needy: TestClient) -> None:
    texts = ["faire réparer un smartphone", "soudeur en électronique", "xyz"]
    answer = needy.post("/api/v1/classify", json={"textes": texts}).json()
    need, job, nothing = answer["items"]
    assert need["besoins"][0]["id"] == "reparer"
    assert (job["metiers"][0]["id"], job["metiers"][0]["code_rome"]) == ("soudeur", "H2914")
    assert (nothing["besoins"], nothing["metiers"], nothing["message"]) == ([], [], UNSURE)
    assert len({each["id_inference"] for each in answer["items"]}) == 3


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"textes": []}, "textes"),
        ({"textes": ["x"] * (MAX_TEXTS + 1)}, "textes"),
        ({}, "textes"),
        ({"textes": ["…"]}, "textes.0"),
        ({"textes": ["réparer", "soudeur", "é" * 301, "…"]}, "textes.2"),
        ({"textes": ["réparer", 1]}, "textes.1"),
    ],
)
def test_texts_out_of_bounds_should_be_refused(
    needy: TestClient, body: dict[str, Any], field: str
) -> None:
    response = needy.post("/api/v1/classify", json=body)
    assert response.status_code == 422
    assert [each["champ"] for each in response.json()["errors"]] == [field]


def test_texts_that_a_full_line_refuses_should_not_be_charged(
    needy: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = fill_line(monkeypatch, api)
    body = {"textes": ["réparer", "souder"]}
    assert needy.post("/api/v1/classify", json=body).status_code == 503
    assert costs == []


def test_who_serves_a_need_should_come_with_its_nearest_locations(
    located_client: TestClient,
) -> None:
    response = located_client.get(f"/api/v1/needs/{PAPERS}/actors", params={"lieu": "Lille"})
    assert response.status_code == 200, response.text
    body = response.json()
    item = next(item for item in body["items"] if item["id"] == "france-services")
    assert (item["groupe"], item["nombre_lieux"]) == ("pres-de-vous", 3)
    assert item["lieux"][0]["id"] == "france-services--lille"
    assert body["lieu_compris"] is True
    assert "ETag" not in response.headers  # it says who is open now


def test_a_place_that_is_not_understood_should_be_flagged(located_client: TestClient) -> None:
    response = located_client.get(f"/api/v1/needs/{PAPERS}/actors", params={"lieu": "Zzyzxqq"})
    assert response.json()["lieu_compris"] is False


@pytest.mark.parametrize(
    "place", [{"code_commune": "59350"}, {"epci": "200093201"}, {"lat": 50.63, "lon": 3.06}]
)
def test_who_serves_a_need_should_be_looked_for_around_a_code_or_a_point(
    located_client: TestClient, place: dict[str, Any]
) -> None:
    body = located_client.get(f"/api/v1/needs/{PAPERS}/actors", params=place).json()
    item = next(item for item in body["items"] if item["id"] == "france-services")
    assert item["groupe"] == "pres-de-vous"
