"""Page on the state of the service: it answers whatever happens, and hides nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.settings import Settings
from tests.service.page import read


def lead(client: TestClient, path: str = "/statut") -> str:
    return read(client, path).texts("p")[0]


def test_the_index_in_service_should_be_told(client: TestClient) -> None:
    page = read(client, "/statut")
    version = client.get("/version").json()["index"]
    assert page.texts("h1") == ["L'état du service"]
    assert version in page.texts("code")
    assert "par les mots seulement" in lead(client)  # these tests have no encoder
    assert "Aucun incident n'est noté." in page.texts("p")


def test_without_an_index_the_page_should_answer_and_say_so(tmp_path: Path) -> None:
    with TestClient(create_app(Settings(var=tmp_path, use_encoder=False))) as client:
        assert client.get("/statut").status_code == 200
        assert "aucun index n'est en service" in lead(client)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("", "Un incident est en cours."),
        ("fin = 2026-11-28T10:15:00+01:00\n", "La recherche répond, par les mots seulement"),
    ],
)
def test_an_incident_should_be_told_with_its_dates(
    small_home: Path, tmp_path: Path, end: str, said: str
) -> None:
    (tmp_path / "index").symlink_to(small_home)
    (tmp_path / "incidents.toml").write_text(
        f"[[incident]]\ndebut = 2026-11-28T09:00:00+01:00\n{end}"
        'titre = "Recherche <ralentie>"\ntexte = "Plus rien n\'est perdu."\n',
        encoding="utf-8",
    )
    with TestClient(create_app(Settings(var=tmp_path, use_encoder=False))) as client:
        page = read(client, "/statut")
        assert said in lead(client)
    assert "Recherche <ralentie>" in page.texts("h3")
    assert "28 novembre 2026, 9 h" in " ".join(page.texts("p"))
