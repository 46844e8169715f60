"""Pages to report a mistake: a form that works without a script, and keeps what was typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.app import create_app
from service.feedback.reports import (
    FROM_AN_ADDRESS,
    LIKELY,
    LIMITS,
    MAX_COMMENT,
    REASONS,
    SECTIONS,
    Report,
    Reports,
    StoredReport,
)
from service.presentation.forms import until_tomorrow_s
from service.presentation.messages import BACK_TO_RECORD, REPORT_ERROR
from service.settings import Settings
from service.storage.sqlite_store import SqliteStore
from tests.service.page import BROWSER, HOSTILE, Page, read
from tests.service.services import replace_services

FORM = "/fiches/clic-pour-tous/signaler"
TYPED = {"raison": "contact", "rubrique": "contact", "commentaire": "Le numéro a changé."}


@pytest.fixture
def desk(tmp_path: Path) -> Reports:
    return Reports(SqliteStore(tmp_path / "store.sqlite3"))


@pytest.fixture(scope="module")
def opened(settings: Settings) -> Iterator[TestClient]:
    """A client of the service, opened once."""
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


@pytest.fixture
def client(opened: TestClient, desk: Reports) -> TestClient:
    """A client of the service, over a store of its own."""
    replace_services(opened.app, {Reports: desk})
    return opened


def send(client: TestClient, path: str = FORM, site: str = "", **typed: str) -> Any:
    """Send the form as a browser does."""
    headers = BROWSER | ({"sec-fetch-site": site} if site else {})
    return client.post(path, data=typed, headers=headers)


def test_the_form_should_offer_every_reason_under_one_question(client: TestClient) -> None:
    page = read(client, FORM)
    radios = [each["value"] for each in page.all("input") if each["type"] == "radio"]
    assert radios == list(REASONS)
    assert page.texts("legend") == ["Qu'est-ce qui ne va pas ?"]
    assert page.texts("label")[: len(REASONS)] == list(REASONS.values())
    assert page.texts("h1") == [REPORT_ERROR]
    assert "Clic pour tous" in page.title


def test_the_form_should_ask_for_nothing_about_people(client: TestClient) -> None:
    phrase = "N'écrivez aucune information sur une personne. Ce texte sera lu par l'équipe du site."
    assert phrase in read(client, FORM).texts("span")


def test_the_part_of_the_sheet_should_be_that_of_the_address(client: TestClient) -> None:
    page = read(client, f"{FORM}?rubrique=contact")
    assert page.field("rubrique") == {"type": "hidden", "name": "rubrique", "value": "contact"}
    assert page.all("select") == []


@pytest.mark.parametrize(
    ("section", "chosen"),
    [("cout", ["prix"]), ("contact", ["contact"]), ("lieu", []), ("inconnue", []), ("", [])],
)
def test_the_likeliest_reason_should_be_chosen_from_the_part_of_the_sheet(
    client: TestClient, section: str, chosen: list[str]
) -> None:
    page = read(client, FORM, rubrique=section)
    assert [each["value"] for each in page.all("input") if "checked" in each] == chosen


def test_every_likely_reason_should_be_offered() -> None:
    assert set(LIKELY) <= set(SECTIONS)
    assert set(LIKELY.values()) <= set(REASONS)


@pytest.mark.parametrize("address", [FORM, f"{FORM}?rubrique=inconnue"])
def test_the_part_of_the_sheet_should_be_chosen_when_it_is_not_known(
    client: TestClient, address: str
) -> None:
    page = read(client, address)
    assert [each["value"] for each in page.all("option")] == ["", *SECTIONS]


def test_the_form_should_run_no_script_and_label_its_fields(client: TestClient) -> None:
    page = read(client, FORM)
    typed = {each["id"] for tag in ("select", "textarea") for each in page.all(tag)}
    fields = typed | {each["id"] for each in page.all("input") if each["type"] != "hidden"}
    assert page.all("script") == []
    assert fields == {each["for"] for each in page.all("label") if "for" in each}
    assert page.all("form") == [{"method": "post", "action": FORM}]


def test_the_form_in_english_should_stay_in_english(client: TestClient) -> None:
    page = read(client, f"/en{FORM}")
    assert page.all("form")[0]["action"] == f"/en{FORM}"
    assert send(client, f"/en{FORM}", **TYPED).headers["location"] == f"/en{FORM}/merci"


def test_a_report_should_be_kept_and_thanked_for(client: TestClient, desk: Reports) -> None:
    answer = send(client, **TYPED)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{FORM}/merci")
    assert desk.all() == [
        StoredReport(
            1, str(date.today()), "clic-pour-tous", "contact", "contact", TYPED["commentaire"],
            "nouveau",
        )
    ]  # fmt: skip
    page = read(client, answer.headers["location"])
    assert page.texts("h1") == ["Merci"]
    assert page.link(BACK_TO_RECORD) == "/fiches/clic-pour-tous"


def test_a_report_may_have_a_reason_alone(client: TestClient, desk: Reports) -> None:
    assert send(client, raison="disparu").status_code == 303
    assert desk.all()[0].comment == desk.all()[0].section == ""


def test_a_report_without_reason_should_come_back_with_what_was_typed(
    client: TestClient, desk: Reports
) -> None:
    answer = send(client, rubrique="lieu", commentaire=f"Fermé {HOSTILE}")
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.all("fieldset") == [{"aria-describedby": "erreur"}]
    assert page.title.startswith("Erreur – ")
    assert "Choisissez une réponse dans cette liste." in page.texts("p")
    assert page.texts("textarea") == [f"Fermé {HOSTILE}"]
    assert page.field("rubrique")["value"] == "lieu"
    assert desk.all() == []


def test_a_comment_too_long_should_come_back_with_its_reason(
    client: TestClient, desk: Reports
) -> None:
    answer = send(client, raison="autre", commentaire="x" * (MAX_COMMENT + 1))
    page = Page(answer.text)
    checked = [each["value"] for each in page.all("input") if "checked" in each]
    assert answer.status_code == 422
    assert checked == ["autre"]
    assert page.all("textarea")[0]["aria-invalid"] == "true"
    assert page.all("textarea")[0]["aria-describedby"] == "erreur conseil limite"
    assert "Le texte fait 501 caractères ; 500 au plus." in page.texts("p")
    assert desk.all() == []


@pytest.mark.parametrize("path", ["signaler", "signaler/merci"])
def test_an_unknown_record_should_not_be_found(client: TestClient, path: str) -> None:
    read(client, f"/fiches/inconnue/{path}", 404)


def test_a_report_on_an_unknown_record_should_be_refused(client: TestClient, desk: Reports) -> None:
    assert send(client, "/fiches/inconnue/signaler", raison="autre").status_code == 404
    assert desk.all() == []


def test_another_site_should_not_send_reports(client: TestClient, desk: Reports) -> None:
    answer = send(client, site="cross-site", **TYPED)
    assert answer.status_code == 403
    assert Page(answer.text).texts("h1") == ["Accès refusé"]
    assert "Cet envoi vient d'un autre site." in Page(answer.text).texts("p")[0]
    assert desk.all() == []


@pytest.mark.parametrize("site", ["same-origin", "same-site", "none", ""])
def test_our_own_pages_should_send_reports(client: TestClient, site: str) -> None:
    assert send(client, site=site, **TYPED).status_code == 303


def test_a_flood_should_be_told_and_keep_what_was_typed(client: TestClient, desk: Reports) -> None:
    for _ in range(LIMITS.a_subject):
        desk.add(Report("clic-pour-tous", "autre"))
    answer = send(client, **TYPED)
    page = Page(answer.text)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= until_tomorrow_s() + 60
    refused = "Votre message n'a pas été gardé. Cette fiche a déjà reçu 15 messages aujourd'hui."
    assert [each for each in page.texts("p") if each.startswith(refused)]
    assert page.texts("textarea") == [TYPED["commentaire"]]


def test_a_store_that_fails_should_be_reported_and_keep_what_was_typed(
    client: TestClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "store.sqlite3").mkdir()
    answer = send(client, **TYPED)
    page = Page(answer.text)
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "300"
    assert [each for each in page.texts("p") if "n'a pas pu être gardé" in each]
    assert page.texts("textarea") == [TYPED["commentaire"]]
    assert TYPED["commentaire"] not in caplog.text


def test_one_address_should_not_close_a_record(settings: Settings, desk: Reports) -> None:
    """Twenty reports close a record for a day: nobody sends them all."""
    counted = settings.model_copy(update={"quota_per_minute": 10_000})
    with TestClient(create_app(counted), follow_redirects=False) as client:
        replace_services(client.app, {Reports: desk})
        sent = [send(client, **TYPED).status_code for _ in range(FROM_AN_ADDRESS + 1)]
        assert sent == [303] * FROM_AN_ADDRESS + [429]
        refused = send(client, **TYPED)
        assert [each for each in Page(refused.text).texts("p") if "sont venus d'ici" in each]
        assert int(refused.headers["Retry-After"]) > 0
        assert send(client, "/fiches/emmaus/signaler", raison="autre").status_code in {303, 404}
    assert LIMITS.for_forms().a_subject > FROM_AN_ADDRESS
