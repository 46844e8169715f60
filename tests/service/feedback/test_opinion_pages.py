"""Pages to say whether what was found is useful: two buttons, thanks, and words if wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from index.search.query import Query
from index.search.results import SearchResult
from index.search.searcher import Searcher
from service.app import create_app
from service.feedback.opinions import LIMITS, MAX_WORDS_CHARS, Feedback, Opinion
from service.presentation.forms import until_tomorrow_s
from service.presentation.messages import BACK_TO_RECORD, REPORT_ERROR
from service.search.dependencies import counted_search
from service.settings import Settings
from service.storage.sqlite_store import SqliteStore
from tests.service.page import BROWSER, HOSTILE, Page, read, results
from tests.service.services import replace_services

RECORD, NEED = "clic-pour-tous", "demarches--impots"
LABEL = "Déclarer ses impôts en ligne"
THANKS = f"/avis/merci?avis=utile&fiche={RECORD}&besoin={NEED}"
CLICK = {"avis": "utile", "fiche": RECORD, "besoin": NEED}


@pytest.fixture(scope="module")
def opened(settings: Settings) -> Iterator[TestClient]:
    """A client of the service, opened once."""
    with TestClient(create_app(settings), follow_redirects=False) as client:
        yield client


@pytest.fixture
def box(tmp_path: Path) -> Feedback:
    return Feedback(SqliteStore(tmp_path / "store.sqlite3"))


@pytest.fixture
def client(opened: TestClient, box: Feedback) -> TestClient:
    """A client of the service, over a store of its own."""
    replace_services(opened.app, {Feedback: box})
    return opened


@pytest.fixture
def classified(client: TestClient, searcher: Searcher) -> Iterator[TestClient]:
    """A client of a service that is sure of the need that is asked for."""

    def search(query: Query) -> SearchResult:
        return replace(searcher.search(query), needs=(NEED,), margin=0.3)

    overrides = cast(FastAPI, client.app).dependency_overrides
    overrides[counted_search] = lambda: search
    yield client
    del overrides[counted_search]


def send(client: TestClient, path: str = "/avis", site: str = "", **typed: str) -> Any:
    """Send a form as a browser does."""
    headers = BROWSER | ({"sec-fetch-site": site} if site else {})
    return client.post(path, data=typed, headers=headers)


def sent_by(page: Page, action: str) -> dict[str, str]:
    """The hidden fields of a page whose only other form is that of the search."""
    assert {"method": "post", "action": action}.items() <= page.all("form")[-1].items()
    return {
        each["name"]: each["value"]
        for each in page.all("input")
        if each["type"] == "hidden" and each["name"] in CLICK
    }


def kept(box: Feedback) -> list[tuple[str, str, bool, str]]:
    """What was kept of opinions."""
    return [(each.record, each.need, each.useful, each.words) for each in box.all()]


def question(page: Page) -> str:
    """The question that the form of opinions asks."""
    named = [each for each in page.all("form") if each.get("action", "").endswith("/avis")]
    query = [each.get("aria-labelledby") for each in named]
    texts = dict(zip([each.get("id") for each in page.all("p")], page.texts("p"), strict=True))
    return texts[query[0]] if query else ""


def test_results_should_ask_once_whether_they_help(classified: TestClient) -> None:
    page = results(classified)
    assert question(page) == "Ces résultats vous sont-ils utiles ?"
    buttons = [each for each in page.all("button") if each.get("name") == "avis"]
    assert [each["value"] for each in buttons] == ["utile", "pas-utile"]
    assert {"Utile", "Pas utile"} <= set(page.texts("button"))
    assert page.field("besoin")["value"] == NEED


def test_a_sheet_reached_from_a_search_should_ask_whether_it_answers(
    classified: TestClient,
) -> None:
    matches = results(classified, "démarches")
    address = next(each["href"] for each in matches.all("a") if f"/fiches/{RECORD}" in each["href"])
    assert parse_qs(urlsplit(address).query) == {"q": ["démarches"], "besoin": [NEED]}
    page = read(classified, address)
    assert question(page) == "Cette fiche vous est-elle utile ?"
    assert (page.field("fiche")["value"], page.field("besoin")["value"]) == (RECORD, NEED)


def test_the_list_of_helpers_should_lead_to_the_same_question(classified: TestClient) -> None:
    addresses = [each["href"] for each in read(classified, "/aidant?q=démarches").all("a")]
    assert [each for each in addresses if "/fiches/" in each and f"besoin={NEED}" in each]


def test_a_form_should_never_hold_the_text_of_the_search(classified: TestClient) -> None:
    for page in (results(classified), read(classified, f"/fiches/{RECORD}?q=smartphone")):
        html = page.html
        form = html[html.index('action="/avis"') : html.rindex("</form>")]
        assert "smartphone" not in form.partition("</form>")[0]


def test_a_need_that_is_unsure_or_unknown_should_not_be_sent(client: TestClient) -> None:
    for page in (
        results(client),
        read(client, f"/fiches/{RECORD}?q=impots&besoin=inconnu"),
    ):
        assert "besoin" not in {each.get("name") for each in page.all("input")}


def test_a_sheet_that_no_search_led_to_should_ask_nothing(client: TestClient) -> None:
    assert question(read(client, f"/fiches/{RECORD}")) == ""


def test_no_result_should_ask_nothing(client: TestClient) -> None:
    assert question(results(client, "asdkjh")) == ""


@pytest.mark.parametrize(("avis", "useful"), [("utile", True), ("pas-utile", False)])
def test_a_click_should_be_kept_and_thanked_for(
    client: TestClient, box: Feedback, avis: str, useful: bool
) -> None:
    answer = send(client, **CLICK | {"avis": avis})
    assert answer.status_code == 303
    assert kept(box) == [(RECORD, NEED, useful, "")]
    page = read(client, answer.headers["location"])
    assert page.texts("h1") == ["Merci pour votre avis"]
    assert page.link(BACK_TO_RECORD) == f"/fiches/{RECORD}"
    assert (REPORT_ERROR in page.texts("a")) is not useful
    assert page.foreign_scripts == []


def test_a_click_on_a_list_should_be_kept_without_a_record(
    client: TestClient, box: Feedback
) -> None:
    answer = send(client, avis="pas-utile", besoin=NEED)
    assert kept(box) == [("", NEED, False, "")]
    phrase = read(client, answer.headers["location"]).texts("p")
    assert "Pour revoir vos résultats, revenez en arrière avec votre navigateur." in phrase


def test_what_is_kept_should_be_told_before_words_are_asked_for(client: TestClient) -> None:
    page = read(client, THANKS)
    text = " ".join([*page.texts("p"), *page.texts("span")])
    assert f"le besoin compris : « {LABEL} »" in text.replace("\xa0", " ").replace("\u202f", " ")
    assert "Ce texte sera gardé." in text
    assert "N'écrivez ni nom, ni numéro" in text
    assert page.texts("label") == ["Que cherchiez-vous, avec vos mots ? facultatif"]
    assert page.all("textarea")[0]["aria-describedby"] == "conseil limite"


def test_words_should_complete_the_click(client: TestClient, box: Feedback) -> None:
    page = read(client, send(client, **CLICK).headers["location"])
    fields = sent_by(page, "/avis/mots")
    assert fields == CLICK
    answer = send(client, "/avis/mots", **fields, mots="payer mes impôts")
    assert answer.status_code == 303
    assert kept(box) == [(RECORD, NEED, True, "payer mes impôts")]
    done = read(client, answer.headers["location"])
    assert done.texts("h1") == ["Merci"]
    assert "Vos mots sont gardés. L'équipe du site les lira." in done.texts("p")


@pytest.mark.parametrize("words", ["", " … ", "x" * (MAX_WORDS_CHARS + 1), f"\ufdfa{HOSTILE}" * 9])
def test_words_to_mend_should_come_back_as_typed(
    client: TestClient, box: Feedback, words: str
) -> None:
    answer = send(client, "/avis/mots", **CLICK, mots=words)
    page = Page(answer.text)
    assert answer.status_code == 422
    assert page.title.startswith("Erreur – ")
    assert page.texts("textarea") == [" ".join(words.split())]
    assert page.all("textarea")[0]["aria-describedby"] == "erreur conseil limite"
    assert page.foreign_scripts == []
    assert sent_by(page, "/avis/mots") == CLICK
    assert box.all() == []


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"avis": "peut-etre", "fiche": RECORD}, 422),
        ({"fiche": RECORD}, 422),
        ({"avis": "utile", "fiche": "inconnue"}, 404),
    ],
)
@pytest.mark.parametrize("path", ["/avis", "/avis/mots"])
def test_an_opinion_on_nothing_that_exists_should_be_refused(
    client: TestClient, box: Feedback, path: str, typed: dict[str, str], status: int
) -> None:
    assert send(client, path, **typed).status_code == status
    assert box.all() == []


def test_a_need_that_the_thesaurus_lacks_should_be_forgotten(
    client: TestClient, box: Feedback
) -> None:
    assert send(client, **CLICK | {"besoin": "inconnu"}).status_code == 303
    assert kept(box) == [(RECORD, "", True, "")]


@pytest.mark.parametrize("path", ["/avis", "/avis/mots"])
def test_another_site_should_not_send_opinions(
    client: TestClient, box: Feedback, path: str
) -> None:
    answer = send(client, path, site="cross-site", **CLICK, mots="mots")
    assert answer.status_code == 403
    assert Page(answer.text).texts("h1") == ["Accès refusé"]
    assert "Cet envoi vient d'un autre site." in Page(answer.text).texts("p")[0]
    assert box.all() == []


def test_pages_in_english_should_stay_in_english(client: TestClient) -> None:
    answer = send(client, "/en/avis", **CLICK)
    assert answer.headers["location"] == f"/en{THANKS}"
    page = read(client, answer.headers["location"])
    assert sent_by(page, "/en/avis/mots") == CLICK


def test_a_flood_should_be_told(client: TestClient, box: Feedback) -> None:
    for _ in range(LIMITS.a_subject):
        box.add(Opinion(RECORD, NEED, useful=True, words="dit"))
    for path, words in (("/avis", ""), ("/avis/mots", "mes mots")):
        answer = send(client, path, **CLICK, mots=words)
        page = Page(answer.text)
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= until_tomorrow_s() + 60
        assert page.texts("h1") == ["Avis non gardé"]
        assert page.texts("textarea") == ([words] if words else [])


def test_a_store_that_fails_should_be_reported_and_keep_what_was_typed(
    client: TestClient, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "store.sqlite3").mkdir()
    answer = send(client, "/avis/mots", **CLICK, mots="mots-temoins")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "300"
    assert Page(answer.text).texts("textarea") == ["mots-temoins"]
    assert "mots-temoins" not in caplog.text
