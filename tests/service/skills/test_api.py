"""API v1 on skills: profiles to occupations, and the catalogue of occupations."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.artefact import manifest, versions
from index.errors import QuotaSpent
from index.indexing.build import build
from index.search.query import MAX_CHARS
from index.skills.profile import MAX_SKILLS
from index.skills.query import ProfileQuery
from index.skills.recommender import ReadQuery, Recommender
from service.app import create_app
from service.http.capacity import BatchQueue, Capacity
from service.occupations import encoding
from service.runtime.dependencies import current_recommender
from service.settings import Settings
from service.skills.schemas import NOTHING_LIKE_IT
from tests.conftest import SMALL_CATALOGUE, make_occupation
from tests.hash_encoder import HashEncoder
from tests.searchers import make_retriever
from tests.service.full_line import fill_line
from tests.service.services import services_in

MATCH = "/api/v1/match/skills"
OCCUPATIONS = "/api/v1/occupations"
REPAIR = make_occupation(
    "reparateur-smartphones",
    ("Réparer des smartphones", "Souder des composants"),
    nom="Réparateur de smartphones",
    voies=["emploi"],
    acteurs=["atelier-phenix"],
)
TEACH = make_occupation(
    "aidant-benevole",
    ("Expliquer sans jargon",),
    type="role-benevole",
    nom="Aidant numérique bénévole",
    voies=["benevolat"],
    acteurs=["clic-pour-tous"],
)


MANY = [f"réparer l'appareil numéro {number}" for number in range(MAX_SKILLS)]
"""As many distinct skills as a request may hold; with their whole text, one text more."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """The service over two occupations, with the hash encoder."""
    var = tmp_path_factory.mktemp("var")
    build(SMALL_CATALOGUE, HashEncoder(), "hash", var / "index", occupations=(REPAIR, TEACH))
    opened = manifest.read(var / "index" / versions.CURRENT)
    recommender = Recommender(make_retriever(opened, HashEncoder()))
    app = create_app(Settings(var=var, use_encoder=False, quota_per_minute=0))
    app.dependency_overrides[current_recommender] = lambda: recommender
    return app


@pytest.fixture(scope="module")
def skilled(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app) as client:
        yield client


def post(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post(MATCH, json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_an_answer_should_say_the_occupation_what_meets_it_and_who_hosts(
    skilled: TestClient,
) -> None:
    answer = post(skilled, profil="je sais réparer des smartphones, je parle arabe")
    first = answer["metiers"][0]
    assert first["metier"]["id"] == "reparateur-smartphones"
    assert first["exigences"][0]["etat"] == "acquise"
    assert first["exigences"][0]["dit"] == "réparer des smartphones"
    assert [each["id"] for each in first["acteurs"]] == ["atelier-phenix"]
    assert answer["langues"] == ["ar"]
    assert answer["message"] is None


def test_skills_listed_one_by_one_should_stand_for_the_profile(skilled: TestClient) -> None:
    answer = post(skilled, competences=["expliquer sans jargon"], voies=["benevolat"])
    assert answer["competences"] == ["expliquer sans jargon"]
    assert [each["metier"]["id"] for each in answer["metiers"]] == ["aidant-benevole"]


def test_a_state_should_be_no_skill_of_the_answer(skilled: TestClient) -> None:
    answer = post(skilled, profil="je suis au RSA, diabétique, je sais réparer des smartphones")
    assert answer["competences"] == ["réparer des smartphones"]
    assert "diab" not in str(answer)
    assert answer["conditions"] == []
    alone = post(skilled, profil="je suis diabétique")
    assert (alone["competences"], alone["metiers"]) == ([], [])
    assert alone["message"] == NOTHING_LIKE_IT
    others = post(skilled, competences=["accompagner des personnes autistes", "autiste"])
    assert others["competences"] == ["accompagner des personnes autistes"]


def test_no_result_should_say_what_to_do(skilled: TestClient) -> None:
    answer = post(skilled, profil="souder", referentiel=["rome"])
    assert answer["metiers"] == []
    assert answer["message"] == NOTHING_LIKE_IT


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "profil"),
        ({"profil": "x" * 1001}, "profil"),
        ({"competences": ["x" * 121]}, "competences"),
        ({"profil": "souder", "voies": ["emplois"]}, "voies"),
        ({"profil": "souder", "size": 0}, "size"),
        ({"profil": "souder", "nom": "Dupont"}, "nom"),
    ],
)
def test_a_wrong_parameter_should_be_named(
    skilled: TestClient, body: dict[str, Any], field: str
) -> None:
    response = skilled.post(MATCH, json=body)
    assert response.status_code == 422
    assert [each["champ"] for each in response.json()["errors"]] == [field]


def test_without_the_encoder_the_service_should_say_it_is_not_ready(client: TestClient) -> None:
    response = client.post(MATCH, json={"profil": "souder"})
    assert response.status_code == 503
    assert response.headers["content-type"].startswith("application/problem+json")


def test_occupations_should_be_listed_searched_and_read(skilled: TestClient) -> None:
    listed = skilled.get(OCCUPATIONS, params={"size": 1}).json()
    assert (listed["total"], listed["pages"], len(listed["items"])) == (2, 2, 1)
    near = skilled.get(OCCUPATIONS, params={"q": "aidant numérique"}).json()
    assert near["items"][0]["id"] == "aidant-benevole"
    read = skilled.get(f"{OCCUPATIONS}/reparateur-smartphones").json()
    assert read["competences"][0] == {
        "libelle": "Réparer des smartphones",
        "niveau": "essentielle",
    }


def test_an_unknown_occupation_should_not_be_found(skilled: TestClient) -> None:
    assert skilled.get(f"{OCCUPATIONS}/astronaute").status_code == 404


@pytest.mark.parametrize(
    ("body", "cost"),
    [
        ({"competences": MANY}, MAX_SKILLS + 1),
        ({"competences": MANY, "profil": MANY[3]}, MAX_SKILLS),
        ({"competences": ["souder"] * MAX_SKILLS, "profil": "bonjour"}, 2),
        ({"profil": "je sais souder, je sais trier"}, 3),
        ({"profil": ", ".join(f"peindre {number}" for number in range(50))}, MAX_SKILLS + 1),
        ({"profil": "souder"}, 1),
    ],
)
def test_each_distinct_text_should_be_charged_once_before_any_is_encoded(
    skilled: TestClient, monkeypatch: pytest.MonkeyPatch, body: dict[str, Any], cost: int
) -> None:
    costs: list[int] = []

    async def charge(_: object, cost: int) -> None:
        costs.append(cost)
        raise QuotaSpent(300, 12)

    monkeypatch.setattr(encoding, "charge", charge)
    monkeypatch.setattr(Recommender, "encode", None)
    response = skilled.post(MATCH, json=body)
    assert costs == [encoding.COMPARED + cost]
    assert (response.status_code, response.headers["Retry-After"]) == (429, "12")


def test_a_profile_that_a_full_line_refuses_should_not_be_charged(
    skilled: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = fill_line(monkeypatch, encoding)
    assert skilled.post(MATCH, json={"competences": MANY}).status_code == 503
    assert costs == []


def test_a_request_of_forty_skills_should_leave_that_much_less_of_the_quota(
    app: FastAPI, tmp_path: Path
) -> None:
    counted = create_app(Settings(var=tmp_path, use_encoder=False, quota_per_minute=100))
    counted.dependency_overrides = app.dependency_overrides
    with TestClient(counted) as client:
        answers = [client.post(MATCH, json={"competences": MANY}) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[0].headers["RateLimit"].startswith(f'"defaut";r={100 - MAX_SKILLS - 3};')


def test_many_texts_should_have_a_slot_for_each_few_of_them(
    skilled: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, runs = Capacity.run, []

    async def spied(self: Capacity, work: Any) -> Any:
        runs.append(self.running)
        return await run(self, work)

    monkeypatch.setattr(Capacity, "run", spied)
    post(skilled, competences=MANY)
    reading, answering = 1, 1
    turns = -(-(MAX_SKILLS + 1) // encoding.TEXTS_AT_ONCE)
    assert runs == [0] * (reading + turns + answering)  # nothing is held between


def test_skills_that_only_the_correction_finds_should_be_charged_too(
    skilled: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[int] = []
    read = Recommender.read

    async def charge(_: object, cost: int) -> None:
        costs.append(cost)

    def corrected(self: Recommender, query: ProfileQuery) -> ReadQuery:
        return read(self, replace(query, text=query.text.replace(" ett ", " et ")))

    monkeypatch.setattr(encoding, "charge", charge)
    monkeypatch.setattr(Recommender, "read", corrected)
    answer = post(skilled, profil="souder ett trier ett peindre ett coudre ett clouer")
    assert len(answer["competences"]) == 5
    assert costs == [encoding.COMPARED + 1, 1 + 5]  # the whole text first, then five skills more


@pytest.mark.parametrize(
    "body",
    [{"competences": MANY}, {"profil": "souder " * (MAX_CHARS // len("souder ") + 2)}],
    ids=["many texts", "a text longer than a search"],
)
def test_what_costs_much_should_wait_for_other_batches_while_others_are_answered(
    app: FastAPI, skilled: TestClient, body: dict[str, Any]
) -> None:
    line, portal = services_in(app).get(BatchQueue)._queue, skilled.portal
    assert portal is not None
    _, turn = portal.call(line.enter)
    assert turn is not None
    with ThreadPoolExecutor(1) as pool:
        try:
            large = pool.submit(skilled.post, MATCH, json=body)
            until_waiting(line)
            assert services_in(app).get(Capacity).running == 0
            searched = skilled.get("/api/v1/search", params={"q": "ordinateur"})
            assert searched.status_code == 200
            assert post(skilled, profil="je sais souder, je sais trier")["competences"]
            assert not large.done()
        finally:
            portal.call(line.leave, turn)
        assert large.result(timeout=5).status_code == 200


def until_waiting(line: Capacity) -> None:
    """Wait until something waits in a line."""
    end = time.monotonic() + 5
    while not line.waiting:
        assert time.monotonic() < end, "nothing waits"
        time.sleep(0.001)
