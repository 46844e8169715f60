"""Tests of imported places that are only places: locations of their networks."""

from __future__ import annotations

from typing import Any

import pytest

from index.location_import.imported import ImportedPlaces
from index.location_import.offers import Offers
from index.locations.models import Precision
from index.records.models import AnyRecord
from tests.conftest import DATA, make_actor
from tests.locations import make_location
from tests.towns import GAZETTEER

NETWORKS = ("lieux-mediation-numerique", "conseillers-numeriques")


def _place(**fields: Any) -> AnyRecord:
    defaults = {
        "id": "hub--1",
        "nom": "Espace numérique",
        "description": "Lieu de médiation numérique à Lille.",
        "adresse": "12 rue de Paris",
        "code_postal": "59000",
        "commune": "Lille",
        "code_insee": "59350",
        "latitude": 50.64,
        "longitude": 3.07,
        "telephone": "+33320000000",
        "source": "hub",
        "libelles": {"sans_presentation": [], "services": ["Prendre en main un ordinateur"]},
    }
    return make_actor(**defaults | fields)


def _placed(*records: AnyRecord, **options: Any) -> tuple[list[AnyRecord], ImportedPlaces]:
    """The records that stay, and the places that the others became."""
    offers = Offers(DATA / "lieux" / "services.toml")
    known = options.get("locations", ())
    places = ImportedPlaces(options.get("networks", NETWORKS), known, offers, GAZETTEER)
    return list(places.others(records)), places


def test_a_place_that_says_only_codes_should_become_a_location_with_what_its_codes_say() -> None:
    others, places = _placed(_place())
    (location,) = places.found
    assert others == []
    assert (location.id, location.reseau) == ("hub--1", "lieux-mediation-numerique")
    assert (location.telephone, location.precision) == ("+33320000000", Precision.ADRESSE)
    assert "bases--ordinateur-debutant" in location.besoins
    assert location.services == ("Maîtrise des outils numériques du quotidien",)


def test_the_network_of_a_place_should_be_what_its_labels_say() -> None:
    labels = {"sans_presentation": [], "dispositif_programmes_nationaux": ["CNFS"]}
    (location,) = _placed(_place(libelles=labels))[1].found
    assert location.reseau == "conseillers-numeriques"
    assert location.autres_reseaux == ("lieux-mediation-numerique",)


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"libelles": {}}, id="it describes itself"),
        pytest.param(
            {"services": [{"nom": "Atelier", "description": "On y apprend."}]}, id="a service does"
        ),
        pytest.param({"latitude": None, "longitude": None}, id="no point"),
    ],
)
def test_another_record_should_stay_a_record(fields: dict[str, Any]) -> None:
    record = _place(**fields)
    others, places = _placed(record)
    assert (others, places.found) == ([record], [])


def test_a_place_of_no_network_of_the_catalogue_should_stay_a_record() -> None:
    others, places = _placed(_place(), networks=["autre"])
    assert (others, places.found) == ([_place()], [])


@pytest.mark.parametrize(
    "known",
    [
        pytest.param({"autres_ids": ("hub--1",)}, id="its identifier was merged"),
        pytest.param(
            {"nom": "Espace Numérique", "adresse": "12 rue de Paris", "code_insee": "59350"},
            id="same name and street",
        ),
    ],
)
def test_a_place_that_a_location_is_already_should_be_left_out(known: dict[str, Any]) -> None:
    location = make_location(id="lieu--9", **known)
    others, places = _placed(_place(), locations=[location])
    assert (others, places.found, places.known) == ([], [], 1)
