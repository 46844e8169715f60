"""The application as it is wired: compression of its answers."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

DOCUMENT = "/api/openapi.json"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0", None),
        ("gzip;q=0", None),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0, br;q=0.5", "br"),
        ("identity", None),
        ("brotli", None),
    ],
)
def test_the_document_should_be_compressed_as_the_client_accepts(
    client: TestClient, accepted: str, encoding: str | None
) -> None:
    answer = client.get(DOCUMENT, headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    assert answer.headers.get("Content-Encoding") == encoding
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.json()["info"]["title"] == "OrientESS"
