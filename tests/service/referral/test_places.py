"""What is told of a place: never a contact of its network, nor what is usual there as its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.codes.code_table import CodeTable
from index.indexing.build import build
from index.locations.models import Precision
from service.app import create_app
from service.referral.codes import Codes
from service.settings import Settings
from tests.conftest import SMALL_CATALOGUE, make_actor, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.locations import WIFI, make_location
from tests.service.page import Page, read
from tests.service.services import replace_services

NETWORK, PLACE, BOOKED = "bibliotheques-publiques", "bibliotheque--261", "bibliotheque--rdv"
CHOSEN = f"{NETWORK}~{PLACE}"
CODE = "M2C4"
NETWORK_CONTACTS = ("reseau.example", "+33320999999", "03 20 99 99 99")
FOIX = {"commune": "Foix", "code_postal": "09000", "code_insee": "09122"}


class _Given(Codes):
    """The code of the place, without a file."""

    @property
    def table(self) -> CodeTable:
        return CodeTable({CODE: PLACE})


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of a service whose network has all contacts, and its place in Foix has none."""
    var = tmp_path_factory.mktemp("var")
    record = make_actor(
        id=NETWORK,
        type="programme",
        nom="Bibliothèques publiques",
        description="Un réseau de bibliothèques où trouver du wifi gratuit et un ordinateur.",
        services=[{"nom": "Wifi gratuit"}],
        frais="gratuit",
        frais_precisions="L'impression peut être payante selon le lieu.",
        telephone="+33320999999",
        courriel="contact@reseau.example",
        site_web="https://reseau.example/",
        horaires_accueil="Mo-Fr 03:00-04:00",
        besoins=[WIFI],
        modes_accueil=["en-presentiel"],
        modes_mobilisation=["se-presenter", "telephoner", "envoyer-un-courriel"],
        territoires=["france-entiere"],
        zone_eligibilite=["france"],
        date_source="2021-12",
    )
    library = make_location(
        id=PLACE,
        nom="Médiathèque de Foix",
        reseau=NETWORK,
        adresse="20 bis avenue du Général de Gaulle",
        precision=Precision.COMMUNE,
        services=("Accès internet et matériel informatique",),
        source="ministere-culture-bibliotheques",
        date_source="2025-04",
    )
    booked = make_location(
        id=BOOKED,
        nom="Bibliothèque sur rendez-vous",
        reseau=NETWORK,
        prise_rdv="https://rdv.example/foix",
        frais="payant",
        publics=("jeunes",),
    )
    build(
        [*SMALL_CATALOGUE, record],
        HashEncoder(),
        "hash",
        var / "index",
        thesaurus=make_thesaurus(**{WIFI: "Trouver du wifi"}),
        locations=(library, booked),
    )
    with TestClient(create_app(Settings(var=var, use_encoder=False))) as client:
        replace_services(client.app, {Codes: _Given()})
        yield client


def contacts_of_the_network(page: Page) -> list[str]:
    """Which contacts of the network a page gives."""
    return [each for each in NETWORK_CONTACTS if each in page.html]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/aidant", {"q": "wifi gratuit ordinateur", "lieu": "Foix"}),
        ("/aidant/selection", {"f": CHOSEN, "lieu": "Foix"}),
        ("/aidant/comparer", {"f": [CHOSEN, "atelier-phenix"], "lieu": "Foix"}),
        (f"/liste/{CODE}-T", {}),
    ],
)
def test_a_place_should_never_have_the_contacts_of_its_network(
    network: TestClient, path: str, query: dict[str, Any]
) -> None:
    page = read(network, path, **query)
    assert "Médiathèque de Foix" in page.html
    assert "Contact inconnu" in page.html
    assert contacts_of_the_network(page) == []


def test_a_public_card_should_lead_to_a_place_and_not_to_the_site_of_its_network(
    network: TestClient,
) -> None:
    page = read(network, "/recherche", q="wifi gratuit ordinateur", lieu="Foix")
    assert "Médiathèque de Foix" in page.html
    assert "openstreetmap.org" in page.html
    assert contacts_of_the_network(page) == []


def test_a_sheet_should_name_the_site_of_a_network_as_such(network: TestClient) -> None:
    page = read(network, "/aidant/fiche", f=CHOSEN, lieu="Foix")
    labels = page.texts("dt")
    assert page.link("reseau.example") == "https://reseau.example/"
    assert "Site du réseau" in labels
    assert "Site" not in labels
    assert "Courriel" not in labels
    message, report = page.texts("textarea")[-2:]
    for text in (message, report):
        assert "contact inconnu" in text.lower()
        assert not any(each in text for each in NETWORK_CONTACTS)


def test_what_is_usual_in_a_network_should_be_told_as_such_on_a_sheet(network: TestClient) -> None:
    text = " ".join(read(network, "/aidant/fiche", f=CHOSEN, lieu="Foix").texts("article"))
    assert "En général : gratuit. L'impression peut être payante selon le lieu." in text
    own, usual = text.split("En général dans ce réseau")
    assert "Accès internet et matériel informatique" in own
    assert "Wifi gratuit" in usual
    assert "3 h" not in text
    assert "téléphoner" not in text.lower().split("les textes à copier")[0]


def test_a_sheet_should_give_the_source_of_its_place(network: TestClient) -> None:
    place = " ".join(read(network, f"/lieux/{PLACE}").texts("article"))
    sheet = " ".join(read(network, "/aidant/fiche", f=CHOSEN, lieu="Foix").texts("article"))
    source = place.split("Source ")[-1].split(".")[0]
    assert source.endswith("avril 2025")
    assert source in sheet
    assert "décembre 2021" not in sheet


def test_whom_a_place_is_for_should_come_before_what_is_usual_in_its_network(
    network: TestClient,
) -> None:
    page = read(network, "/aidant/fiche", f=f"{NETWORK}~{BOOKED}", lieu="Foix")
    assert "Jeunes" in " ".join(page.texts("article")).split("En général dans ce réseau")[0]


def test_a_place_that_takes_appointments_should_have_its_page_and_its_price(
    network: TestClient,
) -> None:
    page = read(network, "/aidant/comparer", f=f"{NETWORK}~{BOOKED}", lieu="Foix")
    assert page.link("rdv.example/foix") == "https://rdv.example/foix"
    assert {"Payant", "Jeunes"} <= {*page.texts("td")}
    assert "Contact inconnu" not in page.html


def test_a_place_with_its_street_should_not_be_told_as_lost_in_its_town(
    network: TestClient,
) -> None:
    page = read(network, f"/lieux/{PLACE}")
    assert "20 bis avenue du Général de Gaulle" in page.html
    assert "Nous ne savons pas où il est" not in page.html
