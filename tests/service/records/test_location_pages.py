"""Tests of the page of all the locations of a record."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from index.indexing.build import build
from service.app import create_app
from service.records.location_pages import PAGE_SIZE
from service.settings import Settings
from tests.conftest import make_actor
from tests.hash_encoder import HashEncoder
from tests.locations import make_location
from tests.service.page import HOSTILE, Page, read

ALL = "/fiches/france-services/lieux"
MANY = 60


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service over a network with more locations than a page shows."""
    var = tmp_path_factory.mktemp("var")
    network = make_actor(id="france-services", nom="France services")
    foix = [
        make_location(id=f"france-services--{number}", nom=f"Accueil {number}")
        for number in range(MANY)
    ]
    island = make_location(
        id="france-services--miquelon", commune="Miquelon-Langlade", code_insee="97501",
        code_postal="97500", latitude=47.1, longitude=-56.38,
    )  # fmt: skip
    build([network], HashEncoder(), "hash", var / "index", locations=[*foix, island])
    with TestClient(create_app(Settings(var=var, use_encoder=False))) as client:
        yield client


def names(page: Page) -> list[str]:
    """The names of the locations of a page."""
    links = zip(page.all("a"), page.texts("a"), strict=True)
    return [text for link, text in links if link["href"].startswith("/lieux/")]


def test_few_locations_should_be_listed_at_once(located_client: TestClient) -> None:
    page = read(located_client, ALL)
    assert "3 lieux en France" in page.texts("p")
    assert names(page) == [
        "France services de Foix",
        "France services Lille-Fives",
        "France services de Tourcoing",
    ]


def test_the_locations_near_a_town_should_come_nearest_first(located_client: TestClient) -> None:
    page = read(located_client, ALL, lieu="Tourcoing")
    assert names(page) == ["France services de Tourcoing", "France services Lille-Fives"]
    assert page.field("lieu")["value"] == "Tourcoing"
    nowhere = read(located_client, ALL, lieu="Brest")
    assert names(nowhere) == []
    assert nowhere.notes == ["Aucun lieu à moins de 100 km de « Brest (29) »."]


def test_a_town_that_is_not_known_should_be_said(located_client: TestClient) -> None:
    page = read(located_client, ALL, lieu=HOSTILE)
    assert any(note.startswith("Lieu non reconnu") for note in page.notes)
    assert page.foreign_scripts == []


def test_many_locations_should_be_chosen_by_departement_then_paged(many: TestClient) -> None:
    page = read(many, ALL)
    assert names(page) == []
    assert page.link("Saint-Pierre-et-Miquelon (1)").endswith("?departement=975")
    ariege = read(many, page.link(f"Ariège ({MANY})"))
    assert len(names(ariege)) == PAGE_SIZE
    assert "Ariège (09)" in ariege.texts("h2")
    last = read(many, ALL, departement="09", page="3")
    assert len(names(last)) == MANY - 2 * PAGE_SIZE
    assert "Page 3 sur 3" in last.texts("span")
    assert parse_qs(urlsplit(last.link("Page précédente")).query)["page"] == ["2"]
    assert len({*names(ariege), *names(last)}) == MANY - PAGE_SIZE


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "9" * 30, "²"])
def test_a_page_that_does_not_exist_should_be_one_that_does(many: TestClient, number: str) -> None:
    assert names(read(many, ALL, departement="09", page=number))


def test_a_record_without_locations_should_say_so(located_client: TestClient) -> None:
    page = read(located_client, "/fiches/atelier-phenix/lieux")
    assert "Nous ne connaissons aucun lieu de cette fiche." in page.texts("p")


def test_the_record_should_show_its_nearest_locations_or_ask_where(
    located_client: TestClient,
) -> None:
    here = read(located_client, "/fiches/france-services", lieu="Lille")
    assert names(here) == ["France services Lille-Fives", "France services de Tourcoing"]
    assert urlsplit(here.link("Tous les lieux (3)")).path == ALL
    far = read(located_client, "/fiches/france-services", lieu="Brest")
    assert "Nous ne connaissons aucun lieu de cette structure près de « Brest »." in far.notes
    assert [each for each in here.notes if "aucun lieu" in each] == []
    nowhere = read(located_client, "/fiches/france-services")
    assert names(nowhere) == []
    assert "Où êtes-vous ?" in nowhere.texts("label")
    alone = read(located_client, "/fiches/atelier-phenix", lieu="Lille")
    assert "Tous les lieux" not in alone.html
