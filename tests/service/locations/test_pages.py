"""Tests of the page of a location."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from index.locations.models import Location
from service.feedback.reports import Reports
from service.presentation.evidence import location_caution
from service.presentation.messages import BACK_TO_RESULTS, REPORT_ERROR
from tests.locations import LOCATED_CATALOGUE, LOCATIONS
from tests.service.blocks import blocks
from tests.service.page import Page, read, results
from tests.service.services import services_in

LILLE = "/lieux/france-services--lille"


def test_a_location_should_say_where_when_and_how_to_reach_it(located_client: TestClient) -> None:
    page = read(located_client, LILLE)
    assert page.title == "France services Lille-Fives, Lille – OrientESS"
    assert page.link("Appeler le 03 20 00 00 01") == "tel:+33320000001"
    assert page.link("Écrire à lille@france-services.example").startswith("mailto:lille@")
    assert "12 rue de Lannoy59800 Lille" in page.texts("p")
    week = [text.replace("\xa0", " ") for text in page.texts("dd")]
    assert week[0] == "9 h – 12 h, 13 h 30 – 17 h"
    assert "lundi au vendredi" in page.texts("dt")
    assert page.link("France services") == "/fiches/france-services"
    assert "Aide aux démarches administratives" in page.texts("li")
    assert "Refaire ses papiers, son permis ou sa carte grise" in page.texts("a")
    source = next(text for text in page.texts("p") if "Licence Ouverte 2.0" in text)
    assert "mars 2025. Horaires relevés en mars 2025." in source
    assert page.notes == [f"{location_caution(LOCATIONS[0])}."]


def test_the_way_there_should_say_that_it_leaves_the_site(located_client: TestClient) -> None:
    link = read(located_client, LILLE).link("Y aller, avec OpenStreetMap (quitte ce site)")
    assert link == "https://www.openstreetmap.org/directions?to=50.6322,3.0912"
    nowhere = read(located_client, "/lieux/france-services--tourcoing")
    assert not [text for text in nowhere.texts("a") if text.startswith("Y aller")]
    assert "Nous ne savons pas où il est dans la commune." in nowhere.texts("p")


def test_a_location_that_says_little_should_say_so(located_client: TestClient) -> None:
    page = read(located_client, "/lieux/france-services--tourcoing")
    assert "Nous n'avons trouvé ni téléphone, ni courriel, ni site." in page.texts("p")
    assert "Non renseigné." in page.texts("p")


def test_a_location_reached_from_a_search_should_lead_back_and_say_how_far(
    located_client: TestClient,
) -> None:
    found = results(located_client, "démarches administratives", lieu="Lille")
    page = read(located_client, found.link("France services Lille-Fives"))
    assert "À 2 km du centre de Lille" in page.texts("strong")
    assert urlsplit(page.link(BACK_TO_RESULTS)).path == "/recherche"
    assert page.field("q")["value"] == "démarches administratives"


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_merged_location_should_redirect_for_good(
    located_client: TestClient, prefix: str
) -> None:
    answer = located_client.get(
        f"{prefix}/lieux/france-services--fives?lieu=Lille", follow_redirects=False
    )
    assert answer.status_code == 308
    assert answer.headers["Location"] == f"{prefix}{LILLE}?lieu=Lille"


def test_an_unknown_location_should_not_be_found(located_client: TestClient) -> None:
    assert read(located_client, "/lieux/inconnu", 404).texts("h1")


def _facts(page: Page) -> dict[str, object]:
    facts: dict[str, object] = json.loads(page.texts("script")[0])
    return facts


def test_search_engines_should_read_the_facts_of_a_location(located_client: TestClient) -> None:
    facts = _facts(read(located_client, LILLE))
    assert facts["@type"] == "CivicStructure"
    assert facts["telephone"] == "+33320000001"
    assert facts["openingHours"] == ["Mo-Fr 09:00-12:00", "Mo-Fr 13:30-17:00"]
    assert facts["geo"] == {"@type": "GeoCoordinates", "latitude": 50.6322, "longitude": 3.0912}
    vague = _facts(read(located_client, "/lieux/france-services--tourcoing"))
    assert not {"geo", "openingHours", "telephone"} & set(vague)


def test_an_error_in_a_location_should_be_reported_under_its_identifier(
    located_client: TestClient,
) -> None:
    form = read(located_client, LILLE).link(REPORT_ERROR)
    assert form == f"{LILLE}/signaler"
    assert "France services Lille-Fives" in read(located_client, form).texts("strong")
    answer = located_client.post(form, data={"raison": "perime", "commentaire": "Fermé le lundi."})
    assert urlsplit(str(answer.url)).path == f"{form}/merci"
    (stored,) = services_in(located_client.app).get(Reports).all(record="france-services--lille")
    assert (stored.reason, stored.comment) == ("perime", "Fermé le lundi.")


@pytest.mark.parametrize("location", LOCATIONS, ids=lambda location: location.id)
def test_every_location_should_have_its_page_in_both_languages(
    located_client: TestClient, location: Location
) -> None:
    assert read(located_client, f"/lieux/{location.id}").texts("h1") == [location.nom]
    assert read(located_client, f"/en/lieux/{location.id}").texts("h1") == [location.nom]


def test_what_a_network_usually_does_should_not_be_said_of_the_place(
    located_client: TestClient,
) -> None:
    page = read(located_client, "/lieux/bibliotheque--lille")
    assert blocks(page)["Prix"] == "En général : gratuit."
    usual = blocks(page)["En général dans ce réseau"]
    network = next(each for each in LOCATED_CATALOGUE if each.id == "bibliotheques-publiques")
    assert all(service.nom in usual for service in network.services)
    assert "Pour ces besoins :" in usual
    assert "Ce qui est proposé" not in blocks(page)


def test_the_own_needs_of_a_place_should_be_said_of_it(located_client: TestClient) -> None:
    text = blocks(read(located_client, LILLE))
    assert "Aide aux démarches administratives" in text["Ce qui est proposé"]
