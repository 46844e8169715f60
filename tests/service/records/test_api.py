"""Tests of the API route of one record."""

from __future__ import annotations

from fastapi.testclient import TestClient

from tests.conftest import SMALL_CATALOGUE


def test_a_record_should_be_returned_whole(client: TestClient) -> None:
    record = SMALL_CATALOGUE[0]
    body = client.get(f"/api/v1/actors/{record.id}").json()
    assert body == record.model_dump(mode="json")
    assert body["a_reverifier"] is False


def test_an_unknown_identifier_should_be_answered_with_404(client: TestClient) -> None:
    response = client.get("/api/v1/actors/inconnue")
    assert response.status_code == 404
    assert "inconnue" in response.json()["detail"]


def test_an_identifier_that_is_too_long_should_be_refused(client: TestClient) -> None:
    assert client.get(f"/api/v1/actors/{'a' * 121}").status_code == 422
