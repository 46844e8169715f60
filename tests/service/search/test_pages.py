"""Pages: what people read, and what a page must never do."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from fastapi.testclient import TestClient

from index.search.likelihood import Certainty
from index.search.results import SearchResult
from index.search.searcher import Searcher
from index.taxonomy.thesaurus import Thesaurus
from service.app import create_app
from service.presentation.messages import (
    NO_RELIABLE_RESULT,
    REMOVE_FILTERS,
    SAY_OTHERWISE,
    SEARCH_EVERYWHERE,
    UP_TO_100_KM,
    WELL_UNDERSTOOD,
    WITHOUT_FILTERS,
)
from service.presentation.templating import EXAMPLES
from service.search.pages import ENTRIES
from service.search.parameters import PARAMETER_LABELS, SearchParameters
from service.settings import Settings
from tests.conftest import DATA
from tests.service.page import HOSTILE, NEED, read, results

PAGES = [
    pytest.param("/", 200, id="home"),
    pytest.param("/recherche?q=ordinateur+smartphone+internet", 200, id="results"),
    pytest.param("/recherche?q=r%C3%A9par%C3%A9+un+smartfone", 200, id="corrected"),
    pytest.param("/recherche?q=asdkjh", 200, id="no result"),
    pytest.param("/recherche?q=", 422, id="at fault"),
    pytest.param("/fiches/clic-pour-tous", 200, id="sheet"),
    pytest.param("/fiches/inconnue", 404, id="unknown sheet"),
    pytest.param("/a-propos", 200, id="about"),
]


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_a_page_should_have_a_language_a_title_and_one_heading(
    client: TestClient, path: str, status: int
) -> None:
    page = read(client, path, status)
    assert page.all("html") == [{"lang": "fr"}]
    assert "OrientESS" in page.title
    assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_a_page_should_run_no_script_but_ours(client: TestClient, path: str, status: int) -> None:
    page = read(client, path, status)
    attributes = {name for _, each in page.tags for name in each}
    assert page.foreign_scripts == []
    assert not [each for each in page.all("script") if "src" in each and "defer" not in each]
    assert not [name for name in attributes if name.startswith("on") or name == "style"]


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_a_page_should_ask_nothing_of_another_site(
    client: TestClient, path: str, status: int
) -> None:
    page = read(client, path, status)
    asked = [
        address
        for tag, each in page.tags
        for name, address in each.items()
        if (name in {"src", "srcset", "data", "action"} or (tag == "link" and name == "href"))
    ]
    ours = [each for each in asked if each.startswith("/") and not each.startswith("//")]
    assert ours
    assert set(asked) - set(ours) == {each for each in asked if each.startswith("data:image/")}


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_every_field_should_have_its_label_and_no_identifier_come_twice(
    client: TestClient, path: str, status: int
) -> None:
    page = read(client, path, status)
    identifiers = [each["id"] for _, each in page.tags if "id" in each]
    described = {name for _, each in page.tags for name in each.get("aria-describedby", "").split()}
    labelled = {each["for"] for each in page.all("label") if "for" in each}
    fields = {each["id"] for each in page.all("input") if each["type"] != "hidden"}
    assert len(identifiers) == len(set(identifiers))
    assert fields == labelled
    assert described <= set(identifiers)


@pytest.mark.parametrize(("path", "status"), PAGES)
def test_every_link_within_the_site_should_answer(
    client: TestClient, path: str, status: int
) -> None:
    page = read(client, path, status)
    links = {
        each["href"] for tag in ("a", "link") for each in page.all(tag) if "hreflang" not in each
    }
    inside = {each for each in links if each.startswith("/")}
    assert len(inside) >= 4
    assert {each: client.get(each).status_code for each in inside} == dict.fromkeys(inside, 200)


def test_the_home_page_should_offer_needs_to_try(client: TestClient) -> None:
    page = read(client, "/")
    needs = [
        parse_qs(urlsplit(each["href"]).query)["q"]
        for each in page.all("a")
        if each["href"].startswith("/recherche?")
    ]
    assert needs == [[example] for example in EXAMPLES]


def test_the_home_page_should_offer_eight_themes_to_choose_from(client: TestClient) -> None:
    themes = [each["href"] for each in read(client, "/").all("a") if "/themes/" in each["href"]]
    assert themes == [f"/themes/{each}" for each in ENTRIES]
    assert len(themes) == 8


def test_the_title_of_results_should_tell_their_number_and_the_need(client: TestClient) -> None:
    page = results(client)
    assert page.title == f"3 résultats pour « {NEED} » – OrientESS"
    assert page.texts("h1") == ["3 résultats"]


def test_a_result_should_show_its_reason_with_the_first_word_marked(client: TestClient) -> None:
    page = results(client, "réparer un smartphone", frais="payant", familles="economie-circulaire")
    assert page.texts("mark") == ["Réparation"]
    assert "Réparation de smartphones" in page.texts("p")


def test_a_word_that_means_the_same_should_be_marked(client: TestClient) -> None:
    page = results(client, "mobile", familles="economie-circulaire")
    assert page.texts("mark") == ["smartphones"]


def test_a_result_should_lead_to_its_sheet(client: TestClient) -> None:
    page = results(client)
    assert urlsplit(page.link("Clic pour tous")).path == "/fiches/clic-pour-tous"


def test_a_result_should_tell_what_helps_to_choose(client: TestClient) -> None:
    page = results(client, "réparer un smartphone", lat=50.5, lon=3.0667)
    assert {"à environ 15 km, 59000 Lille", "Tous publics", "Payant"} <= {*page.texts("li")}
    assert page.link("Appeler le 03 20 00 00 00") == "tel:+33320000000"


def test_without_an_encoder_the_page_should_say_that_it_is_less_complete(
    client: TestClient,
) -> None:
    note = "Recherche par les mots seulement : les résultats sont moins complets."
    assert note in results(client).texts("p")


def test_a_correction_should_be_told_with_a_way_back_to_the_words_typed(
    client: TestClient,
) -> None:
    page = results(client, "réparé un smartfone", frais="payant")
    assert page.title.startswith("2 résultats pour « réparé un smartphone »")
    assert page.field("q")["value"] == "réparé un smartfone"
    back = page.link("Chercher mes mots exacts")
    assert parse_qs(urlsplit(back).query) == {
        "q": ["réparé un smartfone"],
        "exact": ["True"],
        "frais": ["payant"],
    }
    assert "Chercher mes mots exacts" not in read(client, back).html


def test_when_nothing_answers_the_page_should_say_it_and_help(client: TestClient) -> None:
    page = results(client, "asdkjh")
    assert page.title == "Aucun résultat fiable pour « asdkjh » – OrientESS"
    assert page.texts("h1") == [NO_RELIABLE_RESULT]
    assert {SAY_OTHERWISE, "Parler à quelqu'un"} <= set(page.texts("h2"))
    assert page.link("39 39") == "tel:3939"
    assert page.all("ol") == []


def test_when_nothing_answers_there_a_wider_search_should_be_offered(client: TestClient) -> None:
    page = results(client, "asdkjh", lieu="Lille", frais="gratuit")
    assert parse_qs(urlsplit(page.link(UP_TO_100_KM)).query)["distance"] == ["100"]
    assert parse_qs(urlsplit(page.link(SEARCH_EVERYWHERE)).query) == {
        "q": ["asdkjh"],
        "frais": ["gratuit"],
        "partout": ["True"],
    }
    assert parse_qs(urlsplit(page.link(WITHOUT_FILTERS)).query) == {
        "q": ["asdkjh"],
        "lieu": ["Lille"],
    }


def test_what_was_understood_and_chosen_should_be_taken_away_one_by_one(
    client: TestClient,
) -> None:
    page = results(client, "réparer un smartphone à Lille", frais=["payant", "gratuit"])
    without = {said: parse_qs(urlsplit(to).query) for said, to in page.chips.items()}
    assert list(without) == ["Lieu : Lille (59)", "Filtre : Payant", "Filtre : Gratuit"]
    assert without["Lieu : Lille (59)"]["partout"] == ["True"]
    assert without["Filtre : Payant"]["frais"] == ["gratuit"]
    assert results(client, "réparer un smartphone").chips == {}


def test_taking_a_filter_away_should_lead_back_to_the_first_page(client: TestClient) -> None:
    page = results(client, ouvert=True, frais="payant", page=2)
    pages = [parse_qs(urlsplit(to).query).get("page") for to in page.chips.values()]
    assert list(page.chips) == ["Filtre : Payant", "Filtre : Ouvert maintenant"]
    assert pages == [None, None]


def test_results_near_a_place_should_be_sorted_by_what_is_chosen(client: TestClient) -> None:
    page = results(client, NEED, lieu="Lyon", tri="distance", partout=False)
    chosen = [each["value"] for each in page.all("input") if "checked" in each]
    assert chosen == ["distance"]
    assert "Trier par" in page.texts("legend")
    assert "Trier par" not in results(client).texts("legend")


def test_filters_should_keep_what_was_chosen_and_the_place(client: TestClient) -> None:
    place = {"lat": 50.63, "lon": 3.06, "distance": 30, "exact": True}
    page = results(client, NEED, frais=["gratuit", "payant"], type="structure", page=2, **place)
    assert page.values == {
        "q": [NEED],
        "lat": ["50.63"],
        "lon": ["3.06"],
        "distance": ["30.0"],
        "exact": ["True"],
        "frais": ["gratuit", "payant"],
        "type": ["structure"],
        "tri": ["pertinence"],
    }


def test_filters_should_be_removable_all_at_once(client: TestClient) -> None:
    page = results(client, frais="gratuit", type="programme", lat=50.63, lon=3.06)
    address = page.link(REMOVE_FILTERS)
    assert parse_qs(urlsplit(address).query) == {"q": [NEED], "lat": ["50.63"], "lon": ["3.06"]}
    assert REMOVE_FILTERS not in results(client).texts("a")


def test_a_filter_should_show_its_label_and_how_many_it_keeps(client: TestClient) -> None:
    assert "Gratuit (1)" in results(client).texts("label")


def test_a_filter_that_leaves_nothing_should_still_be_shown(client: TestClient) -> None:
    page = results(client, frais="gratuit-sous-condition")
    assert page.texts("h1") == ["Aucun résultat avec ces filtres"]
    assert page.values["frais"] == ["gratuit-sous-condition"]


@pytest.mark.parametrize(
    ("page", "links"),
    [(1, {"Page suivante": 2}), (2, {"Page précédente": None, "Page suivante": 3})],
)
def test_pages_should_lead_to_the_ones_before_and_after(
    client: TestClient, page: int, links: dict[str, int | None]
) -> None:
    shown = results(client, size=1, page=page, modes_accueil=["a-distance", "en-presentiel"])
    assert f"Page {page} sur 3" in shown.texts("span")
    for text, number in links.items():
        query = parse_qs(urlsplit(shown.link(text)).query)
        assert query.get("page") == (None if number is None else [str(number)])
        assert query["modes_accueil"] == ["a-distance", "en-presentiel"]


def test_the_last_page_should_say_where_it_is_and_number_on(client: TestClient) -> None:
    page = results(client, size=1, page=3)
    assert page.title == f"3 résultats pour « {NEED} », page 3 – OrientESS"
    assert page.all("ol") == [{"class": "hits"}]
    assert [each["value"] for each in page.all("li") if "value" in each] == ["3"]
    assert "Page suivante" not in page.texts("a")


def test_results_on_one_page_should_show_no_pages(client: TestClient) -> None:
    assert "Pages de résultats" not in results(client).html


def test_a_radius_that_was_widened_should_be_told(client: TestClient) -> None:
    page = results(client, "réparer un smartphone", lat=50.43, lon=2.83, distance=10)
    assert "Rien à moins de 10 km : recherche élargie à 50 km." in page.texts("p")


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({}, "Écrivez votre besoin."),
        ({"q": ""}, "Écrivez votre besoin."),
        ({"q": "   "}, "Écrivez votre besoin avec quelques mots."),
        ({"q": "ordi <b>", "page": "x"}, "Page : un nombre entier est attendu."),
        ({"q": "ordi <b>", "frais": "cher"}, "Prix : ce choix n'existe pas."),
        ({"q": "ordi <b>", "modes_accueil": ["x"] * 31}, "Comment : au plus 30 valeurs."),
        ({"q": "ordi <b>", "distance": "0"}, "Distance : au moins 1."),
        ({"q": "ordi <b>", "size": "51"}, "Résultats par page : au plus 50."),
        ({"q": "ordi <b>", "lat": "50"}, "Donnez la latitude et la longitude"),
        ({"q": "a" * 301}, "Votre besoin : au plus 300 caractères."),
    ],
    ids=str,
)
def test_a_page_at_fault_should_say_what_to_mend_and_keep_what_was_typed(
    client: TestClient, parameters: dict[str, object], message: str
) -> None:
    page = read(client, "/recherche", 422, **parameters)
    field = page.field("q")
    assert page.title.startswith("À corriger – ")
    assert [each for each in page.texts("p") if message in each]
    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"] == "erreur"
    assert field["value"] == str(parameters.get("q", ""))[:300]


def test_every_parameter_should_have_a_name_for_people() -> None:
    assert set(PARAMETER_LABELS) == set(SearchParameters.model_fields)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/recherche?q=velo", "/recherche?q=", "/recherche", "/fiches/clic-pour-tous",
        "/fiches/inconnue", "/a-propos", "/robots.txt", "/static/style.css", "/nulle-part",
        "/api/v1/search?q=velo", "/api/v1/search", "/api/v1/actors/clic-pour-tous",
        "/api/v1/actors/inconnue", "/api/v1/facets", "/api/openapi.json",
        "/sante", "/pret", "/version",
    ],
)  # fmt: skip
def test_a_head_should_be_answered_as_a_get_without_its_body(client: TestClient, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert (head.status_code, head.headers["Content-Type"]) == (
        get.status_code,
        get.headers["Content-Type"],
    )
    assert get.status_code != 405
    assert head.content == b""


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
def test_search_engines_should_be_told_in_text_to_leave_the_api_alone(
    client: TestClient, accept: str
) -> None:
    answer = client.get("/robots.txt", headers={"accept": accept})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    rules = RobotFileParser()
    rules.parse(answer.text.splitlines())
    read = ("/", "/en/", "/fiches/x", "/themes/equipement", "/carte", "/aidant", "/missions")
    unread = (
        "/api/v1/search?q=velo", "/recherche?q=velo", "/en/recherche?q=velo", "/carte?q=velo",
        "/aidant?q=velo", "/en/competences/resultat?g=planifier",
    )  # fmt: skip
    assert [path for path in read if not rules.can_fetch("*", path)] == []
    assert [path for path in unread if rules.can_fetch("*", path)] == []


def test_the_marks_of_a_campaign_should_be_ignored(client: TestClient) -> None:
    page = results(client, utm_source="lettre", fbclid="x")
    assert page.texts("h1") == ["3 résultats"]
    ours = [each["href"] for each in page.all("a") if each.get("hreflang") is None]
    assert not [each for each in ours if "utm_source" in each]


def test_hostile_words_should_be_shown_as_words(client: TestClient) -> None:
    page = results(client, f'{HOSTILE} "><b>ordinateur')
    assert page.foreign_scripts == page.all("b")[1:] == []
    assert page.field("q")["value"] == f'{HOSTILE} "><b>ordinateur'


def test_the_page_about_should_tell_what_is_served(client: TestClient) -> None:
    text = " ".join(read(client, "/a-propos").texts("p"))
    version = client.get("/version").json()
    assert "Il compte 5 fiches." in text
    assert version["index"] in text


def test_without_an_index_the_home_page_should_still_answer(tmp_path: Path) -> None:
    client = TestClient(create_app(Settings(var=tmp_path, use_encoder=False)))
    assert read(client, "/").texts("h1") == ["Le numérique solidaire, près de vous et à distance"]


@pytest.mark.parametrize(
    ("total", "sentence"),
    [
        (1, "Au moins 1 résultat"),
        (7, "Au moins 7 résultats"),
        (2037, "Plus de 2 000 résultats"),
    ],
)
@pytest.mark.parametrize("path", ["/recherche", "/aidant", "/carte", "/widget"])
def test_a_total_that_is_not_exact_should_be_told_as_the_least_there_is(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, path: str, total: int, sentence: str
) -> None:
    answer = Searcher._answer

    def bounded(*arguments: Any) -> SearchResult:
        return replace(answer(*arguments), total=total, total_exact=False)

    monkeypatch.setattr(Searcher, "_answer", bounded)
    page = read(client, f"{path}?{urlencode({'q': NEED})}")
    assert any(sentence in text for tag in ("h1", "h2", "p") for text in page.texts(tag))
    assert (sentence in page.title) == (path != "/carte")
    assert not re.search(r"Page \d+ sur ", page.html)


def test_results_that_are_all_known_should_be_counted(client: TestClient) -> None:
    page = read(client, f"/recherche?{urlencode({'q': NEED})}")
    assert page.texts("h1") == ["3 résultats"]


@pytest.fixture
def asked_back(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make every search unsure of what is meant; the labels of the needs that it may express."""
    thesaurus = Thesaurus.read(DATA / "needs.jsonl")
    read_as = [need for need in thesaurus.needs if "--" in need][:3]
    answer = Searcher._answer

    def unsure(*arguments: Any) -> SearchResult:
        found = answer(*arguments)
        return replace(found, certainty=Certainty.MAYBE, readings=tuple(read_as))

    monkeypatch.setattr(Searcher, "_answer", unsure)
    return [thesaurus.label(need) for need in read_as]


@pytest.mark.parametrize("path", ["/recherche", "/aidant"])
def test_in_doubt_a_page_should_ask_what_is_meant(
    path: str, client: TestClient, asked_back: list[str]
) -> None:
    page = read(client, path, q="ordinateur smartphone")
    assert page.texts("h2")[0] == str(WELL_UNDERSTOOD)
    asked = [parse_qs(urlsplit(page.link(label)).query)["q"] for label in asked_back]
    assert asked == [[label] for label in asked_back]


def test_a_sure_answer_should_ask_nothing(client: TestClient) -> None:
    page = read(client, "/recherche", q="ordinateur smartphone internet")
    assert str(WELL_UNDERSTOOD) not in page.texts("h2")
