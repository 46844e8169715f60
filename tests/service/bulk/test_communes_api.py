"""API v1: a file of places, and the commune of each."""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient

from service.bulk import communes_api, streaming
from service.bulk.communes_api import BAD_POINT, NO_COMMUNE, NO_PLACE

PATH = "/api/v1/communes/csv"
CSV = {"Content-Type": "text/csv"}


def sent(client: TestClient, content: str) -> list[dict[str, str]]:
    """The rows of the answer to a file, without the beginning of the names that it adds."""
    response = client.post(PATH, content=content, headers=CSV)
    assert response.status_code == 200, response.text
    rows = csv.DictReader(io.StringIO(response.text, newline=""), delimiter=";")
    return [{name.removeprefix("resultat_"): value for name, value in row.items()} for row in rows]


def test_each_row_should_get_its_commune_from_a_name_a_code_or_a_point(client: TestClient) -> None:
    named, coded, pointed = sent(
        client,
        "adresse;ville;code_commune;lat;lon\n"
        "3 rue des Lilas;st etien 42;;;\n;;59350;;\n;;;45,76;4.84\n",
    )
    assert (named["statut"], named["nom"], named["code_commune"]) == (
        "trouve", "Saint-Étienne (42)", "42218",
    )  # fmt: skip
    assert named["adresse"] == "3 rue des Lilas"
    assert (coded["nom"], coded["code_departement"]) == ("Lille (59)", "59")
    assert (pointed["nom"], pointed["nature"]) == ("Lyon (69)", "commune")
    assert 0 < float(pointed["distance"]) < 5
    assert named["distance"] == ""


def test_a_row_that_says_no_place_should_be_told_without_stopping_the_others(
    client: TestClient,
) -> None:
    rows = sent(
        client,
        "lieu;latitude;longitude;code_commune\n"
        "zzyzxqq;;;\nx;100;2;\nx;nord;2;\nx;48;;\nx;0;0;\nx;;;5935\nLille;;;\n",
    )
    assert [row["statut"] for row in rows] == [
        "rien", "erreur", "erreur", "erreur", "rien", "erreur", "trouve",
    ]  # fmt: skip
    assert rows[0]["message"] == NO_PLACE
    assert rows[2]["message"] == rows[3]["message"].replace("Ligne 5", "Ligne 4")
    assert rows[2]["message"] == f"Ligne 4 : {BAD_POINT}"
    assert rows[4]["message"] == NO_COMMUNE
    assert rows[5]["message"].startswith("Ligne 7 : Un code de commune")


def test_formulas_of_a_file_should_come_back_disarmed(client: TestClient) -> None:
    response = client.post(PATH, content="note;lieu\n=1+1;Lille\n", headers=CSV)
    assert "\n'=1+1;Lille;trouve" in response.text.replace("\r\n", "\n")


def test_four_rows_should_cost_one_unit(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[int] = []

    async def charge(_: object, cost: int) -> None:
        costs.append(cost)

    monkeypatch.setattr(streaming, "charge", charge)
    for rows in (1, 4, 9):
        sent(client, "lieu\n" + "Lille\n" * rows)
    assert costs == [1, 1, 3]
    assert communes_api.ROWS_A_UNIT == 4


@pytest.mark.parametrize(
    ("content", "said"),
    [("besoin\nwifi\n", "latitude"), ("lieu\n", "titres"), ("lieu\nLille\n" * 1001, "1000")],
)
def test_a_file_of_another_kind_should_be_refused_with_what_is_expected(
    client: TestClient, content: str, said: str
) -> None:
    response = client.post(PATH, content=content, headers=CSV)
    assert response.status_code == 422
    assert said in response.text
