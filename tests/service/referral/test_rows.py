"""Rows of a list that a helper scans: one a place, and what each says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from fastapi.testclient import TestClient

from index.indexing.build import build
from index.locations.models import Location, Precision
from index.places.models import Place, PlaceKind, Point
from service.app import create_app
from service.referral.facts import facts_of
from service.referral.rows import ReferralRow, kilometres
from service.settings import Settings
from tests.conftest import make_actor, make_thesaurus
from tests.hash_encoder import HashEncoder
from tests.locations import LOCATED_CATALOGUE, PAPERS, WIFI, make_location
from tests.service.page import Page, read

LILLE = {"commune": "Lille", "code_postal": "59000", "code_insee": "59350"}
AT = {"latitude": 50.6322, "longitude": 3.0912, "adresse": "12 rue de Lannoy", **LILLE}
LIBRARY = "bibliotheques-publiques"
SHARED = (make_location(id="maison--1", nom="La Maison", autres_reseaux=(LIBRARY,), **AT),)
"""A location of two networks."""
TWICE = (
    make_location(id="maison--1", nom="La Maison", meme_lieu=("maison--2",), **AT),
    make_location(id="maison--2", nom="La Maison", reseau=LIBRARY, meme_lieu=("maison--1",), **AT),
)
"""A place that two lists, of different licences, give to one network each."""
SEARCH: dict[str, Any] = {"q": "démarches administratives wifi ordinateur", "lieu": "Lille"}
TOWN = Place(
    kind=PlaceKind.COMMUNE, nom="Lille (59)", commune="59350", point=Point(50.6333, 3.0667)
)


@pytest.fixture(scope="module", params=[SHARED, TWICE], ids=["one list", "two lists"])
def one_place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A client of a service with two networks, and one place that belongs to both."""
    locations: Sequence[Location] = request.param
    var = tmp_path_factory.mktemp("var")
    needs = make_thesaurus(**{PAPERS: "Remplir des papiers", WIFI: "Trouver du wifi"})
    build(
        LOCATED_CATALOGUE,
        HashEncoder(),
        "hash",
        var / "index",
        thesaurus=needs,
        locations=locations,
    )
    with TestClient(create_app(Settings(var=var, use_encoder=False))) as client:
        yield client


def row_of(name: str, page: Page) -> str:
    """The markup of the row of a name."""
    return next(each for each in page.html.split("<li data-id=")[1:] if f">{name}</a></h2>" in each)


def test_a_place_of_two_networks_should_have_one_row_that_names_both(
    one_place: TestClient,
) -> None:
    page = read(one_place, "/aidant", **SEARCH)
    assert page.texts("h2").count("La Maison") == 1
    shown, details = row_of("La Maison", page).split("<details")
    for network in ("France services", "Bibliothèques publiques"):
        assert f">{network}</li>" in shown
        assert f">{network}</a>" in details


def test_a_row_should_be_numbered_as_its_result(one_place: TestClient) -> None:
    page = read(one_place, "/aidant", **SEARCH)
    ranks = [int(each["value"]) for each in page.all("li") if "value" in each]
    assert ranks[0] == 1
    assert ranks == sorted(set(ranks))


def test_a_short_list_should_name_both_networks_too(one_place: TestClient) -> None:
    page = read(one_place, "/aidant/selection", f="france-services~maison--1", lieu="Lille")
    row = row_of("La Maison", page)
    for said in ("France services", "Bibliothèques publiques", "à 2 km", "Horaires inconnus"):
        assert said in row.replace("\xa0", " ")


def test_a_row_should_lead_to_the_whole_page_of_its_place_and_of_its_network(
    located_client: TestClient,
) -> None:
    page = read(located_client, "/aidant", q="démarches administratives", lieu="Lille")
    details = row_of("France services Lille-Fives", page).split("<details")[1]
    assert 'href="/lieux/france-services--lille?' in details
    assert 'href="/fiches/france-services?' in details


def test_a_row_should_say_how_far_the_place_is_and_when_it_is_open(
    located_client: TestClient,
) -> None:
    page = read(located_client, "/aidant", q="démarches administratives", lieu="Lille")
    shown = row_of("France services Lille-Fives", page).split("<details")[0]
    assert '<li class="far">à 2\xa0km</li>' in shown.replace("à 2 km", "à 2\xa0km")
    assert ('class="open">ouvert' in shown) or ('class="open">fermé' in shown)
    assert '<li class="cost">Gratuit</li>' in shown
    assert 'href="tel:+33320000001"' in shown


@pytest.mark.parametrize(
    ("km", "precision", "words"),
    [
        (0.4, Precision.ADRESSE, "à moins de 1 km"),
        (3.2, Precision.ADRESSE, "à 3 km"),
        (214.0, Precision.COMMUNE, "à environ 215 km"),
        (3.2, Precision.COMMUNE, ""),
        (None, None, ""),
    ],
)
def test_a_distance_should_never_be_more_exact_than_the_points(
    km: float | None, precision: Precision | None, words: str
) -> None:
    assert kilometres(km, precision, TOWN) == words
    assert kilometres(km, precision, None) == ""


def made(**fields: Any) -> ReferralRow:
    """The row of a record that a helper chose, without a place."""
    return ReferralRow(1, facts_of(make_actor(**fields)), "", "x")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"publics": ["tous-publics", "associations"]}, ""),
        ({"publics": ["jeunes", "seniors"]}, "Jeunes, seniors"),
    ],
)
def test_whom_it_is_for_should_be_on_the_row_when_it_decides(
    fields: Mapping[str, Any], said: str
) -> None:
    assert made(**fields).short_publics == said


def test_a_record_reached_through_a_professional_should_say_so_on_its_row() -> None:
    assert made(mobilisable_par=["professionnels"]).is_referred
    assert made(conditions_acces="Sur orientation d'une assistante sociale.").is_referred
    assert not made(mobilisable_par=["usagers", "professionnels"]).is_referred


def test_a_record_without_a_place_should_say_its_town_else_its_territory() -> None:
    town = made(commune="Lens", code_postal="62300", modes_accueil=["en-presentiel"])
    assert town.where == "62300 Lens"
    assert made(modes_accueil=["a-distance"], territoires=["france-entiere"]).where == (
        "France entière"
    )
