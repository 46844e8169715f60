"""Tests of the API routes of records."""

from __future__ import annotations

import pytest
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


LIST = "/api/v1/actors"


def test_records_should_be_listed_without_a_text_by_pages(client: TestClient) -> None:
    pages = [client.get(LIST, params={"page": page, "size": 2}).json() for page in (1, 2, 3)]
    names = [item["fiche"]["id"] for page in pages for item in page["items"]]
    assert names == sorted(record.id for record in SMALL_CATALOGUE)
    assert {page["total"] for page in pages} == {len(SMALL_CATALOGUE)}
    assert pages[0]["items"][0]["fiche"] == SMALL_CATALOGUE[0].model_dump(mode="json")


def test_filters_places_and_fields_should_be_taken_together(client: TestClient) -> None:
    parameters = {"frais": "payant", "code_departement": "59", "champs": "id,nom"}
    answer = client.get(LIST, params=parameters).json()
    assert [item["fiche"] for item in answer["items"]] == [
        {"id": "atelier-phenix", "nom": "Atelier Phénix"}
    ]
    assert answer["lieu"]["code"] == "59"


@pytest.mark.parametrize(
    ("parameters", "field", "told"),
    [
        ({"nimp": 1}, "nimp", "n'existe pas"),
        ({"champs": "nimp"}, "champs.0", "telephone"),
        ({"frais": "cher"}, "frais", "gratuit"),
        ({"thematiques": "cuisine"}, "thematiques", "numerique--"),
        ({"besoins": "x"}, "besoins", "« x »"),
        ({"sources": "x"}, "sources", "orientess"),
        ({"groupe": "pres-de-vous"}, "groupe", "lieu"),
        ({"modifie_depuis": "hier"}, "modifie_depuis", "2026-11-28"),
        ({"lat": "48.8"}, "lat", "longitude"),
        ({"apres": "a", "lieu": "Lille"}, "apres", "lieu"),
        ({"apres": "a", "page": 2}, "apres", "page"),
        ({"code_commune": "59350", "lieu": "Lille"}, "code_commune", "un seul lieu"),
    ],
)
def test_a_wrong_parameter_should_be_told_in_french(
    parameters: dict[str, str], field: str, told: str, client: TestClient
) -> None:
    response = client.get(LIST, params=parameters)
    assert response.status_code == 422
    error = response.json()["errors"][0]
    assert error["champ"].partition(".")[0] == field.partition(".")[0]
    assert told in error["message"]


def test_a_list_that_did_not_change_should_not_be_sent_again(client: TestClient) -> None:
    first = client.get(LIST, params={"frais": "payant"})
    again = client.get(
        LIST, params={"frais": "payant"}, headers={"If-None-Match": first.headers["etag"]}
    )
    assert again.status_code == 304
    assert client.head(LIST).status_code == 200


def test_every_record_should_be_read_once_by_a_cursor(client: TestClient) -> None:
    read: list[str] = []
    after: str | None = ""
    while after is not None:
        page = client.get(LIST, params={"size": 2, "apres": after}).json()
        read += [item["fiche"]["id"] for item in page["items"]]
        after = page["suivant"]
    assert read == sorted(record.id for record in SMALL_CATALOGUE)


def test_a_cursor_should_hold_when_its_record_is_no_more(client: TestClient) -> None:
    known = sorted(record.id for record in SMALL_CATALOGUE)
    page = client.get(LIST, params={"apres": f"{known[1]}-retiree", "size": 1}).json()
    assert [item["fiche"]["id"] for item in page["items"]] == [known[2]]
    last = client.get(LIST, params={"apres": known[-1]}).json()
    assert (last["items"], last["suivant"], last["total"]) == ([], None, len(known))


def test_a_list_near_a_place_should_have_no_cursor(client: TestClient) -> None:
    assert client.get(LIST, params={"code_departement": "59", "size": 1}).json()["suivant"] is None
