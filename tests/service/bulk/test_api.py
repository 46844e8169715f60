"""API v1: a file of needs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.errors import QuotaSpent
from service.app import create_app
from service.auth.keys import Keys
from service.auth.rights import Rights, Scope
from service.bulk import streaming
from service.bulk.csv_file import MAX_BYTES
from service.http.capacity import BatchQueue
from service.http.content_type import EXPECTED_CSV
from service.settings import Settings
from service.storage.store import open_store
from tests.service.full_line import fill_line

PATH = "/api/v1/search/csv"
CSV = {"Content-Type": "text/csv"}
NEEDS = "besoin;lieu\nréparer un smartphone;Lille\n;\ninternet;Zzyzxqq\ninternet;\n"


@pytest.fixture(scope="module")
def files(small_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client with a key, where nobody has a quota."""
    var = tmp_path_factory.mktemp("fichiers")
    (var / "index").symlink_to(small_home)
    settings = Settings(var=var, use_encoder=False, quota_per_minute=0, key_quota_per_minute=0)
    rights = Rights(name="Partenaire", scopes=(Scope.LECTURE,))
    secret, _ = Keys(open_store(settings)).create(rights)
    with TestClient(create_app(settings)) as opened:
        opened.headers["X-API-Key"] = secret
        yield opened


def sent(client: TestClient, content: str | bytes, **parameters: Any) -> list[dict[str, str]]:
    """The rows of the answer to a file."""
    response = client.post(PATH, content=content, headers=CSV, params=parameters)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = io.StringIO(response.text, newline="")
    return list(csv.DictReader(text, delimiter=";"))


def test_a_file_should_come_back_with_what_answers_each_row(files: TestClient) -> None:
    rows = sent(files, NEEDS + "\n")
    assert [row["besoin"] for row in rows] == ["réparer un smartphone", "internet", "internet"]
    assert rows[0]["resultat_id"] == "atelier-phenix"
    assert rows[0]["resultat_lien"] == "http://testserver/fiches/atelier-phenix"
    assert rows[0]["resultat_lieu_compris"] == "Lille (59)"
    assert rows[1]["resultat_lieu_compris"] == ""


def test_a_row_at_fault_should_not_stop_the_others(files: TestClient) -> None:
    long = "a" * 301
    rows = sent(files, f"besoin;code_commune\n;59350\n{long};\ninternet;59999\ninternet;69123\n")
    statuses = [row["resultat_statut"] for row in rows]
    assert statuses[:3] == ["erreur"] * 3
    assert statuses[3] != "erreur"
    assert [row["resultat_message"].partition(" : ")[0] for row in rows[:3]] == [
        "Ligne 2", "Ligne 3", "Ligne 4",
    ]  # fmt: skip
    assert "Écrivez votre besoin." in rows[0]["resultat_message"]
    assert "300" in rows[1]["resultat_message"]


def test_filters_and_several_results_should_be_taken_for_all_rows(files: TestClient) -> None:
    need = "besoin;lieu\ninternet ordinateur smartphone;\n"
    assert len(sent(files, need, resultats=3)) > 1
    free = sent(files, need, frais="gratuit", resultats=3)
    assert {row["resultat_id"] for row in free} <= {"clic-pour-tous", ""}


def test_a_filter_with_an_unknown_code_should_refuse_the_whole_file(files: TestClient) -> None:
    response = files.post(PATH, content=NEEDS, headers=CSV, params={"type": "boutique"})
    assert response.status_code == 422
    assert [each["champ"] for each in response.json()["errors"]] == ["type"]


def test_a_long_file_should_be_searched_by_turns(
    files: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[bool] = []
    opened = BatchQueue.opened

    def counted(self: BatchQueue, request: Any, patient: bool = False) -> Any:
        turns.append(patient)
        return opened(self, request, patient)

    monkeypatch.setattr(streaming, "ROWS_AT_ONCE", 2)
    monkeypatch.setattr(BatchQueue, "opened", counted)
    rows = sent(files, "besoin;n\n" + "".join(f"internet;{number}\n" for number in range(5)))
    assert [row["n"] for row in rows] == ["0", "1", "2", "3", "4"]
    assert turns == [False, True, True]


def test_without_a_key_a_short_file_should_be_searched_and_a_long_one_refused(
    client: TestClient,
) -> None:
    rows = sent(client, NEEDS)
    assert rows[0]["resultat_id"] == "atelier-phenix"
    response = client.post(PATH, content="besoin\n" + "internet\n" * 201, headers=CSV)
    assert response.status_code == 401
    assert "lecture" in response.json()["detail"]


def test_each_row_should_be_charged(files: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    costs: list[int] = []

    async def charge(_: object, cost: int) -> None:
        costs.append(cost)
        raise QuotaSpent(300, 12)

    monkeypatch.setattr(streaming, "charge", charge)
    response = files.post(PATH, content=NEEDS, headers=CSV)
    assert costs == [3]
    assert (response.status_code, response.headers["Retry-After"]) == (429, "12")


def test_a_line_of_batches_that_is_full_should_be_told_by_a_status_and_charge_nothing(
    files: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs = fill_line(monkeypatch, streaming)
    assert files.post(PATH, content=NEEDS, headers=CSV).status_code == 503
    assert costs == []


@pytest.mark.parametrize(
    ("content", "parameters", "field"),
    [
        (b"nom\nx\n", {}, "ligne 1"),
        ("besoin\nréparer\n".encode("windows-1252"), {}, "ligne 2"),
        (b"besoin\nx\n", {"nimp": "1"}, "nimp"),
        (b"besoin\nx\n", {"encodage": "utf-16"}, "encodage"),
        (b"besoin\nx\n", {"resultats": "6"}, "resultats"),
        (b"", {}, "corps"),
    ],
)
def test_a_file_at_fault_should_be_refused_whole(
    content: bytes, parameters: dict[str, str], field: str, files: TestClient
) -> None:
    response = files.post(PATH, content=content, headers=CSV, params=parameters)
    assert response.status_code == 422, response.text
    assert [error["champ"] for error in response.json()["errors"]] == [field]


def test_a_body_that_is_no_csv_or_is_too_long_should_be_refused(files: TestClient) -> None:
    response = files.post(PATH, json={"besoin": "x"})
    assert response.status_code == 415
    assert response.json()["detail"] == EXPECTED_CSV
    assert response.headers["Accept-Post"] == "text/csv"
    over = files.post(PATH, content=b"x" * (MAX_BYTES + 1), headers=CSV)
    assert over.status_code == 413
    assert str(MAX_BYTES) in over.json()["detail"]
