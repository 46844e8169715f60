"""The page of a list of codes, for the person who received it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from index.codes.short_code import write_codes
from tests.service.page import HOSTILE, read
from tests.service.referral.conftest import FREE, GONE, PLACE, RECORD

NEVER = "ZZZZ"


def liste(*codes: str) -> str:
    return f"/liste/{write_codes(codes)}"


def test_a_list_should_say_whom_to_call_and_where_to_go(coded: TestClient) -> None:
    page = read(coded, liste(PLACE))
    assert page.texts("h2") == ["France services Lille-Fives"]
    assert page.link("03 20 00 00 01") == "tel:+33320000001"
    text = " ".join(page.texts("section"))
    for said in ("12 rue de Lannoy, 59800 Lille", "lundi au vendredi : 9 h – 12 h"):
        assert said in text
    assert write_codes([PLACE]) in " ".join(page.texts("p"))


def test_a_list_should_name_the_network_and_say_the_price(coded: TestClient) -> None:
    text = " ".join(read(coded, liste(PLACE)).texts("section"))
    assert "France services · Un réseau de guichets" in text
    assert "Prix : Gratuit" in text
    assert "Prix : Gratuit" in " ".join(read(coded, liste(FREE)).texts("section"))


def test_a_national_record_should_lead_to_its_nearest_place(coded: TestClient) -> None:
    page = read(coded, liste(RECORD))
    assert page.link("Trouver le lieu le plus proche") == "/fiches/france-services/lieux"


def test_a_code_whose_record_left_should_say_so_beside_the_others(coded: TestClient) -> None:
    page = read(coded, liste(GONE, PLACE, NEVER))
    assert page.texts("h2") == [GONE, "France services Lille-Fives", NEVER]
    gone, never = page.notes
    assert gone.startswith("Cette fiche n'existe plus.")
    assert never.startswith("Ce code n'existe pas.")


def test_a_list_that_names_nothing_should_not_be_found(coded: TestClient) -> None:
    assert read(coded, liste(GONE, NEVER), 404).texts("h2") == [GONE, NEVER]


@pytest.mark.parametrize("typed", ["K7P2-2", "K7P", "x" * 2000, HOSTILE, "%00"])
def test_codes_copied_wrong_should_be_typed_again(coded: TestClient, typed: str) -> None:
    page = read(coded, "/liste", 422, codes=typed)
    assert page.field("codes")["aria-describedby"] == "erreur"
    assert page.title.startswith("À corriger")
    assert HOSTILE not in page.html


def test_codes_should_be_typed_as_they_were_heard(coded: TestClient) -> None:
    heard = write_codes([PLACE, RECORD]).lower().replace("-", " ")
    assert len(read(coded, "/liste", codes=heard).texts("h2")) == 2
    assert "codes" in read(coded, "/liste").field("codes")["name"]


def test_a_list_should_be_indexed_and_stored_by_nobody(coded: TestClient) -> None:
    response = coded.get(liste(PLACE))
    assert '<meta name="robots" content="noindex">' in response.text
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "set-cookie" not in response.headers


def test_a_list_should_exist_in_english(coded: TestClient) -> None:
    page = read(coded, f"/en{liste(PLACE)}")
    assert "/en/lieux/france-services--lille" in [each["href"] for each in page.all("a")]


def test_the_message_of_a_helper_should_hold_the_short_address(coded: TestClient) -> None:
    chosen = ["france-services~france-services--lille", "france-services"]
    sheet = read(coded, "/aidant/fiche", f=chosen)
    address = "http://testserver" + liste(PLACE, RECORD)
    assert address in sheet.texts("textarea")[1]
    assert len(sheet.all("svg")) >= 2
    assert address.removeprefix("http://") in " ".join(sheet.texts("figcaption"))
    read(coded, liste(PLACE, RECORD))
