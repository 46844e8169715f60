"""Skills of a request: each text is charged once, on every page."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from index.errors import QuotaSpent
from service.occupations import encoding
from service.skills.result_pages import ADDRESS
from tests.service.page import BROWSER


def test_each_text_should_be_charged_once(
    guided: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[int] = []

    async def charge(_: object, cost: int) -> None:
        costs.append(cost)
        raise QuotaSpent(300, 12)

    monkeypatch.setattr(encoding, "charge", charge)
    answers = [
        guided.post(
            ADDRESS,
            data={"c": ["souder", "coudre"], "langue": "ar", "metier": "x"},
            headers=BROWSER,
        ),
        guided.post("/competences", data={"texte": "je sais souder, je sais coudre"}),
        guided.get("/metiers/aidant?permis=B", headers=BROWSER),
    ]
    assert [each.status_code for each in answers] == [429] * 3
    compared = encoding.COMPARED
    assert costs == [compared + 3 + 1 + 1, compared + 2 + 1, compared + 1]
