"""Pages for organisations: forms that need neither account nor script, and keep what was typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import JsonValue

from index.records import code_lists as ref
from service.observability.metrics import Metrics
from service.presentation.messages import BACK_TO_RECORD, MY_ORGANISATION, PROPOSE
from service.proposals.fields import LABELS, PROOF_FIELD, TEXTS
from service.proposals.proposal import Kind, Proposal
from service.proposals.table import MAX_A_RECORD, Proposals
from tests.service.observability.test_metrics import one
from tests.service.observability.test_metrics import read as read_metrics
from tests.service.page import BROWSER, HOSTILE, Page, read
from tests.service.services import services_in

PAGE = "https://clic.example/contact"
NEW = {"nom": "Atelier du Clic", "description": "On répare des ordinateurs.", "preuve": PAGE}
RECORD = "/fiches/atelier-phenix"
FORMS = ("/proposer", f"{RECORD}/corriger", f"{RECORD}/confirmer")


def send(client: TestClient, path: str, site: str = "", **typed: Any) -> Any:
    """Send a form as a browser does."""
    headers = BROWSER | ({"sec-fetch-site": site} if site else {})
    return client.post(path, data=typed, headers=headers)


def filled(client: TestClient, path: str) -> dict[str, Any]:
    """What a browser would send of a form as it came."""
    page = read(client, path)
    form: dict[str, Any] = {
        each["name"]: each["value"] for each in page.all("input") if each["type"] == "text"
    }
    for name in ("publics", "besoins"):
        form[name] = [
            each["value"]
            for each in page.all("input")
            if each["name"] == name and "checked" in each
        ]
    return form | {"description": page.texts("textarea")[0]}


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("language", ["", "/en"])
def test_a_form_should_label_its_fields_and_run_no_script(
    client: TestClient, path: str, language: str
) -> None:
    page = read(client, language + path)
    labelled = {each["for"] for each in page.all("label") if "for" in each}
    typed = [each for tag in ("input", "textarea") for each in page.all(tag) if "id" in each]
    assert {each["id"] for each in typed} == labelled
    assert page.all("script") == []
    assert page.all("form") == [{"method": "post", "action": language + path}]
    hints = {each["id"] for tag in ("span", "p") for each in page.all(tag) if "id" in each}
    described = {
        identifier
        for tag in ("input", "textarea", "fieldset")
        for each in page.all(tag)
        for identifier in each.get("aria-describedby", "").split()
    }
    assert described <= hints


def test_a_page_should_say_that_nothing_is_kept_of_the_sender(client: TestClient) -> None:
    for path in FORMS:
        told = " ".join(read(client, path).texts("p"))
        assert "Nous ne gardons rien sur vous" in told
        assert "deux ans" in told


def test_the_form_should_offer_every_public_and_every_need_by_theme(client: TestClient) -> None:
    page = read(client, "/proposer")
    boxes = [each for each in page.all("input") if each["type"] == "checkbox"]
    publics = [each["value"] for each in boxes if each["name"] == "publics"]
    assert publics == list(ref.PUBLICS.labels)
    assert len(page.texts("summary")[1:]) == 17  # the first is the menu of languages
    assert len([each for each in boxes if each["name"] == "besoins"]) > 200
    assert not [each for each in boxes if "checked" in each]


def test_a_new_structure_should_wait_and_be_thanked_for(
    client: TestClient, proposals: Proposals
) -> None:
    counted = services_in(client.app).get(Metrics)
    answer = send(client, "/proposer", **NEW, publics=["jeunes"])
    assert (answer.status_code, answer.headers["location"]) == (303, "/proposer/merci")
    changes: dict[str, JsonValue] = {
        "nom": NEW["nom"], "description": NEW["description"], "publics": ["jeunes"],
    }  # fmt: skip
    assert [each.proposal for each in proposals.all()] == [Proposal(Kind.NEW, PAGE, "", changes)]
    assert read(client, "/proposer/merci").texts("h1") == ["Merci"]
    assert one(read_metrics(counted), "orientess_propositions_total", genre="nouvelle") >= 1


def test_errors_should_stand_beside_their_fields_and_above_the_form(
    client: TestClient, proposals: Proposals
) -> None:
    typed = {"nom": "", "description": f"Fermé {HOSTILE}", "courriel": "moi", "preuve": "rien"}
    answer = send(client, "/proposer", **typed, publics=["jeunes"], besoins=["inconnu"])
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.title.startswith("Erreur – ")
    wrong = ("nom", "besoins", "courriel", "preuve")
    assert [each["href"] for each in page.all("a") if each["href"].startswith("#")] == [
        "#contenu", *(f"#{name}" for name in wrong),
    ]  # fmt: skip
    listed = page.texts("li")
    assert f"{LABELS['nom']} : {TEXTS['nom'].expected}" in listed
    assert f"{LABELS['preuve']} : {PROOF_FIELD.expected}" in listed
    beside = {each["id"] for each in page.all("span") if each.get("class") == "error"}
    assert beside == {f"erreur-{name}" for name in wrong}
    for name in ("nom", "courriel", "preuve"):
        assert page.field(name)["aria-invalid"] == "true"
        assert f"erreur-{name}" in page.field(name)["aria-describedby"].split()
    assert page.field("courriel")["value"] == "moi"
    assert page.texts("textarea") == [f"Fermé {HOSTILE}"]
    ticked = [each["value"] for each in page.all("input") if "checked" in each]
    assert ticked == ["jeunes"]
    assert page.foreign_scripts == []
    assert proposals.all() == []


def test_errors_in_english_should_be_in_english(client: TestClient) -> None:
    page = Page(send(client, "/en/proposer", nom="X", preuve="rien").text)
    assert "Name of the organisation: Write the name, in 3 to 150 characters." in page.texts("li")
    assert send(client, "/en/proposer", **NEW).headers["location"] == "/en/proposer/merci"


def test_a_name_of_the_catalogue_should_not_be_proposed_again(client: TestClient) -> None:
    answer = send(client, "/proposer", **(NEW | {"nom": "ATELIER Phénix"}))
    assert answer.status_code == 422
    assert "est déjà au catalogue" in answer.text


def test_a_record_should_lead_to_its_confirmation_then_to_its_correction(
    client: TestClient,
) -> None:
    confirmation = read(client, RECORD).link(MY_ORGANISATION)
    assert confirmation == f"{RECORD}/confirmer"
    page = read(client, confirmation)
    assert page.texts("h1") == [MY_ORGANISATION]
    assert page.link(BACK_TO_RECORD) == RECORD
    assert "03 20 00 00 00" in page.texts("dd")
    assert page.link("Quelque chose est faux : corriger") == f"{RECORD}/corriger"


def test_a_record_should_be_confirmed_with_a_page_alone(
    client: TestClient, proposals: Proposals
) -> None:
    answer = send(client, f"{RECORD}/confirmer", preuve="clic.example/contact")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{RECORD}/confirmer/merci")
    assert [each.proposal for each in proposals.all()] == [
        Proposal(Kind.CONFIRMATION, PAGE, "atelier-phenix")
    ]
    page = read(client, answer.headers["location"])
    assert page.texts("h1") == ["Merci"]
    assert page.link(BACK_TO_RECORD) == RECORD


def test_a_confirmation_without_a_page_should_come_back(
    client: TestClient, proposals: Proposals
) -> None:
    answer = send(client, f"{RECORD}/confirmer", preuve="sur place")
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.field("preuve")["value"] == "sur place"
    assert page.field("preuve")["aria-invalid"] == "true"
    assert proposals.all() == []


def test_a_correction_should_begin_with_what_the_record_says(
    client: TestClient, proposals: Proposals
) -> None:
    form = filled(client, f"{RECORD}/corriger")
    assert (form["nom"], form["telephone"], form["code_postal"], form["publics"]) == (
        "Atelier Phénix", "03 20 00 00 00", "59000", ["tous-publics"],
    )  # fmt: skip
    answer = send(client, f"{RECORD}/corriger", **(form | {"preuve": PAGE}))
    assert answer.status_code == 422
    assert [each for each in Page(answer.text).texts("li") if each.startswith("Rien n'est changé")]
    changed = form | {"preuve": PAGE, "telephone": "03 20 00 00 01"}
    answer = send(client, f"{RECORD}/corriger", **changed)
    assert answer.headers["location"] == f"{RECORD}/corriger/merci"
    assert [each.proposal.changes for each in proposals.all()] == [{"telephone": "+33320000001"}]


@pytest.mark.parametrize("path", ["confirmer", "corriger", "confirmer/merci", "corriger/merci"])
def test_an_unknown_record_should_not_be_claimed(client: TestClient, path: str) -> None:
    read(client, f"/fiches/inconnue/{path}", 404)


def test_what_is_sent_on_an_unknown_record_should_be_refused(
    client: TestClient, proposals: Proposals
) -> None:
    for path in ("confirmer", "corriger"):
        assert send(client, f"/fiches/inconnue/{path}", **NEW).status_code == 404
    assert proposals.all() == []


@pytest.mark.parametrize("path", FORMS)
def test_another_site_should_send_nothing(
    client: TestClient, proposals: Proposals, path: str
) -> None:
    assert send(client, path, site="cross-site", **NEW).status_code == 403
    assert proposals.all() == []


def test_a_flood_should_be_told_and_keep_what_was_typed(
    client: TestClient, proposals: Proposals
) -> None:
    for _ in range(MAX_A_RECORD):
        proposals.add(Proposal(Kind.CONFIRMATION, PAGE, "atelier-phenix"))
    for path in ("confirmer", "corriger"):
        typed = filled(client, f"{RECORD}/corriger") | {"preuve": PAGE, "nom": "Autre nom"}
        answer = send(client, f"{RECORD}/{path}", **typed)
        assert answer.status_code == 429
        assert int(answer.headers["retry-after"]) > 0
        page = Page(answer.text)
        assert page.field("preuve")["value"] == PAGE
        assert [each for each in page.texts("p") if each.startswith("Votre envoi n'a pas été")]


def test_a_store_that_fails_should_be_told_and_keep_what_was_typed(
    client: TestClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "store.sqlite3").mkdir()
    answer = send(client, "/proposer", **NEW)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "300")
    assert Page(answer.text).field("nom")["value"] == NEW["nom"]
    assert NEW["nom"] not in caplog.text


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("text", ["\ud800", "\0", "\u202e" * 400, "\ufdfa" * 500, "x" * 20_000])
def test_no_text_should_be_a_fault_of_the_service(
    client: TestClient, proposals: Proposals, path: str, text: str
) -> None:
    names = ("nom", "description", "publics", "besoins", "code_postal", "telephone", "preuve")
    for name in names:
        typed = {**NEW, name: text.encode("utf-8", "surrogatepass")}
        answer = client.post(path, data=typed, headers=BROWSER)
        assert answer.status_code in (303, 422)
    assert all(text not in str(each.proposal) for each in proposals.all())


def test_a_thousand_ticks_should_be_refused(client: TestClient, proposals: Proposals) -> None:
    needs = [each["value"] for each in read(client, "/proposer").all("input")
             if each["name"] == "besoins"]  # fmt: skip
    assert send(client, "/proposer", **NEW, besoins=needs).status_code == 422
    assert proposals.all() == []


def test_pages_should_lead_to_the_form(client: TestClient) -> None:
    for path in ("/", "/a-propos", "/plan-du-site", "/recherche?q=asdkjh"):
        assert "/proposer" in {each["href"] for each in read(client, path).all("a")}
    assert read(client, "/").link(PROPOSE) == "/proposer"
    assert "<loc>http://testserver/proposer</loc>" in client.get("/sitemap-pages.xml").text
