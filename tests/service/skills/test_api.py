"""API v1 on skills: profiles to occupations, and the catalogue of occupations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.artefact import manifest, versions
from index.indexing.build import build
from index.search.searcher import Searcher
from index.skills.recommender import Advisor
from service.app import create_app
from service.runtime.dependencies import current_advisor
from service.settings import Settings
from service.skills.schemas import NOTHING_LIKE_IT
from tests.conftest import SMALL_CATALOGUE, make_occupation
from tests.hash_encoder import HashEncoder

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


@pytest.fixture(scope="module")
def skilled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the service over two occupations, with the hash encoder."""
    var = tmp_path_factory.mktemp("var")
    build(SMALL_CATALOGUE, HashEncoder(), "hash", var / "index", occupations=(REPAIR, TEACH))
    opened = manifest.read(var / "index" / versions.CURRENT)
    advisor = Advisor(Searcher(opened, HashEncoder()))
    app = create_app(Settings(var=var, use_encoder=False))
    app.dependency_overrides[current_advisor] = lambda: advisor
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


def test_skills_told_one_by_one_should_stand_for_the_profile(skilled: TestClient) -> None:
    answer = post(skilled, competences=["expliquer sans jargon"], voies=["benevolat"])
    assert answer["competences"] == ["expliquer sans jargon"]
    assert [each["metier"]["id"] for each in answer["metiers"]] == ["aidant-benevole"]


def test_nothing_found_should_say_what_to_do(skilled: TestClient) -> None:
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
