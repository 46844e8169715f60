"""What answers of the API say of an emergency."""

from __future__ import annotations

from dataclasses import replace

from fastapi.testclient import TestClient

from index.emergencies.detector import Emergencies, Strength
from index.emergencies.directory import read_directory
from service.emergencies.schemas import emergency_answer
from tests.conftest import ROOT


def test_an_ordinary_need_should_have_no_number_and_no_step() -> None:
    assert emergency_answer(None) == {"urgence": [], "urgence_possible": [], "a_faire": []}


def test_a_sure_danger_should_give_its_numbers_before_all(client: TestClient) -> None:
    answer = client.get("/api/v1/search", params={"q": "je veux mourir"}).json()
    assert answer["urgence"][0]["numero"] == "3114"
    assert answer["urgence_possible"] == answer["a_faire"] == []
    assert list(answer)[:3] == ["urgence", "urgence_possible", "a_faire"]


def test_a_likely_danger_should_give_numbers_to_recall() -> None:
    directory = read_directory(ROOT / "data" / "urgences.toml")
    assert directory is not None
    sure = Emergencies(directory).of("je veux mourir", lambda word: False)
    assert sure is not None
    answer = emergency_answer(replace(sure, strength=Strength.LIKELY))
    assert answer["urgence"] == []
    assert answer["urgence_possible"] == emergency_answer(sure)["urgence"]
