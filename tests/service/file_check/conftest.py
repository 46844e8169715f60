"""What the tests of checked files share: a place, a file of it, a client without quota."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.settings import Settings
from tests.towns import write_towns

PLACE: Mapping[str, str] = {
    "id": "1",
    "pivot": "18310021300028",
    "nom": "Cyber-base",
    "commune": "Lille",
    "code_postal": "59000",
    "code_insee": "59350",
    "adresse": "1 rue de l'Exemple",
    "latitude": "50.63",
    "longitude": "3.06",
    "services": "Insertion professionnelle via le numérique",
    "date_maj": "2024-04-02",
}
"""A place in which nothing is to mend."""


def places(*changes: Mapping[str, str]) -> bytes:
    """A CSV of médiation numérique: the place, once for each of some changes."""
    rows = [{**PLACE, "id": str(number), **each} for number, each in enumerate(changes, start=1)]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(dict.fromkeys(name for row in rows for name in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


@pytest.fixture(scope="module")
def opened(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service that knows a few towns, where nobody has a quota."""
    var = tmp_path_factory.mktemp("verifier")
    (var / "index").symlink_to(small_home)
    write_towns(var / "communes.csv")
    settings = Settings(
        var=var, use_encoder=False, quota_per_minute=0, communes=var / "communes.csv"
    )
    with TestClient(create_app(settings)) as client:
        yield client
