"""The page of figures: what it says when there is nothing, little or plenty to publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import product

import pytest
from fastapi.testclient import TestClient

from index.artefact import census
from index.artefact.census import Census
from index.maps.boundaries import read_boundaries
from index.records.evidence import Age
from service.app import create_app
from service.settings import Settings
from service.statistics import pages
from service.statistics.counters import Counters
from service.storage.sqlite_store import SqliteStore
from service.storage.store import Store
from tests.conftest import ROOT, make_actor, make_thesaurus, months_ago
from tests.service.page import Page, read
from tests.service.services import replace_services

PATH = "/statistiques"
OUTLINES = read_boundaries(ROOT / "data" / "contours.json")
NOTHING = "Pas encore assez de recherches pour publier un chiffre."
SHARES = {"59": (19, 1), "2A": (9, 2), "69": (4, 1), "974": (1, 1)}
"""Département -> answered and unanswered, in tens: 5 %, 18 %, 20 % and 50 % without answer."""


@pytest.fixture(scope="module")
def opened(settings: Settings) -> Iterator[TestClient]:
    """A client of the service, opened once."""
    with TestClient(create_app(settings)) as client:
        yield client


@pytest.fixture
def client(opened: TestClient, store: Store) -> TestClient:
    """A client of the service, over a store of its own."""
    replace_services(opened.app, {Counters: Counters(store)})
    return opened


@pytest.fixture
def searched(store: Store) -> None:
    """Searches of a quarter of 2020: themes everywhere, départements of every class."""
    counting = Counters(store, lambda: date(2020, 5, 1))
    for theme in ("", "equipement", "bases"):
        for code, (answered, unanswered) in (SHARES | {"": (5, 5)}).items():
            for outcome, tens in ((True, answered), (False, unanswered)):
                for _ in range(10 * tens):
                    counting.add(theme, code, outcome)
    counting.flush()


def rows(page: Page) -> list[str]:
    """The rows of the tables, their cells parted by spaces."""
    return Page(page.html.replace("</t", " </t")).texts("tr")


def test_a_fresh_service_should_say_that_there_is_nothing_to_publish(client: TestClient) -> None:
    page = read(client, PATH)
    assert page.texts("h1") == ["Statistiques"]
    assert page.notes == [NOTHING]
    ages = "Par âge de la preuve la plus récente"
    assert page.texts("caption") == ["Par domaine", ages, "Par territoire"]
    assert "figure" not in {tag for tag, _ in page.tags}


def test_searches_of_today_should_not_be_told_yet(client: TestClient, store: Store) -> None:
    counting = Counters(store)
    for _ in range(100):
        counting.add("equipement", "59", True)
    counting.flush()
    assert read(client, PATH).notes == [NOTHING]


def test_the_page_should_say_what_is_counted_and_what_is_not(client: TestClient) -> None:
    phrase = read(client, PATH).texts("li")
    assert {"Le thème du besoin.", "Le mois.", "Les mots de votre besoin."} <= set(phrase)


@pytest.mark.usefixtures("searched")
def test_themes_should_be_told_with_their_share_without_answer(client: TestClient) -> None:
    page = read(client, PATH)
    assert page.notes == []
    assert page.texts("dd")[:3] == ["2e trimestre 2020", "1 440", "21 %"]
    text = ("Apprendre les bases 480 21 %", "Autres thèmes, ou thème non compris 480 non publié")
    assert set(text) <= set(rows(page))


@pytest.mark.usefixtures("searched")
def test_places_where_a_theme_is_most_looked_for_should_be_told(client: TestClient) -> None:
    visible = "S'équiper Nord (200), Corse-du-Sud (110), Rhône (50)"
    assert visible in rows(read(client, PATH))


@pytest.mark.usefixtures("searched")
def test_the_map_should_tell_classes_by_colour_pattern_and_words(client: TestClient) -> None:
    page = read(client, PATH)
    assert page.texts("title")[-4:] == [
        "Nord, 5 %",
        "Corse-du-Sud, 18 %",
        "Rhône, 20 %",
        "La Réunion, 50 %",
    ]
    groups = {each["class"]: each.get("fill") for each in page.all("g")}
    assert groups == {
        "no-level": None,
        "level-0": None,
        "level-1": "url(#hachures-1)",
        "level-2": "url(#hachures-2)",
        "level-3": None,
    }
    legend = page.texts("li")
    for words in pages.CLASSES.values():
        assert str(words) in legend


@pytest.mark.usefixtures("searched")
def test_the_table_should_tell_what_the_map_shows(client: TestClient) -> None:
    text = ("Nord 600 5 %", "Corse-du-Sud 330 18 %", "Rhône 150 20 %", "La Réunion 60 50 %")
    others = "Autres départements, ou lieu non compris 300 non publié"
    assert {*text, others} <= set(rows(read(client, PATH)))


@pytest.mark.usefixtures("searched")
def test_the_page_should_keep_the_licence_of_the_outlines(client: TestClient) -> None:
    assert OUTLINES.source in read(client, PATH).texts("p")


@pytest.mark.usefixtures("searched")
def test_the_page_should_have_no_script_nor_style_of_its_own(client: TestClient) -> None:
    page = read(client, PATH)
    identifiers = [each["id"] for _, each in page.tags if "id" in each]
    assert page.all("script") == page.all("style") == []
    assert not [each for _, each in page.tags if "style" in each]
    assert len(identifiers) == len(set(identifiers))


@pytest.mark.usefixtures("searched")
def test_the_page_in_english_should_write_numbers_as_english_does(client: TestClient) -> None:
    assert read(client, f"/en{PATH}").texts("dd")[:2] == ["2nd quarter 2020", "1,440"]


def test_lines_without_a_share_should_say_so(client: TestClient, store: Store) -> None:
    counting = Counters(store, lambda: date(2020, 5, 1))
    for code, _ in product(("59", ""), range(30)):
        counting.add("equipement", code, True)
    for _ in range(12):
        counting.add("", "", True)
    counting.flush()
    page = read(client, PATH)
    assert "S'équiper 60 non publié" in rows(page)
    assert "figure" not in {tag for tag, _ in page.tags}
    folded = [each for each in page.all("details") if each["class"] != "languages"]
    assert folded == [{"class": "more", "open": ""}]


def test_a_store_that_fails_should_leave_the_catalogue(
    opened: TestClient, file_store: SqliteStore
) -> None:
    replace_services(opened.app, {Counters: Counters(file_store)})
    client = opened
    file_store.path.mkdir()
    page = read(client, PATH)
    assert page.notes == [
        "Les chiffres des besoins ne peuvent pas être lus en ce moment. Revenez plus tard."
    ]
    assert "Par domaine" in page.texts("caption")


def test_the_catalogue_should_be_counted_by_family_and_territory(client: TestClient) -> None:
    text = ("Réemploi et réparation 1 20 %", "France entière 2 40 %", "Hauts-de-France 2 40 %")
    assert set(text) <= set(rows(read(client, PATH)))


def test_the_catalogue_should_be_counted_by_age() -> None:
    months = [months_ago(0), months_ago(24), months_ago(36), "2019-03", None]
    records = [
        make_actor(id=f"r{row}", source="orientess", date_source=month)
        for row, month in enumerate(months)
    ]
    ages = pages._catalogue(Census.of(records), len(records))["ages"]
    assert [(str(part.name), part.number, part.percent) for part in ages] == [
        ("Moins de 2 ans", 2, 40),
        ("De 2 à 3 ans", 1, 20),
        ("Plus de 3 ans", 1, 20),
        ("Date inconnue", 1, 20),
    ]


def test_records_all_recent_should_be_told_in_a_sentence(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Toutes les fiches ont une preuve de moins de 2 ans."
    assert text not in read(client, PATH).texts("p")
    monkeypatch.setattr(census, "age_of_month", lambda month: Age.RECENT)
    page = read(client, PATH)
    assert text in page.texts("p")
    assert page.texts("caption") == ["Par domaine", "Par territoire"]


def test_tables_should_name_what_they_count(client: TestClient) -> None:
    heads = read(client, PATH).texts("th")
    assert {"Domaine", "Territoire", "Date", "Fiches", "Part"} <= set(heads)


def test_needs_that_too_few_records_serve_should_be_told() -> None:
    thesaurus = make_thesaurus(reparer="Réparer", donner="Donner", apprendre="Apprendre")
    gaps = pages.needs_with_few_answers(Counter(reparer=2, donner=1), thesaurus)
    assert gaps == (("Apprendre", 0), ("Donner", 1))
